import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { FaultyDisk } from '../../../test/support/faulty-disk';
import { temporaryFolders } from '../../../test/support/temporary-folder';
import { caseStatus } from '../../contract/schemas';
import { OpenCase } from './open-case';
import type { OpenOptions } from './open-case';

const folder = temporaryFolders();
const options = { tool: 'Trailbench 0.0', user: 'ann' };

async function create(more: Partial<OpenOptions> = {}, name = 'My case'): Promise<OpenCase> {
  return OpenCase.create({ parent: join(folder(), 'cases'), name }, { ...options, ...more });
}

async function addText(opened: OpenCase, uri: string, text: string, records = 0): Promise<number> {
  const bytes = Buffer.from(text);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const adding = opened.evidence.add(bytes, {
    no: opened.manifest.reserve(),
    uri,
    size: bytes.length,
    modified: null,
    sha256,
    compression: 'none',
    inflatedSize: bytes.length,
    inflatedSha256: sha256,
    kind: records > 0 ? 'cloudtrail' : 'text',
    format: records > 0 ? 'lines' : null,
    records,
    rejected: 0,
    rejects: [],
  });
  const [added] = await Promise.all([adding, opened.evidence.flush()]);
  return added.source.no;
}

function actions(path: string): unknown[] {
  const lines = readFileSync(join(path, 'ledger.jsonl'), 'utf8').trimEnd().split('\n');
  return lines.map((line) => (JSON.parse(line) as { action: unknown }).action);
}

/** Every file below a folder with its content, to see that nothing was touched. */
function snapshot(path: string): Record<string, string> {
  const files: Record<string, string> = {};
  for (const entry of readdirSync(path, { recursive: true, withFileTypes: true })) {
    if (entry.isFile())
      files[join(entry.parentPath, entry.name)] = readFileSync(join(entry.parentPath, entry.name), 'hex');
  }
  return files;
}

describe('a case', { timeout: 60_000 }, () => {
  it('is made, closed and opened again, with its whole story in the ledger', async () => {
    const made = await create();
    expect(made.path.endsWith(join('cases', 'My case'))).toBe(true);
    expect(readdirSync(made.path).sort()).toEqual([
      'case.json',
      'case.lock',
      'evidence',
      'exports',
      'journal.jsonl',
      'ledger.jsonl',
    ]);
    expect(JSON.parse(readFileSync(join(made.path, 'case.json'), 'utf8'))).toEqual({
      id: made.id,
      name: 'My case',
      created: made.created,
      schema: 1,
      tool: 'Trailbench 0.0',
      key: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
    const acquisition = await made.startAcquisition(['/logs']);
    expect(made.status().unfinished).toEqual([]);
    await addText(made, '/logs/a', 'a record\n', 1);
    await addText(made, '/logs/README', 'read me');
    await acquisition.finish({ sources: 2 });
    await made.close();
    await made.close();
    const opened = await OpenCase.open(join(made.path, 'case.json'), options);
    const status = opened.status();
    expect(v.parse(v.omit(caseStatus, ['index', 'twin']), status)).toEqual(status);
    expect(status).toMatchObject({
      id: made.id,
      name: 'My case',
      path: made.path,
      readOnly: false,
      readOnlyReason: null,
      sources: 2,
      otherSources: { text: 1 },
      evidenceBytes: 16,
      records: 1,
      quarantined: 0,
      problems: [],
      unfinished: [],
    });
    const last = readFileSync(join(made.path, 'ledger.jsonl'), 'utf8').trimEnd().split('\n').at(-1) ?? '';
    expect(status.head).toBe(createHash('sha256').update(last).digest('hex'));
    await opened.close();
    expect(actions(made.path)).toEqual([
      'case-created',
      'acquire-started',
      'acquire-finished',
      'case-closed',
      'case-opened',
      'case-closed',
    ]);
    expect(existsSync(join(made.path, 'case.lock'))).toBe(false);
  });

  it('lets one writer in; the next opens read-only and says why', async () => {
    const made = await create();
    const second = await OpenCase.open(made.path, options);
    expect(second.readOnly).toBe(true);
    expect(second.readOnlyReason).toContain('open already in this program by ann');
    await expect(second.startAcquisition(['/x'])).rejects.toMatchObject({ code: 'case-read-only' });
    await expect(second.journal.set('note', 'a', 'b')).rejects.toMatchObject({ code: 'case-read-only' });
    await second.close();
    await addText(made, '/still', 'writable');
    await made.close();
    const third = await OpenCase.open(made.path, options);
    expect(third.readOnly).toBe(false);
    await third.close();
  });

  it('opens read-only, without a change, where the media cannot be written or are full', async () => {
    const made = await create();
    const no = await addText(made, '/logs/a', 'evidence');
    await made.close();
    for (const set of [
      (disk: FaultyDisk) => (disk.refuses = 'EROFS'),
      (disk: FaultyDisk) => (disk.refuses = 'EACCES'),
      (disk: FaultyDisk) => (disk.room = 0),
      // Enough for the lock, not for the line in the ledger.
      (disk: FaultyDisk) => (disk.room = 400),
    ]) {
      const before = snapshot(made.path);
      const disk = new FaultyDisk();
      set(disk);
      const opened = await OpenCase.open(made.path, { ...options, disk });
      expect(opened.readOnly).toBe(true);
      expect(opened.readOnlyReason).toMatch(/read-only|full/);
      expect(opened.problems).toEqual([]);
      expect(Buffer.from(await opened.evidence.readRange(no, 0, 8)).toString()).toBe('evidence');
      await opened.close();
      expect(snapshot(made.path)).toEqual(before);
    }
  });

  it('opens for scripts without taking the lock or writing anything', async () => {
    const made = await create();
    const before = snapshot(made.path);
    const reader = await OpenCase.open(made.path, { ...options, readOnly: true });
    expect(reader.readOnly).toBe(true);
    await reader.close();
    expect(snapshot(made.path)).toEqual(before);
    await made.close();
  });

  it('opens on another computer after it was moved there', async () => {
    const made = await create();
    const no = await addText(made, '/a', 'moved');
    await made.close();
    const moved = join(folder(), 'elsewhere');
    renameSync(made.path, moved);
    const opened = await OpenCase.open(moved, { ...options, host: 'other' });
    expect(opened.id).toBe(made.id);
    expect(opened.path).toBe(moved);
    expect(opened.problems).toEqual([]);
    expect(Buffer.from(await opened.evidence.readRange(no, 0, 5)).toString()).toBe('moved');
    await opened.close();
  });

  it('knows an import that was cut off, and can go on with it', async () => {
    const made = await create();
    const first = await made.startAcquisition(['/one', '/two']);
    const second = await made.startAcquisition(['/two', '/three']);
    expect([first.id, second.id]).toEqual([1, 2]);
    await second.cancel({ reason: 'by hand' });
    first.suspend();
    const cut = { no: 1, paths: ['/one', '/two'], since: first.since, by: 'ann', host: hostname(), begunHere: true };
    expect(made.status().unfinished).toEqual([cut]);
    await made.close();
    const opened = await OpenCase.open(made.path, options);
    // Without a word of it in the profile it was not begun here, whatever the case says.
    expect(opened.status().unfinished).toEqual([{ ...cut, begunHere: false }]);
    const [left] = opened.unfinished();
    expect(left).toMatchObject({ id: 1, what: 'local', paths: ['/one', '/two'], since: first.since });
    const resumed = await opened.resumeAcquisition(left ?? first);
    expect(opened.status().unfinished).toEqual([]);
    await resumed.finish({});
    expect(opened.unfinished()).toEqual([]);
    const third = await opened.startAcquisition(['/x']);
    expect(third.id).toBe(3);
    await opened.close();
    const again = await OpenCase.open(made.path, options);
    expect(again.unfinished().map(({ id }) => id)).toEqual([3]);
    await again.close();
  });

  it('refuses what is no case, with the remedy', async () => {
    const base = folder();
    await expect(OpenCase.open(join(base, 'none'), options)).rejects.toMatchObject({ code: 'case-not-found' });
    await expect(OpenCase.open(base, options)).rejects.toMatchObject({ code: 'case-not-a-case' });
    writeFileSync(join(base, 'file'), 'x');
    await expect(OpenCase.open(join(base, 'file'), options)).rejects.toMatchObject({ code: 'case-not-a-case' });
    expect(readdirSync(base)).toEqual(['file']);
    for (const text of ['', '[]', '{"id":"../../x","name":"n","created":"c","schema":1,"tool":"t"}']) {
      writeFileSync(join(base, 'case.json'), text);
      await expect(OpenCase.open(base, options)).rejects.toMatchObject({ code: 'case-damaged' });
    }
  });

  it('refuses a case of a newer version and leaves it alone', async () => {
    const made = await create();
    await made.close();
    const path = join(made.path, 'case.json');
    writeFileSync(path, '{"schema":2,"entirely":"different"}');
    const before = snapshot(made.path);
    await expect(OpenCase.open(made.path, options)).rejects.toMatchObject({ code: 'case-too-new' });
    await expect(OpenCase.open(made.path, options)).rejects.toThrow(/newer version.*Install/);
    expect(snapshot(made.path)).toEqual(before);
  });

  it('says what is wrong with damaged files, opens all the same, and notes it in the ledger', async () => {
    const made = await create();
    await addText(made, '/a', 'first');
    await addText(made, '/b', 'second');
    await made.close();
    const manifest = join(made.path, 'evidence', 'manifest.jsonl');
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('"/a"', '"/A"'));
    writeFileSync(
      join(made.path, 'case.json'),
      readFileSync(join(made.path, 'case.json'), 'utf8').replace('My case', 'Your case'),
    );
    rmSync(join(made.path, 'journal.jsonl'));
    const opened = await OpenCase.open(made.path, options);
    expect(opened.readOnly).toBe(false);
    const { problems } = opened.status();
    expect(problems.map(({ file, line }) => [file, line])).toEqual([
      ['evidence/manifest.jsonl', 1],
      ['evidence/manifest.jsonl', null],
      ['journal.jsonl', null],
      ['case.json', null],
    ]);
    expect(opened.manifest.count).toBe(1);
    await opened.close();
    const lines = readFileSync(join(made.path, 'ledger.jsonl'), 'utf8').trimEnd().split('\n');
    expect(lines.at(-2)).toContain('"problems":[{"file":"evidence/manifest.jsonl","line":1');
    const again = await OpenCase.open(made.path, options);
    expect(again.problems.map(({ file }) => file)).toEqual([
      'evidence/manifest.jsonl',
      'evidence/manifest.jsonl',
      'case.json',
    ]);
    await again.close();
  });

  it('writes nothing more once another program has taken it over', async () => {
    const made = await create({ beatMs: 20 });
    await addText(made, '/a', 'before');
    const copy = join(folder(), 'copy');
    cpSync(made.path, copy, { recursive: true });
    writeFileSync(
      join(made.path, 'case.lock'),
      '{"pid":1,"started":null,"host":"x","user":"y","since":"z","nonce":"n"}',
    );
    await expect.poll(() => made.readOnly).toBe(true);
    expect(made.status().readOnlyReason).toContain('taken this case over');
    await expect(addText(made, '/b', 'after')).rejects.toMatchObject({ code: 'case-locked' });
    await expect(made.journal.set('note', 'a', 'b')).rejects.toMatchObject({ code: 'case-locked' });
    await expect(made.record('export', {})).rejects.toMatchObject({ code: 'case-read-only' });
    await expect(made.retry()).rejects.toMatchObject({ code: 'case-locked' });
    await made.close().catch(() => undefined);
    for (const name of ['ledger.jsonl', 'journal.jsonl', 'evidence/manifest.jsonl', 'evidence/packs/0001.tar']) {
      expect(readFileSync(join(made.path, name)).equals(readFileSync(join(copy, name)))).toBe(true);
    }
  });

  it('stops an import on a full disk with everything stored so far, and goes on after retry', async () => {
    const disk = new FaultyDisk();
    const made = await create({ disk });
    const acquisition = await made.startAcquisition(['/logs']);
    await addText(made, '/a', 'fits');
    disk.room = 700;
    await expect(addText(made, '/b', 'x'.repeat(5000))).rejects.toMatchObject({
      code: 'disk-full',
      message: expect.stringContaining('Make room'),
    });
    acquisition.suspend();
    expect(made.status()).toMatchObject({ sources: 1, unfinished: [{ paths: ['/logs'] }] });
    await expect(made.retry()).resolves.toBeUndefined();
    disk.room = Infinity;
    await addText(made, '/b', 'x'.repeat(5000));
    await made.close();
    const opened = await OpenCase.open(made.path, options);
    expect(opened.problems).toEqual([]);
    expect(opened.manifest.count).toBe(2);
    await opened.close();
  });
});

describe('making a case', { timeout: 60_000 }, () => {
  it('gives hostile and equal names folders of their own below the parent, and keeps the name', async () => {
    const parent = folder();
    const names = ['CON', '../up', 'same', 'same', 'SAME', '', 'a/b\\c', 'x'.repeat(500), '\u202Eevil'];
    const ids = new Set<string>();
    for (const name of names) {
      const made = await OpenCase.create({ parent, name }, options);
      ids.add(made.id);
      expect(join(made.path, '..')).toBe(parent);
      expect(made.name.length).toBeLessThanOrEqual(120);
      await made.close();
      const opened = await OpenCase.open(made.path, options);
      expect(opened.name).toBe(made.name);
      expect(opened.problems).toEqual([]);
      await opened.close();
    }
    expect(ids.size).toBe(names.length);
    expect(readdirSync(parent)).toHaveLength(names.length);
    expect(readdirSync(parent)).toEqual(
      expect.arrayContaining(['_CON', '_up', 'same', 'same (2)', 'SAME', 'Case', 'a_b_c']),
    );
  });

  it('leaves nothing behind where the disk is full, at whatever byte', async () => {
    let failed = 0;
    for (let room = 0; ; room += 60) {
      const parent = folder();
      const disk = new FaultyDisk();
      disk.room = room;
      const [made] = await Promise.allSettled([OpenCase.create({ parent, name: 'x' }, { ...options, disk })]);
      if (made.status === 'fulfilled') {
        disk.room = Infinity;
        await made.value.close();
        break;
      }
      failed += 1;
      expect(made.reason).toMatchObject({ name: 'TrailbenchError' });
      expect(readdirSync(parent)).toEqual([]);
    }
    expect(failed).toBeGreaterThan(5);
  });

  it('says where it cannot be made', async () => {
    const parent = folder();
    writeFileSync(join(parent, 'file'), '');
    const at = (where: string, disk?: FaultyDisk) =>
      OpenCase.create({ parent: where, name: 'x' }, disk === undefined ? options : { ...options, disk });
    await expect(at(join(parent, 'file'))).rejects.toMatchObject({ code: 'unreadable-path' });
    await expect(at(join(parent, 'file', 'below'))).rejects.toMatchObject({ code: 'unreadable-path' });
    const disk = new FaultyDisk();
    disk.refuses = 'EROFS';
    mkdirSync(join(parent, 'media'));
    await expect(at(join(parent, 'media'), disk)).rejects.toMatchObject({ code: 'case-read-only' });
  });
});
