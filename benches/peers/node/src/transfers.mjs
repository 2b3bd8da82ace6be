// POST /api/transfers/{id}/share: tells a guest where the documents are.

import * as z from 'zod';
import { changed } from './answer.mjs';
import { email, read } from './body.mjs';
import { handle } from './handler.mjs';
import { recall, repeated, settle, ticket } from './idempotency.mjs';
import { guest, item, owed } from './items.mjs';
import * as names from './names.mjs';
import { conflict, invalid, notFound, Problem } from './problem.mjs';
import { object } from './request.mjs';
import { asRead, get, getAll, put, putIf } from './table.mjs';
import { printed } from './times.mjs';

const PATH = '/api/transfers';
/** How often a change is decided anew when another one came first. */
const TRIES = 12;

const sharing = z.object({ email });
const identifier = z.guid();

const document = (transfer) => ({
  kind: 'Transfer',
  iri: `${PATH}/${transfer.id}`,
  properties: {
    id: transfer.id,
    hash: Buffer.from(Buffer.from(transfer.secret, 'base64url').toString('hex')).toString('base64'),
    expiresAt: printed(Date.parse(transfer.expires)),
    healthcareWorker: `/api/healthcare_workers/${transfer.healthcare_worker}`,
    status: 'shared',
    files: transfer.files.map(({ id }) => `/api/transfer_files/${id}`),
    type: 'healthcare_worker',
    email: transfer.email,
    firstname: null,
    lastname: null,
  },
});

/** The transfer, or the answer that the same request was given before; in one trip. */
async function find(key, repeatable, now) {
  if (!repeatable) return [await get(key)];
  const [transfer, record] = await getAll(key, repeatable.key);
  return repeated(record, now) ? [transfer, await recall(repeatable, record)] : [transfer];
}

/** The transfer as it is from now on, and what that owes. */
function share(organization, before, recipient, now) {
  const subject = { organization: organization.id, transfer: before.id };
  const entry = guest(organization, recipient);
  const { PK, SK, GSI1SK } = before;
  const after = item('Transfer', { PK, SK }, {
    ...before,
    email: recipient,
    guest: entry,
    version: before.version + 1,
    GSI3PK: `ORG#${organization.id}#XFER#GUEST#${entry}`,
    GSI3SK: GSI1SK,
  });
  const effects = [{ effect: 'documents-mail', subject, recipient }];
  const event = 'transfer.shared';
  if (organization.settings.events?.includes(event)) {
    const files = before.files.map(({ id }) => `/api/transfer_files/${id}`);
    const payload = JSON.stringify({ transfer: `${PATH}/${before.id}`, files });
    effects.push({ effect: 'transfer-event', subject, event, payload });
  }
  return [after, effects.map((effect) => put(owed(effect, now)))];
}

async function attempt(request, organization, key, repeatable) {
  const { format, now } = request;
  const [before, answered] = await find(key, repeatable, now);
  if (answered) return answered;
  if (!before || now >= Date.parse(before.expires)) throw notFound();
  const { data, broken } = read(sharing, object(request, 'Transfer'));
  if (before.files.length === 0) broken.push(['files', 'TooFew']);
  if (broken.length > 0) throw invalid(broken);
  const [after, effects] = share(organization, before, data.email, now);
  const writes = [putIf(after, asRead(before)), ...effects];
  return settle(writes, key.PK, repeatable, changed(format, document(after)), now);
}

export const handler = handle('POST', async (request, organization) => {
  const { id } = request.parameters;
  if (!identifier.safeParse(id).success) {
    throw new Problem(404, 'Invalid identifier value or configuration.');
  }
  const key = names.transfer(organization.id, id.toLowerCase());
  const repeatable = ticket(request, organization);
  for (let tries = 0; tries < TRIES; tries += 1) {
    const reply = await attempt(request, organization, key, repeatable);
    if (reply) return reply;
  }
  throw conflict('The transfer was changed by other requests at the same time: try again.');
});
