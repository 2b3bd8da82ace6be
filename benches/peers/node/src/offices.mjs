// GET /api/offices: the offices of an organization, a page of them.

import { collection } from './answer.mjs';
import { handle } from './handler.mjs';
import * as names from './names.mjs';
import { malformed } from './problem.mjs';
import { first, get } from './table.mjs';
import { printed } from './times.mjs';

const PATH = '/api/offices';
const PAGE = 30;
const FILTERS = [
  ['healthcareWorker.email', 'healthcareWorker.email'],
  ['healthcareWorker.email[]', 'healthcareWorker.email'],
];

function pageOf({ page = '1' }) {
  if (!/^\d+$/.test(page) || Number(page) === 0) throw malformed('Page should not be less than 1');
  if (Number(page) > 0xffff_ffff) throw malformed('Page parameter is too large.');
  return Number(page);
}

const document = (organization, office) => ({
  kind: 'Office',
  iri: `${PATH}/${office.id}`,
  properties: {
    id: office.id,
    slug: office.slug,
    organization: `/api/organizations/${organization.id}`,
    features: office.features.map((id) => `/api/features/${id}`),
    createdAt: printed(Date.parse(office.created_at)),
    currentMeeting: null,
  },
});

export const handler = handle('GET', async ({ format, query }, organization) => {
  const page = pageOf(query);
  const key = names.counter(organization.id);
  const [counter, offices] = await Promise.all([
    get(key),
    first(key.PK, 'OFFICE#', page * PAGE),
  ]);
  const members = offices.slice((page - 1) * PAGE).map((office) => document(organization, office));
  const total = counter?.offices ?? 0;
  return collection(format, {
    kind: 'Office',
    path: PATH,
    members,
    page,
    size: PAGE,
    total,
    filters: FILTERS,
  });
});
