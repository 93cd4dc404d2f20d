import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as v from 'valibot';
import { BegunImports } from './cases/begun-imports';
import { profileFolder } from './cases/paths';
import { runCli } from './cli/run-cli';
import { startWorker } from './indexing/start-worker';
import { reportUncaught } from './api/report';

/** Entry for scripts: runs in plain Node, without a window. */
const root = resolve(import.meta.dirname, '..', '..');
const { version } = v.parse(
  v.object({ version: v.string() }),
  JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')),
);

// Whoever reads the result may stop early, as `head` does: that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

reportUncaught();
process.exitCode = await runCli(process.argv.slice(2), {
  startWorker,
  cwd: process.env['INIT_CWD'] ?? process.cwd(),
  version,
  profile: profileFolder(),
  begun: new BegunImports(profileFolder()),
  stdout: process.stdout,
  stderr: process.stderr,
});
