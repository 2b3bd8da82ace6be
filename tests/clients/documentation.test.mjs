// The documentation as a graph: what it declares of each class, whether or not the parser comes by it.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { ERRORS, RESOURCES, operations, published } from './expected.mjs';
import { HYDRA, expand, quads } from './graph.mjs';
import * as leah from './leah.mjs';

const RDFS = 'http://www.w3.org/2000/01/rdf-schema#';
const RDF = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#';
const OWL = 'http://www.w3.org/2002/07/owl#';

const all = (node, name) => node?.[name] ?? [];
const id = (node, name) => all(node, name)[0]?.['@id'];
const literal = (node, name) => all(node, name)[0]?.['@value'];
const full = (name) => (name?.startsWith('#') ? leah.word(name.slice(1)) : name);

let document;
let graph;
let classes;

before(async () => {
    ({ body: document } = await leah.done(leah.documentation, { key: {} }));
    [graph] = await expand(document, leah.documentation);
    classes = new Map(all(graph, `${HYDRA}supportedClass`).map((class_) => [class_['@id'], class_]));
});

const declared = (name) => {
    const class_ = classes.get(leah.word(name));
    assert.ok(class_, `the documentation declares no ${name}`);
    assert.deepEqual(class_['@type'], [`${HYDRA}Class`]);
    return class_;
};

const holdsFields = (name, expected) => {
    const line = ({ name, id, kind, domain, range, marks }) =>
        [`${name} <${id}>: ${kind} of <${domain}>, <${range}>`, ...Object.keys(marks).filter((mark) => marks[mark])].join(', ');
    const fields = all(declared(name), `${HYDRA}supportedProperty`).map((supported) => {
        const [property] = all(supported, `${HYDRA}property`);
        return line({
            name: literal(supported, `${HYDRA}title`),
            id: property['@id'],
            kind: property['@type'].join(' '),
            domain: id(property, `${RDFS}domain`),
            range: id(property, `${RDFS}range`),
            marks: {
                single: literal(property, `${OWL}maxCardinality`) === 1,
                readable: literal(supported, `${HYDRA}readable`),
                writable: literal(supported, `${HYDRA}writeable`),
                required: literal(supported, `${HYDRA}required`),
            },
        });
    });
    const wanted = Object.entries(expected).map(([field, { reference, embedded, many, readable, writable, required, ...kind }]) =>
        line({
            name: field,
            id: kind.id ?? leah.word(`${name}/${field}`),
            kind: reference ? `${HYDRA}Link` : `${RDF}Property`,
            domain: leah.word(name),
            // A link's range is the class that it leads to, with or without a list.
            range: kind.range ?? leah.word(reference ?? embedded),
            marks: { single: reference && !many, readable, writable, required },
        }),
    );
    assert.deepEqual(fields.map(leah.short), wanted.map(leah.short));
};

const holdsOperations = (found, expected) => {
    const line = (method, expects, returns, types) => `${method} <${expects}> <${returns}> ${types.join(' ')}`;
    const seen = found.map((operation) =>
        line(
            literal(operation, `${HYDRA}method`),
            id(operation, `${HYDRA}expects`),
            id(operation, `${HYDRA}returns`),
            operation['@type'],
        ),
    );
    const wanted = expected.map(({ method, expects, returns, types }) => line(method, full(expects), full(returns), types));
    assert.deepEqual(seen.map(leah.short), wanted.map(leah.short));
    for (const operation of found) {
        assert.ok(literal(operation, `${HYDRA}title`) && literal(operation, `${RDFS}label`), 'an operation has a title');
    }
};

describe('docs.jsonld', () => {
    it('is the documentation that every answer links to', async () => {
        for (const path of ['/api', '/api/offices', '/api/nope', '/api/contexts/Office']) {
            const { headers } = await leah.ask(path);
            const link = `<${leah.documentation}>; rel="${HYDRA}apiDocumentation"`;
            assert.equal(headers.get('link'), link, path);
        }
        assert.equal(graph['@id'], leah.documentation);
        assert.deepEqual(graph['@type'], [`${HYDRA}ApiDocumentation`]);
    });

    it('names the entrypoint', () => {
        assert.deepEqual(all(graph, `${HYDRA}entrypoint`), [{ '@value': published.entrypoint }]);
    });

    it('says the same at /api/docs', async () => {
        const { address, body } = await leah.done('/api/docs', { key: {} });
        assert.deepEqual(body, document);
        const [[there, here]] = Object.entries(published.names);
        const [same] = await expand(body, address);
        assert.deepEqual(JSON.parse(JSON.stringify(same).replaceAll(leah.url + there, leah.url + here)), graph);
    });

    it('declares the resources, the entrypoint and the errors, and nothing else', () => {
        const names = [...classes.keys()].map((name) => name.replace(leah.word(''), ''));
        assert.deepEqual(new Set(names), new Set([...Object.keys(RESOURCES), 'Entrypoint', ...Object.keys(ERRORS)]));
    });

    for (const [title, resource] of Object.entries(RESOURCES)) {
        it(`declares the fields of ${title}`, () => holdsFields(title, resource.fields));

        it(`declares the operations of ${title}`, () => {
            const expected = operations(title).filter(({ owner }) => owner === 'item');
            holdsOperations(all(declared(title), `${HYDRA}supportedOperation`), expected);
        });
    }

    for (const [name, fields] of Object.entries(ERRORS)) {
        it(`declares the fields of ${name}`, () => holdsFields(name, fields));
    }

    it('declares each list at the entrypoint', async () => {
        const lists = all(declared('Entrypoint'), `${HYDRA}supportedProperty`);
        const expected = Object.entries(RESOURCES).filter(([, { list }]) => list);
        assert.equal(lists.length, expected.length);
        const { address, body } = await leah.done('/api', { key: {} });
        const [entrypoint] = await expand(body, address);
        for (const [title, { list }] of expected) {
            const name = leah.word(`Entrypoint/${title[0].toLowerCase()}${title.slice(1)}`);
            const [property] = lists.flatMap((one) => all(one, `${HYDRA}property`)).filter((one) => one['@id'] === name);
            assert.ok(property, `no ${name}`);
            holdsOperations(
                all(property, `${HYDRA}supportedOperation`),
                operations(title).filter(({ owner }) => owner === 'list'),
            );
            assert.deepEqual(entrypoint[name], [{ '@id': `${leah.entrypoint}/${list.name}` }]);
        }
    });

    it('refers to no other class than it declares', () => {
        const missing = new Set();
        const known = new Set(classes.keys());
        const visit = (value) => {
            if (Array.isArray(value)) return value.forEach(visit);
            if (typeof value !== 'object' || value === null) return;
            for (const name of ['expects', 'returns'].map((name) => HYDRA + name).concat(`${RDFS}domain`, `${RDFS}range`)) {
                const to = id(value, name);
                if (to?.startsWith(leah.word('')) && !known.has(to)) missing.add(leah.short(`${name} ${to}`));
            }
            Object.values(value).forEach(visit);
        };
        visit(graph);
        assert.deepEqual([...missing], published.missing);
    });

    it('gives each property one domain', async () => {
        const domains = new Map();
        for (const { subject, predicate, object } of await quads(document, leah.documentation)) {
            if (predicate.value === `${RDFS}domain`) {
                domains.set(subject.value, [...(domains.get(subject.value) ?? []), object.value]);
            }
        }
        const several = [...domains].filter(([, classes]) => classes.length > 1).map((one) => leah.short(one.flat().join(' ')));
        assert.deepEqual(several, published.domains);
    });
});
