// API Platform's parser, by which its admin and its generators learn an API: it finds each resource that has a
// list, with all that it has.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { parseHydraDocumentation } from '@api-platform/api-doc-parser';

import { LISTED, RESOURCES, operations } from './expected.mjs';
import * as leah from './leah.mjs';

/** `#Name` is a class of Leah's. */
const full = (name) => (name?.startsWith('#') ? leah.word(name.slice(1)) : name);

let api;
let status;
const said = [];

before(async () => {
    // The parser skips what it does not understand and tells the console alone.
    const console_ = { error: console.error, warn: console.warn };
    console.error = console.warn = (...words) => said.push(words.map(String).join(' '));
    try {
        ({ api, status } = await parseHydraDocumentation(leah.entrypoint, { headers: leah.KEY }));
    } finally {
        Object.assign(console, console_);
    }
});

const found = (title) => {
    const resource = api.resources.find((resource) => resource.title === title);
    assert.ok(resource, `the parser finds no ${title}, only ${api.resources.map(({ title }) => title).join(', ')}`);
    return resource;
};

describe('api-doc-parser', () => {
    it('reads the entrypoint and complains of nothing', () => {
        assert.equal(status, 200);
        assert.equal(api.title, "Leah's API");
        assert.equal(api.entrypoint, leah.entrypoint);
        assert.deepEqual(said, []);
    });

    it('reads it without a key, too', async () => {
        const open = await parseHydraDocumentation(leah.entrypoint);
        assert.deepEqual(
            open.api.resources.map(({ title }) => title),
            api.resources.map(({ title }) => title),
        );
    });

    it('finds each resource that has a list, and no other', () => {
        assert.deepEqual(api.resources.map(({ title }) => title).sort(), [...LISTED].sort());
    });

    for (const title of LISTED) {
        describe(title, () => {
            const { list, fields: expected } = RESOURCES[title];
            const fields = Object.entries(expected);
            const of = (name, look) => it(name, () => look(found(title)));

            of('has its name and address', ({ id, url, name, deprecated }) => {
                assert.equal(id, leah.word(title));
                assert.equal(deprecated, false);
                assert.deepEqual({ name, url }, { name: list.name, url: `${leah.entrypoint}/${list.name}` });
            });

            of('has its fields, with types, ranges and required marks', (resource) => {
                const line = ({ name, id, type, range, required, deprecated }) =>
                    `${name} <${id}>: ${type} <${range}>${required ? ', required' : ''}${deprecated ? ', deprecated' : ''}`;
                const wanted = fields.map(([name, field]) =>
                    line({
                        name,
                        id: field.id ?? leah.word(`${title}/${name}`),
                        type: field.type,
                        range: field.range ?? leah.word(field.reference ?? field.embedded),
                        required: field.required,
                    }),
                );
                assert.deepEqual(resource.fields.map(line).map(leah.short), wanted.map(leah.short));
            });

            of('says which fields are read and which are written', ({ readableFields, writableFields }) => {
                const named = (mark) => fields.filter(([, field]) => field[mark]).map(([name]) => name);
                assert.deepEqual(readableFields.map(({ name }) => name), named('readable'));
                assert.deepEqual(writableFields.map(({ name }) => name), named('writable'));
            });

            of('leads to the resources that its fields refer to', (resource) => {
                const line = (name, reference, embedded, most) =>
                    `${name} -> ${reference ?? embedded ?? 'a value'}, at most ${most ?? 'any'}`;
                const seen = resource.fields.map(({ name, reference, embedded, maxCardinality }) =>
                    line(name, reference?.title, embedded && `embedded ${embedded.title}`, maxCardinality),
                );
                // No resource is embedded in another. Of a link to a resource without a list the parser knows the range alone.
                const wanted = fields.map(([name, { reference, many }]) =>
                    line(name, LISTED.includes(reference) ? reference : null, null, reference && !many ? 1 : null),
                );
                assert.deepEqual(seen, wanted);
            });

            of('has its operations', (resource) => {
                const line = ({ type, method, expects, returns, types, deprecated }) =>
                    `${type} ${method} <${expects}> <${returns}> ${types.join(' ')}${deprecated ? ', deprecated' : ''}`;
                const wanted = operations(title).map((operation) =>
                    line({ ...operation, expects: full(operation.expects), returns: full(operation.returns) }),
                );
                assert.deepEqual(resource.operations.map(line).map(leah.short), wanted.map(leah.short));
                assert.ok(resource.operations.every(({ name }) => name), 'each has a title');
            });

            of('has its filters', async (resource) => {
                const parameters = await resource.getParameters();
                assert.deepEqual(
                    parameters.map(({ variable, range, required }) => [variable, range, required]),
                    list.filters.map(([variable, range]) => [variable, full(range), false]),
                );
            });
        });
    }
});
