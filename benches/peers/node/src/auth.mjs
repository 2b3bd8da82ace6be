// Who is calling: an organization that shows a valid API key.

import { createHash } from 'node:crypto';
import { stringify } from 'uuid';
import { sha256 } from './items.mjs';
import { Memory } from './memory.mjs';
import * as names from './names.mjs';
import { unauthorized } from './problem.mjs';
import { getAll } from './table.mjs';

const PREFIX = 'leah_';
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const BODY = 16 + 32;
const CHECK = 4;
const DOMAINS = process.env.LEAH_BASE_DOMAINS.split(',').map((name) => name.trim().toLowerCase());

const keys = new Memory();

/** The bytes of a text in base32 (RFC 4648, lower case without padding), if it is one. */
function base32(text) {
  const bytes = [];
  let [bits, value] = [0, 0];
  for (const character of text) {
    const digit = ALPHABET.indexOf(character);
    if (digit < 0) return undefined;
    value = ((value << 5) | digit) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((value >> bits) & 0xff);
    }
  }
  return Buffer.from(bytes);
}

/** The organization that a key names, if its form and checksum are those of a key. */
function owner(token) {
  if (!token?.startsWith(PREFIX)) return undefined;
  const bytes = base32(token.slice(PREFIX.length));
  if (bytes?.length !== BODY + CHECK) return undefined;
  const digest = createHash('sha256').update(bytes.subarray(0, BODY)).digest();
  if (!digest.subarray(0, CHECK).equals(bytes.subarray(BODY))) return undefined;
  return stringify(bytes.subarray(0, 16));
}

/** The label by which a host under a base domain names an organization. */
function label(host) {
  const name = host.replace(/:\d*$/, '').replace(/\.$/, '').toLowerCase();
  const domain = DOMAINS.find((domain) => name.endsWith(`.${domain}`));
  return domain && name.slice(0, -domain.length - 1);
}

export async function identify({ headers, host, now }) {
  const token = headers['leah-auth-token'];
  const id = owner(token);
  if (id === undefined) throw unauthorized();
  const digest = sha256(token);
  const found = await keys.remember(digest, now, async () => {
    const [key, organization] = await getAll(names.apiKey(id, digest), names.organization(id));
    return key && organization && { key, organization };
  });
  if (!found) throw unauthorized();
  const { key, organization } = found;
  const valid = !key.revoked && (!key.expires || now < Date.parse(key.expires));
  const home = label(host);
  if (!valid || (home !== undefined && home !== organization.slug)) throw unauthorized();
  return organization;
}
