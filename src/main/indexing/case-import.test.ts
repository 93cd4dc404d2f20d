import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { zipOf } from '../../../test/support/archives';
import { sourceOf } from '../../../test/support/evidence';
import { recordsFile } from '../../../test/support/log-files';
import { temporaryFolders } from '../../../test/support/temporary-folder';
import { OpenCase } from '../open-case/open-case';
import { CaseImport } from './case-import';
import type { IndexRun } from './index-run';
import type { NewSourceTask, SourceTask } from './source-task';

const folder = temporaryFolders();
/** A run that takes everything and reads nothing. */
const run = {
  expect: () => () => undefined,
  add: () => undefined,
  halt: () => Promise.resolve(),
  fail: () => undefined,
} as unknown as IndexRun;

describe('an import into a case', () => {
  it('is cut off, and not complete, where it is stopped before an archive was wholly given out', async () => {
    const root = folder();
    const archive = join(root, 'logs.zip');
    const bytes = await zipOf({ 'a.json': recordsFile(0, 2), 'b.json': recordsFile(2, 2) });
    writeFileSync(archive, bytes);
    const openCase = await OpenCase.create({ parent: root, name: 'case' }, { tool: 'Trailbench test' });
    const nothing = (): void => undefined;
    const acquisition = await openCase.startAcquisition([archive]);
    const added = new CaseImport([archive], acquisition, {
      openCase,
      onChange: nothing,
      onMember: nothing,
      onExpanded: nothing,
    });
    let tasks: Iterator<SourceTask> | undefined;
    await added.launch((found) => (tasks = found));
    const task = tasks?.next().value as NewSourceTask;
    const kind = { kind: 'archive', format: null, records: 0 } as const;
    const { source } = await openCase.evidence.add(bytes, sourceOf(task.no, archive, bytes, kind));
    added.settle(task.no, 'added');
    added.expand(run, task, source);
    expect(added.complete).toBe(false);
    await added.stop();
    // Its members are not in the case: a ledger that called it finished would lose them for good.
    expect(added.complete).toBe(false);
    expect(openCase.status().unfinished).toMatchObject([{ no: 1 }]);
    await openCase.close();
  });
});
