// Items of the table: a kind, a key and a record's fields.

import { createHash, createHmac } from 'node:crypto';
import { v7 } from 'uuid';
import * as names from './names.mjs';
import { MINUTE, recorded } from './times.mjs';

/** An attempt to do owed work counts as lost after this; so does the bell for the first one. */
const LEASE = 2 * MINUTE;

export const item = (type, key, fields) => ({ ...fields, ...key, type, v: 1 });

/** A piece of work that a change owes: `outbox` does it. */
export function owed(effect, now) {
  const id = v7();
  return item('Outbox', names.owed(id), {
    id,
    ...effect,
    created: recorded(now),
    begun: 0,
    failed: 0,
    ...names.due(now + LEASE, id),
  });
}

export const sha256 = (text) => createHash('sha256').update(text).digest('hex');

/** The index entry of a guest's address: without the organization's key it tells nothing about it. */
export const guest = (organization, address) =>
  createHmac('sha256', organization.index_key)
    .update(address.toLowerCase())
    .digest()
    .subarray(0, 16)
    .toString('base64url');
