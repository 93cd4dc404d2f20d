import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { rawZip } from '../../../test/support/archives';
import { recordsFile } from '../../../test/support/log-files';
import type { ReadyMember } from '../archives/expand';
import { ARCHIVE_LIMITS } from '../archives/limits';
import type { ArchiveFault } from '../archives/member';
import { ArchiveExpansions, memberTask, type ArchiveSource } from './archive-expansions';
import { IndexRun } from './index-run';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trailbench-expansions-'));
  return () => rmSync(folder, { recursive: true, force: true });
});

/** A run that is halted: what it is given stays with it. */
async function haltedRun(): Promise<IndexRun> {
  const start = (): never => {
    throw new Error('A worker was started.');
  };
  const keeper = {
    take: () => Promise.resolve('kept' as const),
    again: () => undefined,
    afresh: <T>(task: T): T => task,
    discard: () => Promise.resolve(),
  };
  const run = new IndexRun({ pool: { start }, keeper, onChange: () => undefined, onProblem: () => undefined });
  run.expect();
  await run.halt();
  return run;
}

interface Given {
  readonly expansions: ArchiveExpansions;
  readonly members: ReadyMember[];
  readonly faults: ArchiveFault[];
  /** How often an archive's members were all given out. */
  readonly expanded: () => number;
}

function expansionsOf(depth = ARCHIVE_LIMITS.depth): Given {
  const members: ReadyMember[] = [];
  const faults: ArchiveFault[] = [];
  let spools = 0;
  let expanded = 0;
  const expansions = new ArchiveExpansions({
    limits: { ...ARCHIVE_LIMITS, depth },
    keepSpools: false,
    spoolPath: () => join(folder, `spool-${(spools += 1)}`),
    task: (archive, member) => {
      members.push(member);
      return memberTask({ kind: 'new', no: 100 + members.length, known: [] }, archive, member);
    },
    fault: (_, fault) => {
      faults.push(fault);
      return Promise.resolve();
    },
    onExpanded: () => (expanded += 1),
  });
  return { expansions, members, faults, expanded: () => expanded };
}

/** A zip with a packed member, so that its bytes are inflated into a temporary file. */
function archiveOf(no: number): ArchiveSource {
  const bytes = rawZip([{ name: 'a.json', body: recordsFile(no, 3) }]);
  const path = join(folder, `${no}.zip`);
  writeFileSync(path, bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const range = { path, offset: 0, length: bytes.length };
  return { no, uri: path, member: undefined, range, size: bytes.length, sha256, gzip: false };
}

describe('archives being expanded', () => {
  it('has nobody read the members any more before it removes their bytes', async () => {
    const run = await haltedRun();
    const { expansions, members, expanded } = expansionsOf();
    expansions.expand(run, archiveOf(1));
    await vi.waitUntil(() => expanded() === 1);
    const spool = members[0]?.range.path ?? '';
    const halt = vi.spyOn(run, 'halt').mockImplementation(async () => {
      // A worker may read until the promise resolves.
      await new Promise((resolve) => setImmediate(resolve));
      expect(existsSync(spool)).toBe(true);
    });
    await expansions.stop();
    expect(halt).toHaveBeenCalledOnce();
    expect(existsSync(spool)).toBe(false);
  });

  it('counts how deep an archive lies, although the case had it under another number', async () => {
    const run = await haltedRun();
    const { expansions, members, faults, expanded } = expansionsOf(1);
    expansions.expand(run, archiveOf(1));
    await vi.waitUntil(() => expanded() === 1);
    // The first member's task has the number 101; the case has the same bytes as source 2.
    expansions.expand(run, archiveOf(2), 101);
    await vi.waitUntil(() => expanded() === 2);
    expect(members).toHaveLength(1);
    expect(faults).toMatchObject([{ reason: 'unsupported' }]);
    await expansions.stop();
  });
});
