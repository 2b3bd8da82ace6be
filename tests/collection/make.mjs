// Makes a collection for API clients (Postman Collection Format 2.1.0) from the API's OpenAPI document, by Postman's own converter.
// The converter invents what it is not told, another text each time: it is told everything, and what it makes up is dropped.
//   node make.mjs DOCUMENT COLLECTION
import { readFileSync, writeFileSync } from 'node:fs';
import converter from 'openapi-to-postmanv2';

const [from, to] = process.argv.slice(2);
if (!to) throw new Error('node make.mjs DOCUMENT COLLECTION');

// Where a Leah on one's own machine is: README.md.
const BASE_URL = 'http://myorganization.localhost:3000';
const USE = "**To begin**, put your organization's address into the variable `baseUrl` and its key into `key`. The other variables are "
  + 'identifiers. Lists of what is always there keep the first for the requests that follow, and booking and creating keep what is new.';
// What the form sends until another file is chosen.
const FILE = 'letter.pdf';
// Of several examples the first is taken. Here it would cancel, and leave nothing for what follows.
const CHOSEN = { editAppointment: 'reschedule' };
// What is kept of an answer: `one` is the member of a list that is kept already, or the first. Appointments and transfers are kept
// when they are made, and never from a list: what was there before must not be cancelled or shared because somebody tried something.
const KEPT = {
  listHealthcareWorkers: { healthcareWorker: "one['@id']" },
  listOffices: { office: "one['@id']", organization: 'one.organization', feature: 'one.features?.[0]' },
  createAppointment: { appointment: "answer['@id']" },
  createTransfer: { transfer: "answer['@id']" },
  sendFiles: { transferFile: 'answer.files?.[0]', uploadTicket: "answer['hydra:member']?.[0]['@id']" },
  listUploadTickets: { uploadTicket: "one['@id']" },
  listWebhookEndpoints: { webhookEndpoint: "one['@id']" },
  listWebhookDeliveries: { webhookDelivery: "one['@id']" },
};
// Only what was given up can be replayed.
const RATHER = { listWebhookDeliveries: "it.status === 'dead'" };
const FORM = 'multipart/form-data';
const SENT = [FORM, 'application/json', 'application/merge-patch+json'];
const ANSWERED = 'application/ld+json';
const IRI = /^(\/.+\/)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const document = JSON.parse(readFileSync(from, 'utf8'));
const fail = (text) => {
  console.error(`${from}: ${text}`);
  process.exit(1);
};
const resolved = (it) => (it.$ref ? it.$ref.slice(2).split('/').reduce((at, name) => at[name], document) : it);
// An example by its name, or the first.
const exampleOf = (content, name) => {
  const all = content?.examples ?? {};
  return (all[name] ?? Object.values(all)[0])?.value;
};

// Every operation by its name, with what the document says of it elsewhere.
const operations = new Map();
for (const [path, item] of Object.entries(document.paths)) {
  for (const [method, operation] of Object.entries(item).filter(([, it]) => it.operationId)) {
    const status = Object.keys(operation.responses).find((it) => it.startsWith('2'));
    operations.set(operation.operationId, {
      ...operation, path, method,
      parameters: [...item.parameters ?? [], ...operation.parameters ?? []].map(resolved),
      media: SENT.filter((it) => operation.requestBody?.content[it]),
      status: Number(status),
      answer: resolved(operation.responses[status]).content?.[ANSWERED],
    });
  }
}

// A parameter in a path is a variable of the collection, called by what is read at the path up to there: `office` for that of
// /api/offices/{id}. It begins as the identifier in the example of that answer.
const variables = new Map();
const addressOf = (path) => path.replace(/\{(\w+)\}/g, (whole, name, at) => {
  const place = path.slice(0, at + whole.length);
  const read = [...operations.values()].find((it) => it.method === 'get' && it.path === place) ?? fail(`nothing is read at ${place}.`);
  const kind = read.answer.schema.$ref.split('/').pop().replace('.jsonld', '');
  const key = kind[0].toLowerCase() + kind.slice(1);
  const { description, example, schema } = read.parameters.find((it) => it.in === 'path' && it.name === name);
  const answered = exampleOf(read.answer)?.['@id']?.split('/').pop();
  variables.set(key, { key, value: String(example ?? answered ?? schema.enum?.[0] ?? ''), description: `\`${place}\`: ${description}` });
  return `{{${key}}}`;
});
for (const it of operations.values()) it.address = addressOf(it.path);

// Bodies name things by the same variables.
const named = (body) => JSON.parse(JSON.stringify(body), (_, value) => {
  const [, place] = (typeof value === 'string' && IRI.exec(value)) || [];
  return [...operations.values()].find((it) => it.path === `${place}{id}`)?.address ?? value;
});

// The name of the example that is sent in a media type, and the example.
const asked = (operation, media) => {
  if (!media || media === FORM) return { name: 'form' };
  const { examples = {} } = operation.requestBody.content[media];
  const name = CHOSEN[operation.operationId] ?? Object.keys(examples)[0];
  if (!examples[name]) {
    const place = [operation.path, operation.method, 'requestBody', 'content', media, 'examples', name ?? ''].map((it) => it.replaceAll('/', '~1'));
    fail(`an example is missing of what ${operation.operationId} is sent, at /paths/${place.join('/')}`);
  }
  return { name, example: named(examples[name].value) };
};

// The document without what is not meant for the collection: each operation with one body and one answer, called by its name. What
// takes a form and JSON becomes two requests, of which this is the `nth`.
const told = (nth) => {
  const paths = {};
  for (const operation of operations.values()) {
    const media = operation.media[nth];
    if (nth && !media) continue;
    const { name, example } = asked(operation, media);
    const content = media === FORM ? operation.requestBody.content[FORM] : { schema: {}, example };
    const answer = { schema: {}, example: exampleOf(operation.answer, name) ?? {} };
    (paths[operation.path] ??= {})[operation.method] = {
      tags: operation.tags,
      summary: operation.operationId,
      parameters: operation.parameters.map((it) => ({ ...it, schema: { type: 'string' }, example: '-' })),
      ...media && { requestBody: { content: { [media]: content } } },
      responses: { [operation.status]: { description: '', ...operation.answer && { content: { [ANSWERED]: answer } } } },
    };
  }
  return { ...document, paths, webhooks: undefined };
};
const converted = (nth) => new Promise((done) => {
  const options = { folderStrategy: 'Tags', parametersResolution: 'Example', enableOptionalParameters: false };
  converter.convertV2({ type: 'json', data: told(nth) }, options, (error, result) => {
    if (error || !result.result) fail(`the converter gives up: ${error?.message ?? result.reason}`);
    done(result.output[0].data);
  });
});

// A test of the status that is documented, then what is kept.
const script = ({ operationId, status }) => {
  const kept = Object.entries(KEPT[operationId] ?? {});
  const before = `it['@id'].endsWith(pm.collectionVariables.get('${kept[0]?.[0]}'))`;
  const found = [RATHER[operationId], before].filter(Boolean).map((it) => `members.find((it) => ${it}) ?? `).join('');
  return [
    `pm.test('The status is ${status}', () => pm.response.to.have.status(${status}));`,
    ...kept.length ? [
      `const answer = pm.response.code === ${status} ? pm.response.json() : {};`,
      ...operationId.startsWith('list') ? ["const members = answer['hydra:member'] ?? [];", `const one = ${found}members[0] ?? {};`] : [],
      "const keep = (name, iri) => iri && pm.collectionVariables.set(name, iri.split('/').pop());",
      ...kept.map(([name, iri]) => `keep('${name}', ${iri});`),
    ] : [],
  ];
};

// A request as it stands in the collection. What is optional is there, and off. Descriptions are plain texts and addresses are whole,
// for clients that read nothing else.
const finished = ({ name, request, response }, nth) => {
  const operation = operations.get(name);
  const media = operation.media[nth];
  const form = media === FORM && resolved(operation.requestBody.content[FORM].schema);
  const field = ({ key, value }) => {
    const parameter = operation.parameters.find((it) => it.name === key && it.in !== 'path');
    if (!parameter) return { key, value };
    const { description, example, required, schema } = parameter;
    const known = key === 'Idempotency-Key' ? '{{$guid}}' : example ?? schema.enum?.[0] ?? schema.minimum ?? '';
    return { key, value: String(known), description, ...!required && { disabled: true } };
  };
  const file = ({ key }) => ({ key, type: 'file', src: FILE, description: form.properties[key].description });
  const url = { raw: `{{baseUrl}}${operation.address}`, host: ['{{baseUrl}}'], path: operation.address.slice(1).split('/') };
  const query = (request.url.query ?? []).map(field);
  // Clients write a form's media type themselves, with its boundary.
  const header = (request.header ?? []).filter((it) => !form || it.key !== 'Content-Type').map(field);
  const body = form
    ? { mode: 'formdata', formdata: request.body.formdata.map(file) }
    : { mode: 'raw', raw: request.body?.raw, options: { raw: { language: 'json' } } };
  const sent = { method: request.method, header: header.filter((it) => !it.disabled), url, ...media && { body } };
  const known = exampleOf(operation.answer, asked(operation, media).name) !== undefined;
  return {
    name: operation.summary + (operation.media.length > 1 ? ` (${form ? 'form' : 'JSON'})` : ''),
    event: [{ listen: 'test', script: { type: 'text/javascript', exec: script(operation) } }],
    request: {
      ...operation.security?.length === 0 && { auth: { type: 'noauth' } },
      ...sent, header, url: { ...url, ...query.length && { query } }, description: operation.description,
    },
    response: response.filter(() => known).map(({ code, status, body: text }) => ({
      name: `${code} ${status}`, originalRequest: sent, status, code, _postman_previewlanguage: 'json',
      header: [{ key: 'Content-Type', value: ANSWERED }], cookie: [], body: text,
    })),
  };
};

const all = await converted(0);
const other = new Map((await converted(1)).item.flatMap((folder) => folder.item).map((it) => [it.name, it]));
const item = all.item.map((folder) => ({
  name: folder.name,
  description: document.tags.find((it) => it.name === folder.name).description,
  item: folder.item.flatMap((it) => [finished(it, 0), ...other.has(it.name) ? [finished(other.get(it.name), 1)] : []]),
}));
const count = item.flatMap((folder) => folder.item).length - other.size;
if (count !== operations.size) fail(`${operations.size} operations have become ${count} requests.`);

const [scheme] = Object.values(document.components.securitySchemes);
const collection = {
  info: { name: document.info.title, description: `${USE}\n\n${document.info.description}`, schema: all.info.schema },
  auth: { type: 'apikey', apikey: Object.entries({ key: scheme.name, value: '{{key}}', in: scheme.in }).map(([key, value]) => ({ key, value, type: 'string' })) },
  variable: [
    { key: 'baseUrl', value: BASE_URL, description: document.servers[0].description },
    { key: 'key', value: '', description: scheme.description },
    ...variables.values(),
  ],
  item,
};
writeFileSync(to, `${JSON.stringify(collection, null, 2)}\n`);
