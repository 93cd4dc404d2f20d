import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TrailbenchError } from '../../src/contract/errors';
import { caseStatus } from '../../src/contract/schemas';
import { OpenCase } from '../../src/main/open-case/open-case';
import { nodeDisk } from '../../src/main/files/disk';
import type { Disk } from '../../src/main/files/disk';
import { CaseCheck } from '../../src/main/integrity/case-check';
import { custodyPage } from '../../src/main/integrity/custody';
import { verifyCase } from '../../src/main/integrity/verify-case';
import { mutations } from './mutations';
import type { Mutation } from './mutations';
import { CANARY, holdsCanary, Outside } from './outside';
import { makeSoundCase } from './sound-case';

const RUNS = 2_000;
const tool = 'Trailbench test';
const base = mkdtempSync(join(tmpdir(), 'trailbench-mutated-'));
let sound = '';

beforeAll(async () => {
  sound = await makeSoundCase(base);
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

/** The real disk, but for waiting until it has everything: no power cut is tried here. */
const unsynced: Disk = {
  ...nodeDisk,
  syncFolder: () => Promise.resolve(),
  async openForWriting(path, how, mode) {
    const file = await nodeDisk.openForWriting(path, how, mode);
    return {
      write: (bytes, position) => file.write(bytes, position),
      sync: () => Promise.resolve(),
      truncate: (size) => file.truncate(size),
      chmod: (to) => file.chmod(to),
      close: () => file.close(),
    };
  },
};

/** Index and twin are the profile's word, not the case's. */
const shown = v.omit(caseStatus, ['index', 'twin']);

/** Whatever the program says of a case, in one text. */
async function exercise(folder: string, readOnly: boolean): Promise<string> {
  const opened = await OpenCase.open(folder, { tool, user: 'eve', readOnly, disk: unsynced });
  const said: unknown[] = [];
  try {
    // What does not fit the contract is not shown by the window.
    said.push(v.parse(shown, opened.status()), custodyPage(opened.ledger, 0, 100), opened.journal.all('note'));
    for (let row = 0; row < opened.manifest.count; row += 1) said.push(await readSource(opened, row));
    if (readOnly) said.push((await verifyCase(opened, new CaseCheck(opened), {})).verified);
    else if (!opened.readOnly) await opened.journal.set('note', 'another', 'text');
  } finally {
    await opened.close();
  }
  return JSON.stringify(said);
}

async function readSource(opened: OpenCase, row: number): Promise<string> {
  const { no, inflatedSize } = opened.manifest.entryAt(row);
  try {
    const bytes = await opened.evidence.readRange(no, 0, Math.min(64, inflatedSize));
    return Buffer.from(bytes).toString('latin1');
  } catch (cause) {
    return told(cause);
  }
}

/** The message of a failure that is told in words; any other is a fault of the program. */
function told(cause: unknown): string {
  if (!(cause instanceof TrailbenchError)) throw cause;
  expect(cause.code, cause.stack).not.toBe('internal');
  return cause.message;
}

describe('a sound case, changed at random', () => {
  it('is read, refused or told of; nothing outside is touched', { timeout: 1_200_000 }, async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(mutations, async (changes: readonly Mutation[]) => {
        const scene = join(base, String((run += 1)));
        mkdirSync(join(scene, 'outside'), { recursive: true });
        const folder = join(scene, 'case');
        cpSync(sound, folder, { recursive: true });
        const outside = new Outside(join(scene, 'outside'));
        for (const { apply } of changes) apply(folder, outside);
        const before = outside.snapshot();
        const words = changes.map((one) => one.words).join('; ');
        for (const readOnly of [true, false]) {
          const said = await exercise(folder, readOnly).catch(told);
          expect(said, words).not.toContain(CANARY.slice(0, 16));
          expect(outside.snapshot(), words).toEqual(before);
        }
        expect(holdsCanary(folder), words).toBe(false);
        rmSync(scene, { recursive: true, force: true });
      }),
      { numRuns: RUNS },
    );
  });
});
