import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { OpenCase } from '../open-case/open-case';
import { ArchiveExpansions } from './archive-expansions';
import { CaseImports } from './case-imports';
import type { Import } from './import';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trailbench-imports-'));
  return () => rmSync(folder, { recursive: true, force: true });
});

/** An import that has given sources to a run, and will find more. */
function underWay(): Import {
  const archives = new ArchiveExpansions({
    keepSpools: false,
    spoolPath: () => join(folder, 'spool'),
    task: () => {
      throw new Error('There is no archive.');
    },
    fault: () => Promise.resolve(),
    onExpanded: () => undefined,
  });
  return {
    paths: [],
    found: { files: 3, bytes: 300 },
    unreadable: 0,
    launched: true,
    listed: false,
    complete: false,
    archives,
    launch: vi.fn<Import['launch']>(),
    settle: () => false,
    expand: () => undefined,
    restart: vi.fn<Import['restart']>(() => Promise.resolve()),
    finish: () => Promise.resolve(),
    cancel: vi.fn<Import['cancel']>(() => Promise.resolve()),
    begin: () => Promise.resolve(),
    stop: () => Promise.resolve(),
  };
}

describe('imports of a case', () => {
  it('gives nothing out a second time where one is cancelled that has given out some', async () => {
    const openCase = await OpenCase.create({ parent: folder, name: 'case' }, { tool: 'Trailbench test' });
    try {
      const imports = new CaseImports({ openCase, onChange: () => undefined, onStatus: () => undefined });
      const added = underWay();
      imports.adopt(added);
      await imports.cancel();
      // The run still has what it was given, and reads on with it.
      expect(added.cancel).toHaveBeenCalledOnce();
      expect(added.restart).not.toHaveBeenCalled();
    } finally {
      await openCase.close();
    }
  });
});
