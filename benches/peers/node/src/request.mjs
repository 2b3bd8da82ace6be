// What is read of an API Gateway event.

import Negotiator from 'negotiator';
import { malformed, Problem } from './problem.mjs';

const OFFERED = ['application/ld+json', 'application/json'];
const LIMIT = 64 * 1024;

/** The request, with its headers by their names in lower case. */
export function open(event) {
  const headers = Object.fromEntries(
    Object.entries(event.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const host = headers.host ?? 'localhost';
  const scheme = headers['x-forwarded-proto'] === 'http' ? 'http' : 'https';
  return {
    id: event.requestContext.requestId,
    method: event.httpMethod,
    path: event.path,
    parameters: event.pathParameters ?? {},
    query: event.queryStringParameters ?? {},
    headers,
    host,
    baseUrl: `${scheme}://${host}`,
    body: Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8'),
    now: Date.now(),
  };
}

/** The media type of the answer. */
export function negotiate({ headers }) {
  const accept = headers.accept?.trim();
  // JSON-LD clients send a profile, which does not matter here.
  const wanted = accept && accept.replace(/;\s*profile=("[^"]*"|[^,;]*)/gi, '');
  const format = new Negotiator({ headers: { accept: wanted || undefined } }).mediaType(OFFERED);
  if (format) return format;
  const offered = OFFERED.map((name) => `"${name}"`).join(', ');
  throw new Problem(
    406,
    `Requested format "${accept}" is not supported. Supported MIME types are ${offered}.`,
    { plain: true },
  );
}

/** The JSON object of the body. */
export function object({ headers, body }, kind) {
  const type = headers['content-type']?.trim();
  if (!type) throw new Problem(415, 'The "Content-Type" header must exist.');
  if (!OFFERED.includes(type.split(';')[0].trim().toLowerCase())) {
    const offered = OFFERED.map((name) => `"${name}"`).join(', ');
    throw new Problem(
      415,
      `The content-type "${type}" is not supported. Supported MIME types are ${offered}.`,
    );
  }
  if (body.length > LIMIT) {
    throw new Problem(413, `The request body is too large: ${LIMIT} bytes are taken at most.`);
  }
  let value;
  try {
    value = JSON.parse(body.toString());
  } catch {
    throw malformed('Syntax error');
  }
  if (Array.isArray(value)) return {};
  if (typeof value === 'string') throw malformed(`Invalid IRI "${value}".`);
  if (typeName(value) !== 'array') {
    throw malformed(`Expected IRI or document for resource "${kind}", "${typeName(value)}" given.`);
  }
  return value;
}

/** The name that the conventions give a JSON value's type. */
export function typeName(value) {
  if (value === null) return 'NULL';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'double';
  return typeof value === 'object' ? 'array' : typeof value;
}
