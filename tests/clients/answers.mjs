// Has Leah give an answer of every kind: made by requests of an integrator, as JSON-LD.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import * as leah from './leah.mjs';

/** One more than a page holds. */
const MORE_THAN_A_PAGE = 31;

const PDF = new Blob(['%PDF-1.7\n% a page\n'], { type: 'application/pdf' });

const local = async (path, body) => {
    const answer = await fetch(`${leah.url}/_local/${path}`, { method: 'POST', body: JSON.stringify(body ?? {}) });
    assert.ok(answer.ok, `/_local/${path}: ${answer.status} ${await answer.text()}`);
};

const post = (path, body, more) => leah.done(path, { method: 'POST', body, ...more });
const patch = (path, body) => leah.done(path, { method: 'PATCH', body, type: 'application/merge-patch+json' });

const booking = (number) => ({
    phoneNumber: '+33612345678',
    email: `guest${number}@example.org`,
    office: leah.OFFICE,
    startTime: `2035-04-${String(1 + (number % 28)).padStart(2, '0')}T13:15:00`,
    externalId: String(number).padStart(6, '0'),
});

const times = async (number, make) => {
    const made = [];
    for (let one = 0; one < number; one += 1) made.push(await make(one));
    return made;
};

/** What webhooks are sent to: a path's name is the status that it answers. */
async function receiver() {
    const server = createServer((request, response) => {
        request.resume().on('end', () => response.writeHead(Number(request.url.slice(1))).end());
    });
    await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
    return { server, at: (status) => `http://127.0.0.1:${server.address().port}/${status}` };
}

/** Endpoints of all fates. */
async function endpoints(at) {
    await local('webhook_endpoints', { url: at(200), events: ['appointment.created'], payload: 'object' });
    await local('webhook_endpoints', { url: at(500), events: ['appointment.rescheduled'] });
    await local('webhook_endpoints', { url: at(410), events: ['appointment.cancelled'] });
    await local('webhook_endpoints', { url: at(200) });
    // Functions remember for a minute which endpoints there are.
    await local('clock', { advance: 'PT2M' });
}

async function appointments(answers) {
    // Two of them go again.
    const booked = await times(MORE_THAN_A_PAGE + 2, (number) => post('/api/appointments', booking(number)));
    const [moved, cancelled, deleted] = booked.map(({ body }) => body['@id']);
    answers['an appointment that was created'] = booked[0];
    answers['an appointment that was moved'] = await patch(moved, { startTime: '2035-05-18T09:00:00' });
    answers['an appointment that was cancelled'] = await patch(cancelled, { status: 'cancelled' });
    answers['an appointment'] = await leah.done(moved);
    assert.equal((await leah.done(deleted, { method: 'DELETE' })).body, undefined);
}

async function transfers(answers) {
    const created = await times(MORE_THAN_A_PAGE, () => post('/api/transfers', { healthcareWorker: leah.WORKER }));
    const [filled, ticketed, empty] = created.map(({ body }) => body['@id']);
    const form = new FormData();
    form.append('file[]', PDF, 'prescription.pdf');
    form.append('file[]', PDF, 'letter.pdf');
    answers['a transfer that was created'] = created[0];
    answers['a transfer that files were added to'] = await post(`${filled}/files`, form);
    answers['a transfer that was shared'] = await post(`${filled}/share`, { email: 'guest@example.org' });
    answers['a transfer'] = await leah.done(filled);
    answers['a transfer without files'] = await leah.done(empty);
    answers['a file'] = await leah.done(answers['a transfer'].body.files[0]);
    await tickets(answers, ticketed);
}

/** A transfer with a ticket that was redeemed, one that was redeemed by what is no PDF, and one that was not redeemed. */
async function tickets(answers, transfer) {
    const files = ['scan.pdf', 'forged.pdf', 'later.pdf'].map((name) => ({ name, type: PDF.type, size: PDF.size }));
    const issued = await post(`${transfer}/files`, { files }, { type: 'application/json' });
    for (const [place, content] of [PDF, new Blob(['x'.repeat(PDF.size)])].entries()) {
        const { url, fields } = issued.body['hydra:member'][place].upload;
        const form = new FormData();
        Object.entries(fields).forEach(([name, value]) => form.append(name, value));
        form.append('file', content);
        const stored = await fetch(url, { method: 'POST', body: form });
        assert.ok(stored.ok, `storage: ${stored.status} ${await stored.text()}`);
    }
    const fates = ['attached', 'refused', 'pending'];
    let listed;
    for (let second = 0; second < 20; second += 1) {
        listed = await leah.done(`${transfer}/tickets`);
        if (listed.body['hydra:member'].every(({ status }, place) => status === fates[place])) break;
        await sleep(1000);
    }
    assert.deepEqual(listed.body['hydra:member'].map(({ status }) => status), fates);
    answers['tickets that were issued'] = issued;
    answers['the list of tickets'] = listed;
    for (const ticket of listed.body['hydra:member']) {
        answers[`a ticket that is ${ticket.status}`] = await leah.done(ticket['@id']);
    }
}

async function deliveries(answers) {
    let dead;
    // The last attempt is a day and some hours after the first.
    for (let day = 0; day < 4 && !dead; day += 1) {
        await local('drain');
        await local('clock', { advance: 'PT24H' });
        const { body } = await leah.done('/api/webhook_deliveries?status=dead');
        dead = body['hydra:member'].find(({ event }) => event === 'appointment.rescheduled');
    }
    assert.ok(dead, 'what nobody took is dead');
    answers['a delivery that is dead'] = await leah.done(dead['@id']);
    answers['a delivery that is replayed'] = await post(`${dead['@id']}/replay`);
}

async function lists(answers) {
    const queries = {
        healthcare_workers: [
            ...['', '?page=2', '?page=3', '?page=4'],
            ...['?email=john.doe%40gmail.com', '?email[]=worker1%40staff.example&email[]=worker2%40staff.example', '?email=no'],
        ],
        offices: ['', '?page=2', '?healthcareWorker.email=john.doe%40gmail.com'],
        appointments: ['', '?externalId=000007', '?startTime[after]=2035-04-03&order[startTime]=desc'],
        transfers: [''],
        webhook_endpoints: ['', '?page=2'],
        webhook_deliveries: ['', '?status=dead', '?status=delivered'],
    };
    for (const [name, asked] of Object.entries(queries)) {
        for (const query of asked) answers[`the list ${name}${query}`] = await leah.done(`/api/${name}${query}`);
    }
    const found = answers['the list webhook_endpoints'].body['hydra:member'];
    const gone = found.find(({ disabledAt }) => disabledAt !== null);
    assert.ok(gone, 'who has answered 410 is disabled');
    answers['an endpoint'] = await leah.done(found[0]['@id']);
    answers['an endpoint that is disabled'] = await leah.done(gone['@id']);
}

async function others(answers) {
    const paths = {
        'a healthcare worker': leah.WORKER,
        'an office': leah.OFFICE,
        'a feature': leah.FEATURE,
        'an organization': leah.organization,
        'the entrypoint': '/api',
        'the entrypoint by its other name': '/api/index.jsonld',
        'the documentation': '/api/docs.jsonld',
    };
    for (const [name, path] of Object.entries(paths)) answers[name] = await leah.done(path);
}

/** Every answer by what it is. */
export async function gather() {
    const { server, at } = await receiver();
    const answers = {};
    try {
        await endpoints(at);
        await appointments(answers);
        // Before there are transfers, which end as the clock moves.
        await deliveries(answers);
        await transfers(answers);
        await lists(answers);
        await others(answers);
    } finally {
        server.close();
    }
    return answers;
}

/** Every way of being refused: the answers by why, with the type that each has to have. */
export async function refusals() {
    const { body } = await leah.done('/api/webhook_deliveries?status=delivered');
    const arrived = body['hydra:member'][0]['@id'];
    const wrong = { ...booking(1), email: 'no address', phoneNumber: '1' };
    const repeated = { method: 'POST', headers: { 'Idempotency-Key': crypto.randomUUID() } };
    await leah.done('/api/appointments', { ...repeated, body: booking(1) });
    const asked = {
        'no key': [401, '/api/offices', { key: {} }],
        'no such item': [404, '/api/appointments/00000000-0000-4000-8000-000000000000'],
        'no such route': [404, '/api/nope'],
        'no such context': [404, '/api/contexts/Nope'],
        'no such format': [404, '/api/offices.xml'],
        'no such method': [405, leah.OFFICE, { method: 'DELETE' }],
        'a page that is none': [400, '/api/offices?page=0'],
        'a body that is malformed': [400, '/api/appointments', { method: 'POST', body: null }],
        'an IRI that is none': [400, '/api/appointments', { method: 'POST', body: { ...booking(1), office: '/api/offices/nope' } }],
        'a delivery that has arrived': [409, `${arrived}/replay`, { method: 'POST' }],
        'another request by the same key': [422, '/api/appointments', { ...repeated, body: booking(2) }],
        'a media type that nobody speaks': [415, '/api/appointments', { method: 'POST', body: {}, type: 'application/xml' }],
        'an appointment without anything': [422, '/api/appointments', { method: 'POST', body: {} }],
        'an appointment with errors': [422, '/api/appointments', { method: 'POST', body: wrong }],
        'a transfer without anything': [422, '/api/transfers', { method: 'POST', body: {} }],
    };
    const refused = {};
    for (const [name, [status, path, options]] of Object.entries(asked)) {
        const answer = await leah.ask(path, options);
        assert.equal(answer.status, status, `${name}: ${JSON.stringify(answer.body)}`);
        refused[name] = answer;
    }
    return refused;
}
