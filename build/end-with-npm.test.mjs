import { spawn } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';

const module = pathToFileURL(path.join(import.meta.dirname, 'end-with-npm.mjs')).href;
const program = `import { endWithNpm } from ${JSON.stringify(module)};
endWithNpm();
setInterval(() => undefined, 1_000);
process.on('SIGTERM', () => { console.log('SIGTERM'); process.exit(); });
process.on('SIGUSR2', () => { console.log('still here'); process.exit(); });
console.log(process.pid);`;

let left;
afterEach(() => {
  try {
    if (left !== undefined) process.kill(left, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
});

/** What the program writes, below one shell or two, the outer of which is killed. */
function underShells(shells, event, then = () => undefined) {
  // A command behind it keeps a shell from replacing itself with the program.
  const inner = `'${process.execPath}' --input-type=module --eval "$PROGRAM"; true`;
  const env = { ...process.env, PROGRAM: program, INNER: inner, npm_lifecycle_event: event };
  const command = shells === 1 ? inner : 'sh -c "$INNER"; true';
  const child = spawn('sh', ['-c', command], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.stdout.on('data', (text) => {
      const isFirst = out === '';
      out += text;
      if (!isFirst) return;
      left = Number(out);
      child.kill('SIGKILL');
      child.once('exit', () => then(left));
    });
    // The program holds the same pipe: this comes only when it has ended too.
    child.once('close', () => resolve(out.split('\n')[1]));
  });
}

describe.skipIf(process.platform === 'win32')('a start by npm', () => {
  it('ends where the shell between them was ended', async () => {
    expect(await underShells(1, 'start')).toBe('SIGTERM');
  });

  it.skipIf(process.platform !== 'linux')('ends where npm itself was ended, and its shell was not', async () => {
    expect(await underShells(2, 'start')).toBe('SIGTERM');
  });

  it('is no reason to end for what npm did not start', async () => {
    // Long enough for it to have looked.
    const ended = underShells(1, 'test', (pid) => setTimeout(() => process.kill(pid, 'SIGUSR2'), 1_000));
    expect(await ended).toBe('still here');
  });
});
