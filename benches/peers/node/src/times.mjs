// Instants are milliseconds since the epoch.

export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;

/** Of fixed width, so that it sorts as text: `2021-04-25T13:15:00.000Z`. */
export const sortable = (at) => new Date(at).toISOString();

/** As records hold it: without a fraction that says nothing. */
export const recorded = (at) => sortable(at).replace(/\.?0*Z$/, 'Z');

/** As the API prints it: whole seconds and `+00:00`. */
export const printed = (at) => `${sortable(at).slice(0, 19)}+00:00`;

/** Whole seconds, as TTL wants them. */
export const seconds = (at) => Math.floor(at / 1000);
