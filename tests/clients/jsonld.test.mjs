// A JSON-LD processor reads every answer of Leah's: nothing is lost, and everything means what the documentation says.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { gather, refusals } from './answers.mjs';
import { LISTED, RESOURCES, published } from './expected.mjs';
import { HYDRA, canonical, compare, expand, quads, statements, vocabulary } from './graph.mjs';
import * as leah from './leah.mjs';

const answers = await gather();
const refused = await refusals();

const links = ['first', 'last', 'next', 'previous'];

const check = async ({ address, headers, body }) => {
    assert.match(headers.get('content-type'), /^application\/ld\+json/);
    // In safe mode the processor fails where it would leave something out.
    const expanded = await expand(body, address);
    assert.ok((await compare(body, expanded, address)) > 0);
    const graph = await quads(body, address);
    assert.equal(graph.length, statements(expanded), 'every value is a statement');
    assert.ok(await canonical(body, address));
};

describe('jsonld loses nothing of', () => {
    for (const [name, answer] of Object.entries(answers)) {
        it(name, () => check(answer));
    }
});

describe('jsonld loses nothing of a refusal:', () => {
    for (const [name, answer] of Object.entries(refused)) {
        it(name, async () => {
            assert.equal(answer.body['@type'], answer.body.violations ? 'ConstraintViolationList' : 'hydra:Error');
            await check(answer);
        });
    }
});

describe('these checks fail', () => {
    // A key that nothing declares, and keys that a context lists.
    const dropped = {
        code: () => refused['an appointment without anything'],
        id: () => answers['an office'],
        slug: () => answers['an office'],
        startTime: () => answers['an appointment'],
    };
    for (const [key, of] of Object.entries(dropped)) {
        it(`where a context drops ${key}`, async () => {
            const { address, body } = of();
            const document = { ...body, '@context': [body['@context'], { [key]: null }] };
            await assert.rejects(expand(document, address), ({ details }) => details.event.details.property === key);
        });

        it(`where an expansion lacks ${key}`, async () => {
            const { address, body } = of();
            const rest = JSON.parse(JSON.stringify(body, (name, value) => (name === key ? undefined : value)));
            await assert.rejects(compare(body, await expand(rest, address), address), /is lost/);
        });
    }
});

describe('a context', () => {
    const names = [...Object.keys(RESOURCES), 'Entrypoint', 'Error', 'ConstraintViolationList'];
    for (const name of names) {
        it(`${name} gives each of its terms a meaning`, async () => {
            for (const path of [`/api/contexts/${name}`, `/api/contexts/${name}.jsonld`]) {
                const { address, body } = await leah.done(path, { key: {} });
                assert.deepEqual(Object.keys(body), ['@context']);
                assert.equal(body['@context']['@vocab'], leah.word(''));
                const terms = Object.keys(body['@context']).filter((term) => !term.startsWith('@') && term !== 'hydra');
                for (const term of terms) {
                    const probe = { '@context': path, '@id': '/api', [term]: 'probe' };
                    assert.equal(await compare(probe, await expand(probe, address), address), 1, term);
                }
            }
        });
    }

    it('of another host would not be loaded', async () => {
        const foreign = { '@context': 'https://www.w3.org/ns/hydra/context.jsonld', 'hydra:title': 'a title' };
        await assert.rejects(expand(foreign, leah.entrypoint), ({ details }) => /not Leah's own/.test(details.cause.message));
    });
});

describe('a client of graphs', () => {
    // By statements alone, as a client does that knows nothing of keys and braces.
    const objects = (graph, subject, name) =>
        graph.filter((quad) => quad.subject.value === subject && quad.predicate.value === HYDRA + name).map(({ object }) => object);

    for (const title of LISTED) {
        const { list } = RESOURCES[title];
        it(`follows the pages of ${list.name}`, async () => {
            const start = `${leah.entrypoint}/${list.name}`;
            const members = [];
            let total;
            let pages = 0;
            for (let next = start; next; pages += 1) {
                assert.ok(pages < 10, 'the pages end');
                const { address, body } = await leah.done(next);
                const graph = await quads(body, address);
                members.push(...objects(graph, start, 'member').map(({ value }) => value));
                total ??= objects(graph, start, 'totalItems')[0]?.value;
                const [view] = objects(graph, start, 'view');
                for (const link of links) {
                    for (const object of objects(graph, view?.value, link)) {
                        assert.equal(object.termType, 'NamedNode', `hydra:${link}`);
                        assert.equal((await leah.ask(object.value)).status, 200, object.value);
                    }
                }
                next = objects(graph, view?.value, 'next')[0]?.value;
            }
            assert.equal(new Set(members).size, members.length, 'no member comes twice');
            if (total !== undefined) assert.equal(members.length, Number(total));
            // There are never so many endpoints.
            assert.ok(title === 'WebhookEndpoint' || pages > 1, 'there is more than one page');
            for (const member of members.slice(0, 3)) {
                assert.equal((await leah.done(member)).body['@type'], title);
            }
        });
    }

    it('can fetch whatever an answer refers to', async () => {
        const addresses = new Set();
        for (const { address, body } of Object.values(answers)) {
            for (const { object } of await quads(body, address)) {
                const own = object.termType === 'NamedNode' && object.value.startsWith(`${leah.entrypoint}/`);
                if (own && !object.value.startsWith(leah.documentation)) addresses.add(object.value);
            }
        }
        assert.ok(addresses.size > 50);
        const gone = answers['an appointment that was cancelled'].body['@id'];
        for (const address of addresses) {
            const { status } = await leah.ask(address);
            assert.ok(status === 200 || address.endsWith(gone), `${address}: ${status}`);
        }
    });
});

describe('the documentation declares every word but those that are published without', () => {
    let declared;

    before(async () => {
        const { address, body } = answers['the documentation'];
        const [graph] = await expand(body, address);
        declared = new Set(
            graph[`${HYDRA}supportedClass`].flatMap((class_) => [
                class_['@id'],
                ...(class_[`${HYDRA}supportedProperty`] ?? []).flatMap((one) => one[`${HYDRA}property`].map((property) => property['@id'])),
            ]),
        );
    });

    const undeclared = async (documents) => {
        const words = new Set();
        for (const { address, body } of documents) {
            (await vocabulary(await expand(body, address))).forEach((word) => words.add(word));
        }
        return [...words].filter((word) => !declared.has(leah.word(word))).sort();
    };
    const without = (body, ...keys) => Object.fromEntries(Object.entries(body).filter(([key]) => !keys.includes(key)));

    it('of items and lists', async () => {
        const documents = Object.values(answers).map((answer) => ({ ...answer, body: without(answer.body, 'hydra:search') }));
        assert.deepEqual(await undeclared(documents), published.words.items);
    });

    it('of what a list can be searched by', async () => {
        const searches = Object.values(answers)
            .filter(({ body }) => body['hydra:search'])
            .map((answer) => ({ ...answer, body: without(answer.body, 'hydra:member') }));
        assert.deepEqual(await undeclared(searches), published.words.searches);
    });

    it('as readable that an answer shows, and no other', () => {
        const shown = new Map(Object.keys(RESOURCES).map((title) => [title, new Set()]));
        for (const { body } of Object.values(answers)) {
            for (const item of [body, ...(body['hydra:member'] ?? [])]) {
                Object.keys(item).forEach((key) => shown.get(item['@type'])?.add(key));
            }
        }
        for (const [title, { fields }] of Object.entries(RESOURCES)) {
            const readable = Object.keys(fields).filter((name) => fields[name].readable);
            // What is printed beside the fields: that is the last part of the address.
            const keys = [...shown.get(title)].filter((key) => !key.startsWith('@') && key !== 'id');
            assert.deepEqual(keys.sort(), readable.sort(), title);
        }
    });

    it('of refusals', async () => {
        assert.deepEqual(await undeclared(Object.values(refused)), published.words.refusals);
    });
});
