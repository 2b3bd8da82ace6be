// Bundles each function into one file, as it is deployed, and says how it is run: `node build.mjs FOLDER`.

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { build } from 'esbuild';

const NAME = 'index.js';
// A zip file of one entry: two headers with its name, and the end of the directory.
const FRAME = 30 + 46 + 22 + 2 * NAME.length;

const here = import.meta.dirname;
const [folder] = process.argv.slice(2);
const runtime = join(folder, 'runtime', 'node_modules', 'aws-lambda-ric');

async function version(path) {
  return JSON.parse(await readFile(join(path, 'package.json'), 'utf8')).version;
}

const versions = [
  `Node.js ${process.versions.node}`,
  `AWS SDK ${await version(join(here, 'node_modules', '@aws-sdk', 'client-dynamodb'))}`,
  `aws-lambda-ric ${await version(runtime)}`,
].join(', ');

const lines = [];
for (const name of ['offices', 'appointments', 'transfers']) {
  const outfile = join(folder, name, NAME);
  await build({
    entryPoints: [join(here, 'src', `${name}.mjs`)],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    // What is not used can be left out of ES modules alone.
    mainFields: ['module', 'main'],
    logLevel: 'warning',
  });
  const described = {
    peer: 'node',
    versions,
    function: name,
    program: process.execPath,
    arguments: [join(runtime, 'bin', 'index.mjs'), 'index.handler'],
    folder: join(folder, name),
    package_bytes: deflateRawSync(await readFile(outfile), { level: 9 }).length + FRAME,
  };
  lines.push(`${JSON.stringify(described)}\n`);
}
await writeFile(join(folder, 'peers'), lines.join(''));
