// The Leah that the checks look at: tests/clients/hydra.sh has started it and says by LEAH_READY where its ready file is.

import { readFileSync } from 'node:fs';

const ready = JSON.parse(readFileSync(process.env.LEAH_READY, 'utf8'));

export const url = ready.url;
export const entrypoint = `${url}/api`;
export const documentation = `${url}/api/docs.jsonld`;
export const organization = `/api/organizations/${ready.organization}`;
export const KEY = { 'LEAH-AUTH-TOKEN': ready.key };

// What the demo organization has from the start.
export const WORKER = '/api/healthcare_workers/7dd37344-5d8d-4c90-a015-5518ab97adaf';
export const OFFICE = '/api/offices/6e229d04-1880-4b6b-a520-36f757f4a531';
export const FEATURE = '/api/features/1054acd0-b3e7-4420-b01d-d18c1e57fe6a';

/** A word of Leah's own vocabulary. */
export const word = (name) => `${documentation}#${name}`;

const PREFIXES = {
    '#': `${documentation}#`,
    'hydra:': 'http://www.w3.org/ns/hydra/core#',
    'rdf:': 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
    'owl:': 'http://www.w3.org/2002/07/owl#',
    'xsd:': 'http://www.w3.org/2001/XMLSchema#',
    'schema:': 'http://schema.org/',
};

/** A text with IRIs made short, for people who read what failed. */
export const short = (text) => Object.entries(PREFIXES).reduce((text, [prefix, iri]) => text.replaceAll(iri, prefix), text);

/** Sends a request as a JSON-LD client does. `body` is sent as JSON, or as it is if it is a form. */
export async function ask(path, { method = 'GET', body, type = 'application/ld+json', key = KEY, headers = {} } = {}) {
    const address = new URL(path, url).href;
    const form = body instanceof FormData;
    const content = body === undefined || form ? {} : { 'Content-Type': type };
    const answer = await fetch(address, {
        method,
        headers: { Accept: 'application/ld+json', ...key, ...content, ...headers },
        body: body === undefined || form ? body : JSON.stringify(body),
    });
    const text = await answer.text();
    return { address, status: answer.status, headers: answer.headers, body: text === '' ? undefined : JSON.parse(text) };
}

/** The same for what has to succeed. */
export async function done(path, options) {
    const answer = await ask(path, options);
    if (answer.status >= 300) {
        throw new Error(`${options?.method ?? 'GET'} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    }
    return answer;
}
