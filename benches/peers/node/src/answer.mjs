// Answers: documents in JSON-LD or JSON, and what frames them.

import { createHash } from 'node:crypto';

const context = (kind) => `/api/contexts/${kind}`;

const reply = (statusCode, format, document, headers) => ({
  statusCode,
  headers: { 'content-type': `${format}; charset=utf-8`, ...headers },
  body: JSON.stringify(document),
});

const linked = ({ iri, kind, properties }) => ({ '@id': iri, '@type': kind, ...properties });

const whole = (format, document) =>
  format === 'application/json'
    ? document.properties
    : { '@context': context(document.kind), ...linked(document) };

export const created = (format, document) =>
  reply(201, format, whole(format, document), {
    location: document.iri,
    'content-location': document.iri,
  });

export const changed = (format, document) =>
  reply(200, format, whole(format, document), { 'content-location': document.iri });

/** A page of a numbered collection. */
export function collection(format, { kind, path, members, page, size, total, filters }) {
  if (format === 'application/json') {
    return reply(200, format, members.map((member) => member.properties));
  }
  return reply(200, format, {
    '@context': context(kind),
    '@id': path,
    '@type': 'hydra:Collection',
    'hydra:member': members.map(linked),
    'hydra:totalItems': total,
    'hydra:view': view(path, page, Math.ceil(total / size)),
    'hydra:search': {
      '@type': 'hydra:IriTemplate',
      'hydra:template': `${path}{?${filters.map(([variable]) => variable).join(',')}}`,
      'hydra:variableRepresentation': 'BasicRepresentation',
      'hydra:mapping': filters.map(([variable, property]) => ({
        '@type': 'IriTemplateMapping',
        variable,
        property,
        required: false,
      })),
    },
  });
}

/** Where the other pages are; one page needs none. */
function view(path, page, last) {
  if (last <= 1) return undefined;
  const at = (number) => `${path}?page=${number}`;
  return {
    '@id': at(page),
    '@type': 'hydra:PartialCollectionView',
    'hydra:first': at(1),
    'hydra:last': at(last),
    'hydra:previous': page > 1 ? at(page - 1) : undefined,
    'hydra:next': page < last ? at(page + 1) : undefined,
  };
}

export function problem(error, format) {
  const [type, document] = error.document(format);
  return {
    statusCode: error.status,
    headers: { 'content-type': type, ...error.headers },
    body: JSON.stringify(document),
  };
}

/** The answer as API Gateway takes it. */
export function finish(request, { statusCode, headers, body }) {
  const answer = {
    statusCode,
    headers: {
      vary: 'Accept',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'deny',
      'cache-control': 'no-cache, private',
      ...headers,
      'x-request-id': request.id,
      link: `<${request.baseUrl}/api/docs.jsonld>; rel="http://www.w3.org/ns/hydra/core#apiDocumentation"`,
    },
    body,
    isBase64Encoded: false,
  };
  if (request.method !== 'GET' || statusCode !== 200) return answer;
  const digest = createHash('sha256').update(body).digest('hex').slice(0, 32);
  answer.headers.etag = `"${digest}"`;
  const known = request.headers['if-none-match']?.split(',') ?? [];
  if (known.some((tag) => ['*', answer.headers.etag].includes(tag.trim().replace(/^W\//, '')))) {
    delete answer.headers['content-type'];
    return { ...answer, statusCode: 304, body: '' };
  }
  return answer;
}
