import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@playwright/test';
import { writeCorpus } from '../../build/sample/corpus.mjs';
import { Desk } from './support/desk';
import { countLine, countWords, readEverything, untilStage } from './support/screen';
import { Place } from './support/workbench';

/** Kill points; a long run has more of them, on ten times the events. */
const KILLS = Number(process.env['TRAILBENCH_KILLS'] ?? 3);
const EVENTS = Number(process.env['TRAILBENCH_KILL_EVENTS'] ?? (KILLS > 10 ? 200_000 : 20_000));
const SEED = Number(process.env['TRAILBENCH_KILL_SEED'] ?? 20_260_312);
const DUPLICATES = 0.1;
const CASE = 'trail';
const MADE_MS = 60_000;

const source = new Place();
test.afterAll(() => source.remove());

/** The same numbers from 0 to 1 for the same seed. */
function* seeded(seed: number): Generator<number> {
  for (let state = seed >>> 0; ;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

async function untilExists(file: string): Promise<void> {
  for (const until = Date.now() + MADE_MS; !existsSync(file); await sleep(10)) {
    if (Date.now() > until) throw new Error(`${file} was not made.`);
  }
}

/** What the case's ledger says of its one import. */
function isFinished(folder: string): boolean {
  return readFileSync(`${folder}/ledger.jsonl`, 'utf8').includes('"action":"acquire-finished"');
}

test(`an import of ${String(EVENTS)} events comes to the same index after ${String(KILLS)} kills of main`, async () => {
  test.setTimeout(120_000 + KILLS * (EVENTS > 50_000 ? 180_000 : 60_000));
  const trail = source.at(CASE);
  await writeCorpus({ folder: trail, events: EVENTS, shape: 'tiny', seed: 13, duplicates: DUPLICATES });

  const undisturbed = new Desk();
  let expected: Readonly<Record<string, unknown>>;
  let milliseconds: number;
  try {
    const page = await undisturbed.start({ paths: [trail] });
    const began = Date.now();
    await untilStage(page, 'ready');
    milliseconds = Date.now() - began;
    await expect(countLine(page)).toHaveText(countWords(EVENTS, EVENTS, EVENTS * DUPLICATES));
    expected = await readEverything(page);
  } finally {
    await undisturbed.clear();
  }

  const random = seeded(SEED);
  for (let kill = 0; kill < KILLS; kill += 1) {
    const desk = new Desk();
    try {
      const folder = desk.place.at('cases', CASE);
      await desk.start({ paths: [trail] });
      await untilExists(`${folder}/case.json`);
      const wait = random.next().value * milliseconds;
      await sleep(wait);
      await desk.endWith(async (bench) => {
        expect(await bench.kill(), 'processes of the browser that outlive main').toEqual([]);
      });
      // The import goes on where it was, from the case folder alone, once the analyst says so.
      const page = await desk.start({ paths: [folder] });
      await untilStage(page, 'ready');
      if (!isFinished(folder)) {
        await page.getByRole('button', { name: 'Go on' }).click();
        await expect.poll(() => isFinished(folder), { timeout: 60_000 }).toBe(true);
        await untilStage(page, 'ready');
      }
      await expect(countLine(page)).toHaveText(countWords(EVENTS, EVENTS, EVENTS * DUPLICATES));
      expect(await readEverything(page), `killed after ${wait.toFixed(0)} ms`).toEqual(expected);
      await expect(page.getByText(/Ledger: /)).toHaveCount(0);
    } finally {
      await desk.clear();
    }
  }
});
