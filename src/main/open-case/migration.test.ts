import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FaultyDisk } from '../../../test/support/faulty-disk';
import { temporaryFolders } from '../../../test/support/temporary-folder';
import type { Migration } from '../cases/migration';
import { OpenCase } from './open-case';

const folder = temporaryFolders();
const options = { tool: 'Trailbench 0.0', user: 'ann' };

/** From a made-up schema 0, whose settings stood in a file of another name and shape. */
function migration(run?: Migration['run']): Migration {
  return {
    from: 0,
    what: 'settings as an object',
    changes: ['settings.json'],
    run:
      run ??
      ((path) => {
        const file = join(path, 'settings.json');
        writeFileSync(file, JSON.stringify({ theme: readFileSync(file, 'utf8') }));
        return Promise.resolve();
      }),
  };
}

async function oldCase(): Promise<string> {
  const made = await OpenCase.create({ parent: folder(), name: 'old' }, options);
  await made.close();
  const path = join(made.path, 'case.json');
  writeFileSync(path, readFileSync(path, 'utf8').replace('"schema": 1', '"schema": 0, "extra": "kept"'));
  writeFileSync(join(made.path, 'settings.json'), 'dark');
  return made.path;
}

function read(path: string, name: string): string {
  return readFileSync(join(path, name), 'utf8');
}

describe('a case of an older schema', { timeout: 30_000 }, () => {
  it('is backed up, brought up step by step, and opened; the ledger says so', async () => {
    const path = await oldCase();
    const before = read(path, 'case.json');
    const opened = await OpenCase.open(path, { ...options, migrations: [migration()] });
    expect(opened.readOnly).toBe(false);
    expect(opened.ledger.entries.map(({ action }) => action).slice(-2)).toEqual(['case-migrated', 'case-opened']);
    await opened.close();
    expect(JSON.parse(read(path, 'case.json'))).toMatchObject({ schema: 1, extra: 'kept' });
    expect(read(path, 'settings.json')).toBe('{"theme":"dark"}');
    expect(read(path, 'backups/schema-0/case.json')).toBe(before);
    expect(read(path, 'backups/schema-0/settings.json')).toBe('dark');
    const again = await OpenCase.open(path, { ...options, migrations: [migration()] });
    expect(read(path, 'settings.json')).toBe('{"theme":"dark"}');
    await again.close();
  });

  it('is as it was where a step fails', async () => {
    const path = await oldCase();
    const before = read(path, 'case.json');
    const failing = migration((where) => {
      writeFileSync(join(where, 'settings.json'), 'half');
      return Promise.reject(new Error('it broke'));
    });
    await expect(OpenCase.open(path, { ...options, migrations: [failing] })).rejects.toMatchObject({
      code: 'case-damaged',
      message: expect.stringContaining('it broke'),
    });
    expect(read(path, 'case.json')).toBe(before);
    expect(read(path, 'settings.json')).toBe('dark');
    expect(existsSync(join(path, 'case.lock'))).toBe(false);
    const opened = await OpenCase.open(path, { ...options, migrations: [migration()] });
    expect(read(path, 'settings.json')).toBe('{"theme":"dark"}');
    await opened.close();
  });

  it('starts again from the backup where an earlier attempt was cut off', async () => {
    const path = await oldCase();
    const cut = await OpenCase.open(path, { ...options, migrations: [migration()] });
    await cut.close();
    // As a crash leaves it: the step has run, case.json has not been written yet.
    writeFileSync(join(path, 'case.json'), read(path, 'backups/schema-0/case.json'));
    const opened = await OpenCase.open(path, { ...options, migrations: [migration()] });
    await opened.close();
    expect(read(path, 'settings.json')).toBe('{"theme":"dark"}');
  });

  it('is refused where no step leads to this version, or where it cannot be written', async () => {
    const path = await oldCase();
    await expect(OpenCase.open(path, options)).rejects.toMatchObject({ code: 'case-damaged' });
    const disk = new FaultyDisk();
    disk.refuses = 'EROFS';
    const readOnly = OpenCase.open(path, { ...options, disk, migrations: [migration()] });
    await expect(readOnly).rejects.toMatchObject({ code: 'case-read-only' });
    const script = OpenCase.open(path, { ...options, readOnly: true, migrations: [migration()] });
    await expect(script).rejects.toThrow(/earlier version/);
    expect(read(path, 'settings.json')).toBe('dark');
  });
});
