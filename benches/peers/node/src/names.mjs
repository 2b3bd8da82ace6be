// Keys of the items.

import { sortable } from './times.mjs';

const SHARDS = 8;

export const organization = (o) => ({ PK: `ORG#${o}`, SK: 'ORG' });
export const apiKey = (o, digest) => ({ PK: `ORG#${o}`, SK: `KEY#${digest}` });
export const counter = (o) => ({ PK: `ORG#${o}`, SK: 'COUNT' });
export const office = (o, id) => ({ PK: `ORG#${o}`, SK: `OFFICE#${id}` });
export const appointment = (o, id) => ({ PK: `ORG#${o}#APPT#${id}`, SK: 'APPT' });
export const reminder = (o, id, kind) => ({ PK: `ORG#${o}#APPT#${id}`, SK: `REMINDER#${kind}` });
export const transfer = (o, id) => ({ PK: `ORG#${o}#XFER#${id}`, SK: 'XFER' });
export const link = (digest) => ({ PK: `LINK#${digest}`, SK: 'LINK' });
export const idempotency = (o, request) => ({ PK: `IDEM#${o}#${request}`, SK: 'IDEM' });
export const answer = (partition, request) => ({ PK: partition, SK: `ANSWER#${request}` });
export const owed = (id) => ({ PK: `OUTBOX#${id}`, SK: 'effect' });

/** The place of something in an order by time. */
export const ordered = (at, id) => `${sortable(at)}#${id}`;

/** A place in the due index; the last byte of an identifier is random. */
export const due = (at, id) => ({
  DUEPK: `OUTBOX#${parseInt(id.slice(-2), 16) % SHARDS}`,
  DUESK: ordered(at, id),
});
