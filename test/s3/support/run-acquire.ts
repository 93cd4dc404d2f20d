import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { buildForNode } from '../../support/indexing-worker';
import { KEYS } from './s3-server';

/** Builds the commands for plain Node; returns the folder, to be removed in the end. */
export function buildAcquirer(): Promise<string> {
  return buildForNode({ acquirer: 'test/s3/support/acquirer.ts', worker: 'src/main/indexing/worker.ts' });
}

export interface Ran {
  readonly code: number | null;
  readonly killed: boolean;
  readonly out: string;
  readonly err: string;
  readonly milliseconds: number;
}

export interface RunOptions {
  readonly keys?: { readonly id: string; readonly secret: string };
  readonly env?: Readonly<Record<string, string>>;
  /** Kills it without warning after so many milliseconds. */
  readonly killAfter?: number | undefined;
  /** Interrupts it as soon as this is true. */
  readonly interruptWhen?: () => boolean;
}

/** Runs `acquire` as a process of its own. */
export async function runAcquire(built: string, args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { keys = KEYS, env = {}, killAfter, interruptWhen } = options;
  const started = performance.now();
  const child = spawn(process.execPath, [join(built, 'acquirer.mjs'), 'acquire', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      AWS_ACCESS_KEY_ID: keys.id,
      AWS_SECRET_ACCESS_KEY: keys.secret,
      AWS_EC2_METADATA_DISABLED: 'true',
      ...env,
    },
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (text: Buffer) => (out += text.toString()));
  child.stderr.on('data', (text: Buffer) => {
    err += text.toString();
  });
  const timer = killAfter === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfter);
  const interrupt = setInterval(() => {
    if (interruptWhen?.() !== true) return;
    clearInterval(interrupt);
    child.kill('SIGINT');
  }, 5);
  try {
    const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (status, by) => resolve([status, by]));
    });
    return { code, killed: signal === 'SIGKILL', out, err, milliseconds: performance.now() - started };
  } finally {
    clearTimeout(timer);
    clearInterval(interrupt);
    child.kill('SIGKILL');
  }
}
