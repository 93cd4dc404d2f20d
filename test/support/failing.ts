import { reportUncaught } from '../../src/main/api/report';

/** A program that fails in the way its argument names, with a message that a terminal must not get as it is. */
reportUncaught();
const error = new Error('case\u001b[2J\u202e\nforged line');
const [how] = process.argv.slice(2);
if (how === 'module') throw error;
if (how === 'rejection') void Promise.reject(error);
if (how === 'timer') setTimeout(() => fail(), 1);
setTimeout(() => undefined, 60_000);

function fail(): never {
  throw error;
}
