// POST /api/appointments: books an appointment.

import { randomBytes, randomUUID } from 'node:crypto';
import { DateTime } from 'luxon';
import { created } from './answer.mjs';
import { read } from './body.mjs';
import { booking, officeOf } from './booking.mjs';
import { handle } from './handler.mjs';
import { settle, ticket } from './idempotency.mjs';
import { guest, item, owed, sha256 } from './items.mjs';
import { Memory } from './memory.mjs';
import * as names from './names.mjs';
import { conflict, invalid, malformed } from './problem.mjs';
import { object } from './request.mjs';
import { get, isNew, put, putIf, remove } from './table.mjs';
import { DAY, MINUTE, printed, recorded, seconds } from './times.mjs';

const PATH = '/api/appointments';
/** How much later than its time the sweep looks for a reminder whose schedule was lost. */
const NET = 3 * MINUTE;

const offices = new Memory();

/** The office that a body names must be one of the organization's. */
async function checkOffice(organization, id, now) {
  const found = await offices.remember(`${organization.id} ${id}`, now, () =>
    get(names.office(organization.id, id)),
  );
  if (!found) throw malformed(`Item not found for "/api/offices/${id}".`);
}

/** The reminders that are still to come: so many calendar days, and so many minutes before the start. */
function plan(start, settings, now) {
  const planned = [];
  if (settings.reminder_days != null) {
    const wall = DateTime.fromMillis(start, { zone: settings.zone });
    // The first of two, where the clock is set back.
    const [at] = wall.minus({ days: settings.reminder_days }).getPossibleOffsets();
    planned.push({ kind: 'days', at: at.toMillis() });
  }
  if (settings.reminder_minutes != null) {
    planned.push({ kind: 'minutes', at: start - settings.reminder_minutes * MINUTE });
  }
  return planned.filter(({ at }) => at > now);
}

/** Everything that a booking writes, in one transaction. */
function writes(organization, appointment, now) {
  const { id, start, email, planned, link, external_id } = appointment;
  const { settings } = organization;
  const subject = { organization: organization.id, appointment: id };
  const ttl = seconds(Math.max(start, now) + settings.retention_days * DAY);
  const order = names.ordered(start, id);
  const partition = `ORG#${organization.id}`;
  const record = item('Appointment', names.appointment(organization.id, id), {
    ...appointment,
    start: recorded(start),
    planned: planned.map(({ kind, at }) => ({ kind, at: recorded(at) })),
    ttl,
    GSI1PK: `${partition}#APPT`,
    GSI1SK: order,
    GSI2PK: external_id && `${partition}#EXT#${external_id}`,
    GSI2SK: external_id && order,
    GSI3PK: `${partition}#GUEST#${guest(organization, email)}`,
    GSI3SK: order,
  });
  const reminders = ['days', 'minutes'].map((kind) => {
    const key = names.reminder(organization.id, id, kind);
    const reminder = planned.find((one) => one.kind === kind);
    if (!reminder) return remove(key);
    const fields = { subject, kind, sequence: 0, at: recorded(reminder.at), fired: false, ttl };
    return put(item('Reminder', key, { ...fields, ...names.due(reminder.at + NET, id) }));
  });
  const effects = [
    { effect: 'confirmation-mail', subject, sequence: 0 },
    ...planned.map(({ kind, at }) => ({
      effect: 'create-schedule',
      subject,
      sequence: 0,
      kind,
      at: recorded(at),
    })),
  ];
  const event = 'appointment.created';
  if (settings.events?.includes(event)) {
    const payload = JSON.stringify({
      externalId: external_id ?? null,
      administrativeFileNumber: appointment.file_number ?? null,
      appointment: `${PATH}/${id}`,
    });
    effects.push({ effect: 'appointment-event', subject, event, payload });
  }
  return [
    putIf(record, isNew),
    put(item('Link', names.link(sha256(link)), { opens: 'waiting-room', subject, ttl })),
    ...reminders,
    ...effects.map((effect) => put(owed(effect, now))),
  ];
}

export const handler = handle('POST', async (request, organization) => {
  const { format, host, now } = request;
  const repeatable = ticket(request, organization);
  const body = object(request, 'Appointment');
  const { data, broken } = read(booking, body);
  // Whether the office exists is said before any rule that the body breaks.
  const office = body.office == null ? undefined : officeOf(body.office, host);
  if (office !== undefined) await checkOffice(organization, office, now);
  if (broken.length > 0) throw invalid(broken);

  const appointment = {
    id: randomUUID(),
    office,
    start: data.startTime,
    email: data.email,
    phone: data.phoneNumber,
    external_id: (body.externalId === undefined ? data.external_id : data.externalId) ?? undefined,
    file_number: data.administrativeFileNumber ?? undefined,
    link: randomBytes(16).toString('base64url'),
    sequence: 0,
    version: 0,
    planned: plan(data.startTime, organization.settings, now),
    changed: recorded(now),
    retention_days: organization.settings.retention_days,
  };
  const reply = created(format, {
    kind: 'Appointment',
    iri: `${PATH}/${appointment.id}`,
    properties: {
      status: 'scheduled',
      startTime: printed(appointment.start),
      email: appointment.email,
      phoneNumber: appointment.phone,
    },
  });
  const { PK } = names.appointment(organization.id, appointment.id);
  const settled = await settle(writes(organization, appointment, now), PK, repeatable, reply, now);
  if (!settled) {
    throw conflict('The appointment was changed by other requests at the same time: try again.');
  }
  return settled;
});
