// JSON-LD as its processor sees it, with nothing from any host but Leah's; and a second reading by hand to hold the processor's against.

import assert from 'node:assert/strict';

import jsonld from 'jsonld';

import { published } from './expected.mjs';
import * as leah from './leah.mjs';

export const HYDRA = 'http://www.w3.org/ns/hydra/core#';
const DATE_TIME = 'http://www.w3.org/2001/XMLSchema#dateTime';

/** An instant as Leah prints it. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/;
/** An address of the API; one with braces is a template. */
const ADDRESS = /^\/api(?:[/?][^{\s]*)?$/;

const loaded = new Map();

/** Loads a context, from the Leah that runs: with any other host the reading fails. */
async function documentLoader(address) {
    if (!address.startsWith(`${leah.entrypoint}/contexts/`)) {
        throw new Error(`A context that is not Leah's own: ${address}`);
    }
    if (!loaded.has(address)) {
        // A processor has no key.
        const answer = await leah.done(address, { key: {} });
        assert.match(answer.headers.get('content-type'), /^application\/ld\+json/, address);
        loaded.set(address, answer.body);
    }
    return { contextUrl: null, documentUrl: address, document: loaded.get(address) };
}

const options = (base) => ({ base, documentLoader, safe: true });

export const expand = (document, base) => jsonld.expand(document, options(base));
export const quads = (document, base) => jsonld.toRDF(document, options(base));
export const canonical = (document, base) =>
    jsonld.canonize(document, { ...options(base), algorithm: 'RDFC-1.0', format: 'application/n-quads' });

/** The terms of a document's context. */
async function terms(document, base) {
    const context = document['@context'];
    if (typeof context !== 'string') return context;
    return (await documentLoader(new URL(context, base).href)).document['@context'];
}

/**
 * Reads a compact document by hand beside its expansion: every key and every value of the one is in the other, as what it is, and
 * nothing else. Gives the number of values.
 */
export async function compare(document, expanded, base) {
    const context = await terms(document, base);
    assert.equal(typeof context['@vocab'], 'string');

    const prefixed = (name) => {
        const [prefix, ...rest] = name.split(':');
        return typeof context[prefix] === 'string' && rest.length > 0 ? context[prefix] + rest.join(':') : name;
    };
    const absolute = (name) => (name.includes(':') ? prefixed(name) : context['@vocab'] + name);
    const definition = (key) => {
        const term = context[key];
        if (term === undefined) return { iri: absolute(key) };
        return typeof term === 'string' ? { iri: absolute(term) } : { iri: absolute(term['@id']), type: term['@type'] };
    };
    const type = (name) => (context[name] === undefined ? absolute(name) : definition(name).iri);
    const link = (value) => new URL(prefixed(value), base).href;
    const list = (value) => (Array.isArray(value) ? value : [value]).filter((one) => one !== null);

    let values = 0;
    const value = (key, compact, seen, definition, path) => {
        values += 1;
        if (typeof compact === 'object') return node(compact, seen, path);
        const { '@id': id, '@value': literal, '@type': typed, ...rest } = seen;
        assert.deepEqual(rest, {}, path);
        const text = key === 'hydra:entrypoint' && compact === published.entrypoint;
        if (typeof compact === 'string' && ADDRESS.test(compact) && !text) {
            assert.equal(id, new URL(compact, base).href, `${path} is an address, so it has to be a node: ${JSON.stringify(seen)}`);
        }
        if (typeof compact === 'string' && INSTANT.test(compact)) {
            assert.equal(typed, DATE_TIME, `${path} is a date`);
        }
        if (definition.type === '@id') return assert.equal(id, link(compact), path);
        if (definition.type === '@vocab') return assert.equal(id, type(compact), path);
        assert.deepEqual({ literal, typed }, { literal: compact, typed: definition.type }, path);
    };
    const node = (compact, seen, path) => {
        const keys = new Set();
        for (const [key, content] of Object.entries(compact)) {
            if (key === '@context') continue;
            const here = `${path}/${key}`;
            if (key === '@id') {
                assert.equal(seen['@id'], link(content), here);
                keys.add('@id');
                continue;
            }
            if (key === '@type') {
                assert.deepEqual(seen['@type'], list(content).map(type), here);
                keys.add('@type');
                continue;
            }
            assert.ok(!key.startsWith('@'), `${here} is no keyword that Leah uses`);
            const meaning = definition(key);
            // Null says in JSON-LD that there is no value (JSON-LD 1.1, section 4.1): the one thing that an expansion leaves out.
            if (content === null) continue;
            assert.ok(!keys.has(meaning.iri), `${here}: two keys mean ${meaning.iri}`);
            keys.add(meaning.iri);
            const there = seen[meaning.iri];
            assert.ok(Array.isArray(there), `${here} is lost: no ${meaning.iri}`);
            if (meaning.type === '@json') {
                values += 1;
                assert.deepEqual(there, [{ '@type': '@json', '@value': content }], here);
                continue;
            }
            const wanted = list(content);
            assert.equal(there.length, wanted.length, `${here}: as many values`);
            wanted.forEach((one, place) => value(key, one, there[place], meaning, `${here}[${place}]`));
        }
        assert.deepEqual(new Set(Object.keys(seen)), keys, `${path}: nothing is invented`);
    };

    assert.equal(expanded.length, 1);
    node(document, expanded[0], '');
    return values;
}

/** How many statements an expanded document makes: a triple for each type and each value. */
export function statements(expanded) {
    const made = new Set();
    let blank = 0;
    const visit = (node) => {
        const subject = node['@id'] ?? `_:${(blank += 1)}`;
        for (const [key, contents] of Object.entries(node)) {
            if (key === '@id') continue;
            for (const content of contents) {
                const leaf = typeof content !== 'object' || '@value' in content;
                made.add(JSON.stringify([subject, key, leaf ? content : visit(content)]));
            }
        }
        return subject;
    };
    expanded.forEach(visit);
    return made.size;
}

/** Every word of Leah's own vocabulary that an expanded document uses as property or type. */
export function vocabulary(expanded) {
    const own = `${leah.documentation}#`;
    const words = new Set();
    const visit = (value) => {
        if (Array.isArray(value)) return value.forEach(visit);
        if (typeof value !== 'object' || value === null || '@value' in value) return;
        for (const [key, content] of Object.entries(value)) {
            if (key.startsWith(own)) words.add(key.slice(own.length));
            if (key === '@type') content.filter((type) => type.startsWith(own)).forEach((type) => words.add(type.slice(own.length)));
            if (!key.startsWith('@')) visit(content);
        }
    };
    visit(expanded);
    return words;
}
