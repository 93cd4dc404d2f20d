import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FaultyDisk } from '../../../test/support/faulty-disk';
import { temporaryFolders } from '../../../test/support/temporary-folder';
import { RECENT_NAME, RecentCases } from './recent-cases';

const folder = temporaryFolders();

function caseAt(root: string, name: string) {
  const path = join(root, name);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'case.json'), '{}');
  return { id: `id-${name}`, name, path, created: '2024-01-01T00:00:00.000Z' };
}

describe('the recent cases', { timeout: 30_000 }, () => {
  it('lists the newest first, keeps what is known, and sees a folder that is gone', async () => {
    const root = folder();
    let clock = 0;
    const recent = new RecentCases({ folder: join(root, 'profile'), now: () => new Date((clock += 1000)) });
    expect(await recent.list()).toEqual([]);
    const [a, b] = [caseAt(root, 'a'), caseAt(root, 'b')];
    await recent.remember({ ...a, events: 12, evidenceBytes: 34 });
    await recent.remember(b);
    await recent.remember({ ...a, path: join(root, 'moved') });
    expect(await recent.list()).toEqual([
      {
        ...a,
        path: join(root, 'moved'),
        lastOpened: new Date(3000).toISOString(),
        events: 12,
        evidenceBytes: 34,
        present: false,
      },
      { ...b, lastOpened: new Date(2000).toISOString(), events: null, evidenceBytes: null, present: true },
    ]);
    rmSync(b.path, { recursive: true });
    expect((await recent.list()).map(({ present }) => present)).toEqual([false, false]);
    await recent.forget(a.id);
    await recent.forget('unknown');
    expect((await recent.list()).map(({ id }) => id)).toEqual([b.id]);
    expect(statSync(join(root, 'profile')).mode & 0o777).toBe(0o700);
    expect(readdirSync(join(root, 'profile'))).toEqual([RECENT_NAME]);
  });

  it('loses none of many changes at the same time', async () => {
    const root = folder();
    const recent = new RecentCases({ folder: root });
    await Promise.all(Array.from({ length: 20 }, (_, i) => recent.remember(caseAt(root, String(i)))));
    expect((await recent.list()).map(({ id }) => id)).toEqual(
      Array.from({ length: 20 }, (_, i) => `id-${String(19 - i)}`),
    );
  });

  it('sets a damaged list aside and begins a new one', async () => {
    for (const text of [
      '',
      'nonsense',
      '{"version":1,"cases":[{"id":1}]}',
      '{"version":9,"cases":[]}',
      '\u0000\u0000',
    ]) {
      const root = folder();
      writeFileSync(join(root, RECENT_NAME), text);
      const recent = new RecentCases({ folder: root });
      expect(await recent.list()).toEqual([]);
      const aside = readdirSync(root).find((name) => name.startsWith(`${RECENT_NAME}.damaged-`));
      expect(readFileSync(join(root, aside ?? ''), 'utf8')).toBe(text);
      await recent.remember(caseAt(root, 'a'));
      expect(await recent.list()).toHaveLength(1);
    }
  });

  it('keeps the old list where the new one cannot be written', async () => {
    const root = folder();
    const disk = new FaultyDisk();
    const recent = new RecentCases({ folder: root, disk });
    await recent.remember(caseAt(root, 'a'));
    disk.room = 5;
    await expect(recent.remember(caseAt(root, 'b'))).rejects.toThrow();
    disk.room = Infinity;
    expect((await recent.list()).map(({ name }) => name)).toEqual(['a']);
    await recent.remember(caseAt(root, 'c'));
    expect((await recent.list()).map(({ name }) => name)).toEqual(['c', 'a']);
  });
});
