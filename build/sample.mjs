/**
 * Writes the sample case: `npm run sample [-- OUT]`, by default into resources/sample.
 * The same files come out on every run and machine; the answers go to build/sample/expected.json.
 */

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generateSample } from './sample/generate.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const standard = join(here, '..', 'resources', 'sample');
const wanted = process.argv[2];
const out = wanted === undefined ? standard : resolve(process.env.INIT_CWD ?? process.cwd(), wanted);

const { files, expected } = generateSample();
// Only what an earlier run has written is cleared, never whatever else may lie in the chosen folder.
rmSync(join(out, 'AWSLogs'), { recursive: true, force: true });
for (const { path, bytes } of files) {
  const file = join(out, ...path.split('/'));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, bytes);
}
if (wanted === undefined)
  writeFileSync(join(here, 'sample', 'expected.json'), `${JSON.stringify(expected, null, 2)}\n`);
const total = files.reduce((sum, { bytes }) => sum + bytes.length, 0);
process.stdout.write(`${files.length} files, ${(total / 1e6).toFixed(2)} MB, in ${out}\n`);
