import type { SayWish } from '../../src/contract/annotations';
import { OpenCase } from '../../src/main/open-case/open-case';
import { SaidJournal } from '../../src/main/annotations/said-journal';

/**
 * Annotates events of a case as fast as it can until it is killed; prints the id of each action once it was
 * acknowledged. Action `SEED-N` has as many events as `eventsOf` says, so that some are cut off within their lines.
 */
const [path = '', seed = '0'] = process.argv.slice(2);

/** Mostly few events; each seventh has several lines. */
function eventsOf(no: number): number {
  return no % 7 === 6 ? 90_000 : 1 + (no % 5);
}

const opened = await OpenCase.open(path, { tool: 'Trailbench test', user: 'writer' });
const said = new SaidJournal(opened.journal, () => Promise.resolve('Ann'));
process.stdout.write('started\n');
for (let no = 0; ; no++) {
  const id = `${seed}-${String(no)}`;
  const action: SayWish['action'] = { op: 'mark', change: { tag: id, put: true } };
  await said.say({ id, action }, new Uint8Array(eventsOf(no) * 16).fill(no % 256));
  process.stdout.write(`${id}\n`);
}
