// API Platform's generators make TypeScript of the running API, which the compiler takes as it is: client-generator, and create-client,
// which is its present name.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { LISTED, RESOURCES } from './expected.mjs';
import * as leah from './leah.mjs';

const run = promisify(execFile);
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const program = (name) => here(`../node_modules/.bin/${name}`);

/** Below the folder where the packages are, for the compiler looks for them there. */
const folder = () => mkdtemp(here('generated-'));

async function generate(binary) {
    const into = await folder();
    const { stdout, stderr } = await run(program(binary), [leah.entrypoint, into, '--generator', 'typescript']);
    // A generator that fails says so, and ends with 0 all the same.
    assert.doesNotMatch(stdout + stderr, /error|does not exist/i, binary);
    return into;
}

/** Compiles as strictly as the compiler can without being told more. */
async function compile(into) {
    const configuration = {
        compilerOptions: {
            strict: true,
            noEmit: true,
            target: 'es2022',
            module: 'esnext',
            moduleResolution: 'bundler',
            lib: ['es2022'],
            types: [],
        },
        include: ['**/*.ts'],
    };
    await writeFile(join(into, 'tsconfig.json'), JSON.stringify(configuration));
    try {
        await run(program('tsc'), ['--project', '.', '--pretty', 'false'], { cwd: into });
    } catch ({ stdout, message }) {
        assert.fail(stdout || message);
    }
}

/** What the generators call a field's type in TypeScript. */
const typescript = ({ type, reference, many, embedded, range }) => {
    // They know no type for what the parser does not find.
    if (reference && !LISTED.includes(reference)) return 'any';
    if (reference) return many ? 'string[]' : 'string';
    if (embedded || range.endsWith('#JSON')) return 'any';
    return { dateTime: 'Date', integer: 'number', email: 'string' }[type] ?? type;
};

const interfaceOf = (title) => {
    const fields = Object.entries(RESOURCES[title].fields).filter(([, { readable, writable }]) => readable || writable);
    const lines = fields.map(([name, field]) => {
        const mark = field.writable ? '' : 'readonly ';
        return `${mark}${name}${field.required ? '' : '?'}: ${typescript(field)};`;
    });
    return ['"@id"?: string;', ...lines].sort();
};

const binaries = { 'client-generator': 'generate-api-platform-client', 'create-client': 'create-client' };

for (const [name, binary] of Object.entries(binaries)) {
    describe(`${name} --generator typescript`, () => {
        let into;

        before(async () => {
            into = await generate(binary);
        });
        after(() => rm(into, { recursive: true, force: true }));

        const file = (title) => `${title.toLowerCase()}.ts`;

        for (const title of LISTED) {
            it(`makes an interface of ${title}`, async () => {
                const source = await readFile(join(into, 'interfaces', file(title)), 'utf8');
                const [, body] = source.match(new RegExp(`export interface ${title} \\{(.*)\\}`, 's'));
                const lines = body.split('\n').map((line) => line.trim()).filter(Boolean);
                assert.deepEqual(lines.sort(), interfaceOf(title));
            });
        }

        it('makes what the compiler takes', async () => {
            const made = await readdir(join(into, 'interfaces'));
            assert.deepEqual(LISTED.map(file).filter((name) => !made.includes(name)), []);
            await compile(into);
        });
    });
}
