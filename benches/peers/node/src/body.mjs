// Bodies: types first (a 400 for the first that is wrong), then rules (a 422 for all of them together).

import * as z from 'zod';
import { malformed } from './problem.mjs';
import { typeName } from './request.mjs';

/** An address that mail can be sent to. Its issues are named by the rules that they break. */
export const email = z
  .email({ error: ({ input }) => (input === '' ? 'NotBlank' : 'Email') })
  .max(254, { error: 'Email' })
  .prefault('');

export const NO_DATE =
  'The data is either not an string, an empty string, or null; you should pass a string that can be parsed with the passed format or a valid DateTime string.';

/** What is said of an attribute of the wrong type, where an attribute has words of its own. */
const WORDS = {
  startTime: () => NO_DATE,
  office: (value) =>
    typeName(value) === 'array' && !Array.isArray(value)
      ? 'Nested documents for attribute "office" are not allowed. Use IRIs instead.'
      : `Expected IRI or nested document for attribute "office", "${typeName(value)}" given.`,
};

const ofType = (attribute, value) =>
  `The type of the "${attribute}" attribute must be "string", "${typeName(value)}" given.`;

/** Reads a body: what it says, or the rules that it breaks. */
export function read(schema, body) {
  const { data, error } = schema.safeParse(body);
  const broken = new Map();
  for (const { code, path, message, params } of error?.issues ?? []) {
    const [attribute] = path;
    const value = body[attribute];
    if (code === 'invalid_type' && value === undefined) {
      broken.set(attribute, 'NotNull');
      continue;
    }
    if (code === 'invalid_type') {
      throw malformed(WORDS[attribute]?.(value) ?? ofType(attribute, value));
    }
    if (params?.malformed) throw malformed(message);
    if (!broken.has(attribute)) broken.set(attribute, message);
  }
  return { data, broken: [...broken] };
}
