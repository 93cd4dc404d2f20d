import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FaultyDisk } from '../../../test/support/faulty-disk';
import { temporaryFolders } from '../../../test/support/temporary-folder';
import type { CaseFile } from './case-file';
import { CaseKey, newCaseKey } from './case-key';
import { RecentCases, unlisted, type Recognised, type SeenCase } from './recent-cases';
import { RECENT_NAME } from './recent-file';

const folder = temporaryFolders();
const CREATED = '2024-01-01T00:00:00.000Z';

/** Makes a folder with a case.json, as far as the list looks at it. */
function caseAt(path: string, more: { readonly id?: string; readonly key?: string | undefined } = {}): SeenCase {
  const { id = randomUUID() } = more;
  const key = 'key' in more ? more.key : newCaseKey();
  const file = { id, name: path.split('/').at(-1) ?? '', created: CREATED, schema: 1, tool: 'Trailbench 0.0' };
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'case.json'), JSON.stringify({ ...file, ...(key === undefined ? {} : { key }) }));
  return seenAt(path);
}

/** The case in a folder as it is when it is opened. */
function seenAt(path: string): SeenCase {
  const file = JSON.parse(readFileSync(join(path, 'case.json'), 'utf8')) as CaseFile;
  const { id, name, created } = file;
  return { id, name, path, created, key: new CaseKey(file) };
}

async function open(recent: RecentCases, path: string): Promise<Recognised> {
  const recognised = await recent.recognise(seenAt(path));
  await recent.remember(recognised.entry);
  return recognised;
}

async function openNew(recent: RecentCases, path: string): Promise<Recognised> {
  caseAt(path);
  return open(recent, path);
}

describe('the recent cases', { timeout: 30_000 }, () => {
  it('lists the newest first, keeps what is known, and sees a folder that is gone', async () => {
    const root = folder();
    let clock = 0;
    const recent = new RecentCases({ folder: join(root, 'profile'), now: () => new Date((clock += 1000)) });
    expect(await recent.list()).toEqual([]);
    const [a, b] = [join(root, 'a'), join(root, 'b')];
    const first = await openNew(recent, a);
    await recent.remember(first.entry, { events: 12, evidenceBytes: 34 });
    await openNew(recent, b);
    await open(recent, a);
    const [{ id: idOfA }, { id: idOfB }] = [seenAt(a), seenAt(b)];
    const shown = { created: CREATED, present: true };
    expect(await recent.list()).toEqual([
      {
        ...shown,
        id: idOfA,
        name: 'a',
        path: a,
        lastOpened: new Date(4000).toISOString(),
        events: 12,
        evidenceBytes: 34,
      },
      {
        ...shown,
        id: idOfB,
        name: 'b',
        path: b,
        lastOpened: new Date(3000).toISOString(),
        events: null,
        evidenceBytes: null,
      },
    ]);
    rmSync(b, { recursive: true });
    expect((await recent.list()).map(({ present }) => present)).toEqual([true, false]);
    await recent.forget({ id: idOfA, path: a });
    await recent.forget({ id: idOfB, path: a });
    expect((await recent.list()).map(({ id }) => id)).toEqual([idOfB]);
    expect(statSync(join(root, 'profile')).mode & 0o777).toBe(0o700);
    expect(readdirSync(join(root, 'profile'))).toEqual([RECENT_NAME]);
  });

  it('lists fifty cases, and knows the index of more', async () => {
    const root = folder();
    const recent = new RecentCases({ folder: root });
    const first = await openNew(recent, join(root, 'first'));
    for (let i = 0; i < 60; i += 1) await openNew(recent, join(root, String(i)));
    expect(await recent.list()).toHaveLength(50);
    expect((await open(recent, join(root, 'first'))).entry.index).toBe(first.entry.index);
  });

  it('loses none of many changes at the same time', async () => {
    const root = folder();
    const recent = new RecentCases({ folder: root });
    const entries = Array.from({ length: 20 }, (_, i) => unlisted(caseAt(join(root, String(i)))).entry);
    await Promise.all(entries.map((entry) => recent.remember(entry)));
    expect((await recent.list()).map(({ name }) => name)).toEqual(Array.from({ length: 20 }, (_, i) => String(19 - i)));
  });

  it('sets a damaged list aside and begins a new one', async () => {
    for (const text of [
      '',
      'nonsense',
      '{"version":1,"cases":[{"id":1}]}',
      '{"version":2,"cases":[{"id":"1"}]}',
      '{"version":9,"cases":[]}',
      '\u0000\u0000',
    ]) {
      const root = folder();
      mkdirSync(root, { recursive: true });
      writeFileSync(join(root, RECENT_NAME), text);
      const recent = new RecentCases({ folder: root });
      expect(await recent.list()).toEqual([]);
      const aside = readdirSync(root).find((name) => name.startsWith(`${RECENT_NAME}.damaged-`));
      expect(readFileSync(join(root, aside ?? ''), 'utf8')).toBe(text);
      await openNew(recent, join(root, 'a'));
      expect(await recent.list()).toHaveLength(1);
    }
  });

  it('keeps the old list where the new one cannot be written', async () => {
    const root = folder();
    const disk = new FaultyDisk();
    const recent = new RecentCases({ folder: root, disk });
    await openNew(recent, join(root, 'a'));
    disk.room = 5;
    await expect(openNew(recent, join(root, 'b'))).rejects.toThrow();
    disk.room = Infinity;
    expect((await recent.list()).map(({ name }) => name)).toEqual(['a']);
    await openNew(recent, join(root, 'c'));
    expect((await recent.list()).map(({ name }) => name)).toEqual(['c', 'a']);
  });

  it('reads the list of the version before, whose entries stay with their folders', async () => {
    const root = folder();
    const recent = new RecentCases({ folder: root });
    const [a, b] = [caseAt(join(root, 'a'), { key: undefined }), caseAt(join(root, 'b'), { key: undefined })];
    const cases = [a, b].map(({ id, name, path, created }) => {
      return { id, name, path, created, lastOpened: CREATED, events: 7, evidenceBytes: 8 };
    });
    writeFileSync(join(root, RECENT_NAME), JSON.stringify({ version: 1, cases }));
    expect(await recent.list()).toEqual(cases.map((one) => ({ ...one, present: true })));
    renameSync(a.path, join(root, 'moved'));
    const moved = await open(recent, join(root, 'moved'));
    expect(moved).toMatchObject({ twin: null, entry: { events: 7 } });
    expect((await open(recent, join(root, 'moved'))).entry.index).toBe(moved.entry.index);
    expect((await recent.list()).map(({ path }) => path)).toEqual([join(root, 'moved'), b.path]);
    expect(moved.entry.index).not.toBe((await open(recent, b.path)).entry.index);
  });
});

describe('a case folder that is opened', { timeout: 30_000 }, () => {
  it('has an index of its own, the same each time, whatever path leads there', async () => {
    const root = folder();
    const recent = new RecentCases({ folder: root });
    const { entry, twin } = await openNew(recent, join(root, 'a'));
    expect(entry.index).toMatch(/^[0-9a-f]{32}$/);
    expect(twin).toBeNull();
    symlinkSync(root, join(root, 'link'));
    expect(await open(recent, join(root, 'link', 'a'))).toMatchObject({ entry: { index: entry.index }, twin: null });
    expect((await openNew(recent, join(root, 'b'))).entry.index).not.toBe(entry.index);
    expect(await recent.list()).toHaveLength(2);
  });

  it('keeps its index where it was moved', async () => {
    const root = folder();
    const recent = new RecentCases({ folder: root });
    const { entry } = await openNew(recent, join(root, 'a'));
    renameSync(join(root, 'a'), join(root, 'b'));
    expect(await open(recent, join(root, 'b'))).toMatchObject({ entry: { index: entry.index }, twin: null });
    // Another case came to where it was.
    renameSync(join(root, 'b'), join(root, 'c'));
    caseAt(join(root, 'b'));
    expect(await open(recent, join(root, 'c'))).toMatchObject({ entry: { index: entry.index }, twin: null });
    expect((await recent.list()).map(({ path }) => path)).toEqual([join(root, 'c')]);
  });

  it('is a copy where its original is still there: it has an index of its own, and says whose copy it is', async () => {
    const root = folder();
    const recent = new RecentCases({ folder: root });
    const [original, copy] = [join(root, 'original'), join(root, 'copy')];
    const { entry } = await openNew(recent, original);
    cpSync(original, copy, { recursive: true });
    for (let times = 0; times < 2; times += 1) {
      const copied = await open(recent, copy);
      expect(copied.twin).toEqual({ path: original, same: true });
      expect(copied.entry.index).not.toBe(entry.index);
      // The original is none, however late it was opened.
      expect(await open(recent, original)).toMatchObject({ entry: { index: entry.index }, twin: null });
    }
    expect((await recent.list()).map(({ path }) => path)).toEqual([original, copy]);
    await recent.forget({ id: entry.id, path: original });
    expect((await recent.list()).map(({ path }) => path)).toEqual([copy]);
    rmSync(original, { recursive: true });
    expect((await open(recent, copy)).twin).toBeNull();
  });

  it('is told from another case of the same id, from either side', async () => {
    const root = folder();
    const recent = new RecentCases({ folder: root });
    const [one, other] = [join(root, 'one'), join(root, 'other')];
    const { entry } = await openNew(recent, one);
    for (const key of [newCaseKey(), undefined]) {
      caseAt(other, { id: entry.id, key });
      const opened = await open(recent, other);
      expect(opened.twin).toEqual({ path: one, same: false });
      expect(opened.entry.index).not.toBe(entry.index);
      expect(await open(recent, one)).toMatchObject({
        entry: { index: entry.index },
        twin: { path: other, same: false },
      });
    }
  });

  it('does not take the index of another case that was in its place', async () => {
    const root = folder();
    const recent = new RecentCases({ folder: root });
    const { entry } = await openNew(recent, join(root, 'a'));
    caseAt(join(root, 'a'), { id: entry.id });
    const opened = await open(recent, join(root, 'a'));
    expect(opened.entry.index).not.toBe(entry.index);
    expect(opened.twin).toBeNull();
    expect(await recent.list()).toHaveLength(1);
  });

  it('leaves the index to a case whose folder is there and cannot be read', async () => {
    const root = folder();
    const recent = new RecentCases({ folder: root });
    const [original, copy] = [join(root, 'original'), join(root, 'copy')];
    const { entry } = await openNew(recent, original);
    cpSync(original, copy, { recursive: true });
    writeFileSync(join(original, 'case.json'), '{');
    const copied = await open(recent, copy);
    expect(copied.twin).toEqual({ path: original, same: true });
    expect(copied.entry.index).not.toBe(entry.index);
  });
});
