// What a client has to find in the documentation, written down by hand: the other checks hold Leah against it.

const XSD = 'http://www.w3.org/2001/XMLSchema#';

/** A value: what the parser calls its type, and the range that the documentation gives it. */
const value = (type, range, id) => ({ type, range, id });
const STRING = value('string', `${XSD}string`);
const DATE = value('dateTime', `${XSD}dateTime`);
const INTEGER = value('integer', `${XSD}integer`);
const BOOLEAN = value('boolean', `${XSD}boolean`);
const EMAIL = value('email', `${XSD}string`, 'http://schema.org/email');
const JSON_VALUE = value('string', 'http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON');
/** The address of one resource, and of several. */
const one = (to) => ({ type: 'string', reference: to, many: false });
const many = (to) => ({ type: 'string', reference: to, many: true });
/** Objects of a class that stand in the answer itself. */
const embedded = (of) => ({ type: 'string', embedded: of });

/** What may be done with a field. */
const shown = (kind) => ({ ...kind, readable: true, writable: false, required: false });
const settable = (kind) => ({ ...kind, readable: true, writable: true, required: false });
const mandatory = (kind) => ({ ...kind, readable: true, writable: true, required: true });
const secret = (field) => ({ ...field, readable: false });
const hidden = (kind) => ({ ...kind, readable: false, writable: false, required: false });

/** Filters: the variable, and the range of the property that it looks at. */
const several = (variable, range = STRING.range) => [
    [variable, range],
    [`${variable}[]`, range],
];

/** Every resource; `list` is the collection's, which some do not have. */
export const RESOURCES = {
    HealthcareWorker: {
        list: { name: 'healthcare_workers', methods: ['GET'], filters: several('email') },
        item: ['GET'],
        fields: {
            firstname: shown(STRING),
            lastname: shown(STRING),
            email: shown(STRING),
            currentOrganization: shown(one('Organization')),
        },
    },
    Feature: {
        item: ['GET'],
        fields: { name: shown(STRING) },
    },
    TransferFile: {
        item: ['GET'],
        fields: {
            name: shown(STRING),
            type: shown(STRING),
            size: shown(INTEGER),
            transfer: shown(one('Transfer')),
            createdAt: shown(DATE),
        },
    },
    Office: {
        // The property of a worker is no field of an office, so it has no range there.
        list: { name: 'offices', methods: ['GET'], filters: several('healthcareWorker.email', null) },
        item: ['GET'],
        fields: {
            slug: shown(STRING),
            organization: shown(one('Organization')),
            features: shown(many('Feature')),
            createdAt: shown(DATE),
            currentMeeting: shown(STRING),
            healthcareWorker: hidden(one('HealthcareWorker')),
        },
    },
    Appointment: {
        list: {
            name: 'appointments',
            methods: ['GET', 'POST'],
            filters: [
                ...several('externalId'),
                ...several('email'),
                ['startTime[before]', DATE.range],
                ['startTime[strictly_before]', DATE.range],
                ['startTime[after]', DATE.range],
                ['startTime[strictly_after]', DATE.range],
                ['order[startTime]', DATE.range],
            ],
        },
        item: ['GET', 'PATCH', 'DELETE'],
        fields: {
            status: settable(STRING),
            startTime: mandatory(DATE),
            email: mandatory(EMAIL),
            phoneNumber: mandatory(STRING),
            office: secret(mandatory(one('Office'))),
            externalId: secret(settable(STRING)),
            administrativeFileNumber: secret(settable(STRING)),
        },
    },
    Organization: {
        item: ['GET'],
        fields: { name: shown(STRING) },
    },
    Transfer: {
        list: { name: 'transfers', methods: ['GET', 'POST'], filters: [] },
        item: ['GET'],
        fields: {
            hash: shown(STRING),
            expiresAt: shown(DATE),
            healthcareWorker: mandatory(one('HealthcareWorker')),
            status: shown(STRING),
            files: shown(many('TransferFile')),
            type: shown(STRING),
            email: shown(EMAIL),
            firstname: shown(STRING),
            lastname: shown(STRING),
        },
    },
    UploadTicket: {
        item: ['GET'],
        fields: {
            // Without one of the three no ticket is issued.
            name: mandatory(STRING),
            type: mandatory(STRING),
            size: mandatory(INTEGER),
            status: shown(STRING),
            expiresAt: shown(DATE),
            transferFile: shown(one('TransferFile')),
            violations: shown(embedded('ConstraintViolation')),
            upload: shown(JSON_VALUE),
        },
    },
    WebhookEndpoint: {
        list: { name: 'webhook_endpoints', methods: ['GET'], filters: [] },
        item: ['GET'],
        fields: {
            url: shown(STRING),
            network: shown(STRING),
            events: shown(STRING),
            payload: shown(STRING),
            enabled: shown(BOOLEAN),
            disabledAt: shown(DATE),
            disabledReason: shown(STRING),
            failingSince: shown(DATE),
            createdAt: shown(DATE),
        },
    },
    WebhookDelivery: {
        list: {
            name: 'webhook_deliveries',
            methods: ['GET'],
            filters: [...several('webhookEndpoint', '#WebhookEndpoint'), ...several('status')],
        },
        item: ['GET'],
        fields: {
            webhookEndpoint: shown(one('WebhookEndpoint')),
            webhookId: shown(STRING),
            event: shown(STRING),
            payload: shown(STRING),
            status: shown(STRING),
            reason: shown(STRING),
            attempts: shown(INTEGER),
            lastAttemptAt: shown(DATE),
            lastStatus: shown(INTEGER),
            lastError: shown(STRING),
            nextAttemptAt: shown(DATE),
            createdAt: shown(DATE),
            endedAt: shown(DATE),
        },
    },
};

/**
 * The resources that have a list. The parser finds these alone, for it starts from what the entrypoint links to: so it is with every API of
 * API Platform's. Of the others (Organization, Feature, TransferFile, UploadTicket) it reads nothing, and takes a link to one for a value;
 * documentation.test.mjs holds that their classes are complete all the same, and that such a link has the class as its range.
 */
export const LISTED = Object.keys(RESOURCES).filter((title) => RESOURCES[title].list);

/** What a refused request is answered with: the fields of each class. */
export const ERRORS = {
    ConstraintViolation: {
        propertyPath: shown(STRING),
        message: shown(STRING),
    },
    ConstraintViolationList: {
        violations: shown(embedded('ConstraintViolation')),
    },
};

/**
 * What the reference, API Platform, prints so, and Leah therefore too, although a graph would have it otherwise. It is expected as it is
 * here: what is beyond it fails, and so does what is no longer so.
 */
export const published = {
    // The documentation's context does not type its entrypoint, which is a text in the graph.
    entrypoint: '/api',
    // Nor does it say where its own names belong: as read at /api/docs they are of /api/docs.
    names: { '/api/docs#': '/api/docs.jsonld#' },
    // The entrypoint's operation returns a class by another spelling than the declared one.
    missing: ['hydra:returns #EntryPoint'],
    // An address has schema.org's name and the class as its domain, so that one property has two.
    domains: ['schema:email #Appointment #Transfer'],
    // Keys and types that no context lists and no class declares. By `@vocab` they are names in the documentation, and not lost.
    words: {
        // No context lists `id`; those of errors list nothing, and a ticket's violations have no context of their own.
        items: ['code', 'id', 'message', 'propertyPath'],
        // Contexts list no words for filters; only what has Hydra's prefix is Hydra's.
        searches: ['IriTemplateMapping', 'property', 'required', 'variable'],
        // ConstraintViolation documents propertyPath and message alone, and both by names of its own.
        refusals: ['code', 'message', 'propertyPath', 'violations'],
    },
};

const HYDRA = 'http://www.w3.org/ns/hydra/core#';
const SCHEMA = 'http://schema.org/';
const OWL = 'http://www.w3.org/2002/07/owl#';

/** The operations that a resource's documentation tells of, those of its list first. */
export function operations(title) {
    const { list, item } = RESOURCES[title];
    const class_ = `#${title}`;
    const ofList = {
        GET: ['list', undefined, `${HYDRA}Collection`, 'FindAction'],
        POST: ['create', class_, class_, 'CreateAction'],
    };
    const ofItem = {
        GET: ['show', undefined, class_, 'FindAction'],
        PATCH: ['edit', class_, class_, undefined],
        DELETE: ['delete', undefined, `${OWL}Nothing`, 'DeleteAction'],
    };
    const described = (table, owner) => (method) => {
        const [type, expects, returns, action] = table[method];
        const types = [`${HYDRA}Operation`, ...(action ? [`${SCHEMA}${action}`] : [])];
        return { owner, type, method, expects, returns, types };
    };
    return [...(list?.methods ?? []).map(described(ofList, 'list')), ...item.map(described(ofItem, 'item'))];
}
