// The Idempotency-Key header: the first answer to a request is kept for a day and given again.

import { item, sha256 } from './items.mjs';
import * as names from './names.mjs';
import { conflict, malformed, Problem } from './problem.mjs';
import { alive, get, put, putIf, transact } from './table.mjs';
import { DAY, seconds } from './times.mjs';

const LIMIT = 255;

/** The ticket of a request that carries a key. */
export function ticket({ headers, method, path, body }, organization) {
  const key = headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (!/^[ -~]+$/.test(key) || key.length > LIMIT) {
    throw malformed(`The Idempotency-Key header must be 1 to ${LIMIT} characters of ASCII.`);
  }
  const request = sha256(`${method}\n${path}\n${key}`);
  return { request, body: sha256(body), key: names.idempotency(organization.id, request) };
}

/** The answer that a living record of the same request leads to. */
export async function recall(ticket, record) {
  if (record.body !== ticket.body) {
    throw new Problem(
      422,
      'This Idempotency-Key was used with another request body: use a new key for a new request.',
    );
  }
  const answer = await get(names.answer(record.partition, ticket.request));
  if (!answer) {
    throw conflict(
      'This request was carried out before, and its answer was erased with what it was about.',
    );
  }
  return {
    statusCode: answer.status,
    headers: Object.fromEntries(answer.headers),
    body: answer.body,
  };
}

/** Whether a record that was read stands for a request that was made before. */
export const repeated = (record, now) => record !== undefined && alive(record, now);

/**
 * Writes a change together with the answer to its request, if that may be repeated. The answer; that
 * which was given before; or `undefined` where the change was decided on what no longer holds.
 */
export async function settle(writes, partition, ticket, answer, now) {
  if (!ticket) return (await transact(writes)) === undefined ? answer : undefined;
  const ttl = seconds(now + DAY);
  const record = item('Idempotency', ticket.key, { body: ticket.body, partition, ttl });
  const kept = item('Answer', names.answer(partition, ticket.request), {
    status: answer.statusCode,
    headers: Object.entries(answer.headers),
    body: answer.body,
    ttl,
  });
  const absent = {
    ConditionExpression: 'attribute_not_exists(PK) OR #ttl <= :now',
    ExpressionAttributeNames: { '#ttl': 'ttl' },
    ExpressionAttributeValues: { ':now': seconds(now) },
  };
  const refused = await transact([...writes, putIf(record, absent), put(kept)]);
  if (refused === undefined) return answer;
  const standing = refused[writes.length];
  return standing && recall(ticket, standing);
}
