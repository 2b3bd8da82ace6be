// The body of a booking.

import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { DateTime } from 'luxon';
import * as z from 'zod';
import { email, NO_DATE } from './body.mjs';
import { malformed } from './problem.mjs';

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const KINDS = {
  '/api/appointments': 'Appointment',
  '/api/features': 'Feature',
  '/api/healthcare_workers': 'HealthcareWorker',
  '/api/offices': 'Office',
  '/api/organizations': 'Organization',
  '/api/transfers': 'Transfer',
  '/api/transfer_files': 'TransferFile',
  '/api/webhook_deliveries': 'WebhookDelivery',
  '/api/webhook_endpoints': 'WebhookEndpoint',
};
const SHAPE = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d/;
const FORMAT = 'use yyyy-mm-ddThh:mm:ss, which is UTC, or add Z or an offset such as +02:00.';
const IMPOSSIBLE = 'there is no such date or time; use yyyy-mm-ddThh:mm:ss.';
const YEAR = 'the year must be between 1970 and 9998.';

/** UTC, unless the text has an offset; fractions of a second are cut off. */
function start(text, context) {
  const say = (message) => {
    context.addIssue({ code: 'custom', message, params: { malformed: true } });
    return z.NEVER;
  };
  const refuse = (reason) => say(`Failed to parse time string (${text}): ${reason}`);
  if (text === '') return say(NO_DATE);
  if (!SHAPE.test(text)) return refuse(FORMAT);
  const at = DateTime.fromISO(text.replace(/[t ]/, 'T'), { zone: 'utc' });
  if (!at.isValid) return refuse(IMPOSSIBLE);
  if (at.year < 1970 || at.year > 9998) return refuse(YEAR);
  return at.startOf('second').toMillis();
}

/** A valid international number in E.164. */
function phone(text, context) {
  const international = text.trimStart().startsWith('+') && text.length <= 64;
  const number = international ? parsePhoneNumberFromString(text) : undefined;
  if (number?.isValid() && !number.ext) return number.number;
  context.addIssue({ code: 'custom', message: text === '' ? 'NotBlank' : 'Regex' });
  return z.NEVER;
}

/** A short text of the organization's own; an empty one counts as none. */
const reference = z
  .string()
  .refine((text) => [...text].length <= 255, { error: 'TooLong', abort: true })
  .refine((text) => !/\p{Cc}/u.test(text), { error: 'Regex' })
  .transform((text) => text || undefined)
  .nullish();

/** `office` is still the text that was given: which office it names depends on the host. */
export const booking = z.object({
  status: z
    .string()
    .refine((status) => status === 'scheduled', { error: 'Choice' })
    .optional(),
  startTime: z.string().transform(start),
  email,
  phoneNumber: z.string().transform(phone).prefault(''),
  office: z
    .string()
    .nullable()
    .refine((iri) => iri !== null, { error: 'NotNull' }),
  externalId: reference,
  // The older spelling.
  external_id: reference,
  administrativeFileNumber: reference,
});

/** The identifier of the office that an IRI names: a path, or an absolute URL of the host. */
export function officeOf(iri, host) {
  let path = iri;
  if (!iri.startsWith('/')) {
    const url = URL.canParse(iri) ? new URL(iri) : undefined;
    const here = url && /^https?:$/.test(url.protocol) && url.host === host.toLowerCase();
    path = here && !url.search && !url.hash && !url.username ? url.pathname : '';
  }
  const cut = path.lastIndexOf('/');
  const [kind, id] = [KINDS[path.slice(0, cut)], path.slice(cut + 1)];
  if (!kind || !ID.test(id)) throw malformed(`Invalid IRI "${iri}".`);
  if (kind !== 'Office') {
    throw malformed(
      `Failed to denormalize attribute "office" value for class "Appointment": Expected argument of type "Office", "${kind}" given at property path "office".`,
    );
  }
  return id.toLowerCase();
}
