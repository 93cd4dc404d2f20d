import { open } from 'node:fs';
import { endInTime, stopSignal } from '../../src/main/process/end-in-time';

/**
 * A program that hangs: its pool's threads wait for a pipe that nobody writes to, and its orderly end never comes, or
 * ends in process.exit(), which waits for those threads. What it does is the first argument, the pipe the second.
 */
const [what = '', pipe = ''] = process.argv.slice(2);
const THREADS = 8;
for (let i = 0; i < THREADS; i += 1) open(pipe, 'r', () => undefined);

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const never = new Promise<never>(() => undefined);

if (what === 'close') {
  const stopped = stopSignal();
  say('ready');
  await stopped;
  say('closing');
  await never;
} else if (what === 'exit') {
  endInTime(() => undefined);
  say('ready');
  setTimeout(() => process.exit(3), 100);
} else if (what === 'force') {
  endInTime(
    () => say('closing'),
    () => say('forced'),
  );
  say('ready');
} else if (what === 'listened') {
  // A library that listens too, and does nothing.
  process.on('SIGTERM', () => say('heard'));
  endInTime(() => undefined);
  say('ready');
}
