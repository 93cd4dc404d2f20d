import { createHash } from 'node:crypto';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { isVisible } from '../../core/event/visible-text';
import { FaultyDisk } from '../../../test/support/faulty-disk';
import { temporaryFolders } from '../../../test/support/temporary-folder';
import { AppendLog } from './append-log';
import type { AppendLogOptions, LogLine } from './append-log';
import { MAX_LINE_BYTES, encodeLine, sha256Hex } from './log-lines';

const folder = temporaryFolders();
const opened: AppendLog<Entry>[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((log) => log.close()));
});

interface Entry {
  readonly text: string;
}

function options(path: string, more: Partial<AppendLogOptions<Entry>> = {}): AppendLogOptions<Entry> {
  return {
    path,
    name: 'log.jsonl',
    writable: true,
    durability: 'group',
    create: true,
    parse: (value) => {
      const { text } = value;
      if (typeof text !== 'string') throw new Error('text is missing');
      return { text };
    },
    ...more,
  };
}

async function read(path: string, more: Partial<AppendLogOptions<Entry>> = {}) {
  const lines: Pick<LogLine<Entry>, 'entry' | 'line' | 'seq'>[] = [];
  const log = await AppendLog.open<Entry>(
    options(path, { visit: ({ entry, line, seq }) => lines.push({ entry, line, seq }), ...more }),
  );
  opened.push(log);
  return { log, lines, texts: lines.map(({ entry }) => entry.text) };
}

async function write(path: string, texts: readonly string[]): Promise<void> {
  const log = await AppendLog.open<Entry>(options(path));
  const appended = texts.map((text) => log.append({ text }));
  await log.flush();
  await Promise.all(appended);
  await log.close();
}

describe('an append-only log', { timeout: 60_000 }, () => {
  it('gives back what was appended, in order, with the running hash of all bytes', async () => {
    const path = join(folder(), 'log.jsonl');
    const texts = ['one', '', 'zwei \u2028 "\\', '{"seq":9,"sum":"x"}', '\ud800 lone', 'a'.repeat(3_000_000)];
    await write(path, texts);
    const { log, lines } = await read(path, { checkpoints: [0, 2, 6, 7] });
    expect(lines.map(({ entry, line, seq }) => [entry.text, line, seq])).toEqual(
      texts.map((t, i) => [t, i + 1, i + 1]),
    );
    expect(log.problems).toEqual([]);
    const bytes = readFileSync(path);
    expect(log.checkpoint()).toEqual({ lines: 6, sha256: sha256Hex(bytes) });
    expect(log.digestAt(0)).toBe(sha256Hex(new Uint8Array(0)));
    const two = bytes.indexOf(10, bytes.indexOf(10) + 1) + 1;
    expect(log.digestAt(2)).toBe(sha256Hex(bytes.subarray(0, two)));
    expect(log.digestAt(6)).toBe(sha256Hex(bytes));
    expect(log.digestAt(7)).toBeUndefined();
    await log.close();
  });

  it('keeps any JSON text as it was and its hash in step, whatever is appended in whatever groups', async () => {
    const path = join(folder(), 'log.jsonl');
    const all: string[] = [];
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string16bits(), { maxLength: 80 }), async (texts) => {
        await write(path, texts);
        all.push(...texts);
        const { log, texts: found } = await read(path);
        expect(found).toEqual(all);
        expect(log.problems).toEqual([]);
        expect(log.checkpoint().sha256).toBe(sha256Hex(readFileSync(path)));
        await log.close();
      }),
      { numRuns: 20 },
    );
  });

  it('holds nothing that a terminal obeys or hides, whatever is appended', () => {
    const hostile = { text: '\u001b[2J\u202e\u0085\n', '\u200b': ['\ufeff'] };
    const line = encodeLine(1, hostile).toString('utf8');
    expect(isVisible(line.slice(0, -1))).toBe(true);
    expect(JSON.parse(line)).toMatchObject(hostile);
  });

  it('syncs a group of entries once, and the journal each entry at once', async () => {
    const disk = new FaultyDisk();
    const grouped = await AppendLog.open<Entry>(options(join(folder(), 'a.jsonl'), { disk }));
    disk.syncs = 0;
    await Promise.all(Array.from({ length: 64 }, (_, i) => grouped.append({ text: String(i) })));
    expect(disk.syncs).toBe(1);
    const started = Date.now();
    await grouped.append({ text: 'alone' });
    expect(Date.now() - started).toBeGreaterThanOrEqual(150);
    await grouped.close();
    const immediate = await AppendLog.open<Entry>(
      options(join(folder(), 'b.jsonl'), { disk, durability: 'immediate' }),
    );
    disk.syncs = 0;
    await immediate.append({ text: '1' });
    await immediate.append({ text: '2' });
    expect(disk.syncs).toBe(2);
    await immediate.close();
  });

  it('drops a last line cut at any of its bytes, says so, keeps the piece, and goes on', async () => {
    const path = join(folder(), 'log.jsonl');
    await write(path, ['first', 'second', 'the last one']);
    const whole = readFileSync(path);
    const start = whole.lastIndexOf(10, whole.length - 2) + 1;
    for (let cut = start + 1; cut < whole.length; cut += 1) {
      const torn = join(folder(), 'log.jsonl');
      writeFileSync(torn, whole.subarray(0, cut));
      const { log, texts } = await read(torn, { durability: 'immediate' });
      expect(texts).toEqual(['first', 'second']);
      expect(log.problems).toEqual([{ file: 'log.jsonl', line: 3, message: expect.stringContaining('cut off') }]);
      expect(statSync(torn).size).toBe(start);
      const kept = readdirSync(join(torn, '..')).find((name) => name.includes('.cut-3-'));
      expect(readFileSync(join(torn, '..', kept ?? ''))).toEqual(whole.subarray(start, cut));
      await log.append({ text: 'again' });
      await log.close();
      const after = await read(torn);
      expect(after.texts).toEqual(['first', 'second', 'again']);
      expect(after.log.problems).toEqual([]);
      await after.log.close();
    }
  });

  it('reports a cut last line without touching the file where it is read-only', async () => {
    const path = join(folder(), 'log.jsonl');
    await write(path, ['first', 'second']);
    const torn = readFileSync(path).subarray(0, -5);
    writeFileSync(path, torn);
    const { log, texts } = await read(path, { writable: false });
    expect(texts).toEqual(['first']);
    expect(log.problems).toHaveLength(1);
    expect(readFileSync(path)).toEqual(torn);
    await expect(log.append({ text: 'x' })).rejects.toMatchObject({ code: 'case-read-only' });
    await log.close();
    const beside = await read(path, { writable: false, writerAlive: true });
    expect(beside.log.problems).toEqual([]);
    await beside.log.close();
  });

  it('names the line of every single changed byte', async () => {
    const path = join(folder(), 'log.jsonl');
    await write(path, ['eins', 'zwei', 'drei']);
    const whole = readFileSync(path);
    let line = 1;
    for (let at = 0; at < whole.length; at += 1) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] ?? 0) ^ 0x01;
      writeFileSync(path, changed);
      const { log } = await read(path, { writable: false });
      expect(log.problems.map((problem) => problem.line)).toContain(line);
      await log.close();
      if (whole[at] === 10) line += 1;
    }
  });

  it('skips a bad line in the middle, leaves it in the file and in the hash, and goes on behind it', async () => {
    const path = join(folder(), 'log.jsonl');
    await write(path, ['one', 'two', 'three']);
    const lines = readFileSync(path, 'utf8').split('\n');
    lines[1] = 'not JSON at all';
    writeFileSync(path, lines.join('\n'));
    const { log, texts } = await read(path);
    expect(texts).toEqual(['one', 'three']);
    expect(log.problems).toEqual([{ file: 'log.jsonl', line: 2, message: expect.stringContaining('Line 2') }]);
    await log.append({ text: 'four' });
    expect(log.checkpoint()).toEqual({ lines: 4, sha256: sha256Hex(readFileSync(path)) });
    await log.close();
    const again = await read(path);
    expect(again.lines.map(({ seq }) => seq)).toEqual([1, 3, 4]);
    expect(again.log.problems).toHaveLength(1);
    await again.log.close();
  });

  it('finds lines that were taken out, put in, moved, or are of the wrong shape', async () => {
    const path = join(folder(), 'log.jsonl');
    await write(path, ['1', '2', '3', '4', '5']);
    const lines = readFileSync(path, 'utf8').split('\n').slice(0, 5);
    const problemsOf = async (some: readonly (string | undefined)[]) => {
      writeFileSync(path, some.map((one) => `${one ?? ''}\n`).join(''));
      const { log } = await read(path, { writable: false });
      await log.close();
      return log.problems.map(({ line, message }) => `${String(line)}: ${message}`);
    };
    const [a, b, c, d, e] = lines;
    expect(await problemsOf([a, c, d, e])).toEqual([
      expect.stringContaining('2: Line 2 of log.jsonl is out of sequence: one line before it is gone'),
    ]);
    expect(await problemsOf([a, d, e])).toEqual([expect.stringContaining('2 lines before it are gone')]);
    expect(await problemsOf([a, b, b, c])).toEqual([
      expect.stringContaining('3: Line 3 of log.jsonl is out of sequence'),
    ]);
    expect(await problemsOf([a, c, b, d])).toHaveLength(3);
    const odd = encodeLine(2, { texts: 1 }).toString().trimEnd();
    expect(await problemsOf([a, odd, c])).toEqual([expect.stringContaining('text is missing')]);
    const huge = await problemsOf(Array.from({ length: 250 }, () => 'x'));
    expect(huge).toHaveLength(101);
    expect(huge.at(-1)).toContain('150 more');
  });

  it('passes a line that is too long by, in bounded memory, with the hash still right', async () => {
    const path = join(folder(), 'log.jsonl');
    const [first, second] = [encodeLine(1, { text: 'a' }), encodeLine(3, { text: 'b' })];
    const bytes = Buffer.concat([first, Buffer.alloc(MAX_LINE_BYTES + 10, 'x'), Buffer.from('\n'), second]);
    writeFileSync(path, bytes);
    const { log, texts } = await read(path, { writable: false });
    expect(texts).toEqual(['a', 'b']);
    expect(log.problems).toEqual([{ file: 'log.jsonl', line: 2, message: expect.stringContaining('too long') }]);
    expect(log.checkpoint().sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    await log.close();
  });

  it('reports a missing file, and makes a new one where it may', async () => {
    const path = join(folder(), 'log.jsonl');
    const gone = await read(path, { create: false, writable: false });
    expect(gone.log.problems).toEqual([{ file: 'log.jsonl', line: null, message: expect.stringContaining('missing') }]);
    await gone.log.close();
    const made = await read(path, { create: false });
    expect(made.log.problems).toHaveLength(1);
    await made.log.append({ text: 'new' });
    await made.log.close();
    expect((await read(path, { writable: false })).texts).toEqual(['new']);
  });
});

describe('a log on a full or failing disk', { timeout: 60_000 }, () => {
  it('stops cleanly at each byte where the disk may fill up, and loses nothing acknowledged', async () => {
    const size = encodeLine(2, { text: 'second' }).length;
    const needed = size + encodeLine(3, { text: 'third' }).length;
    for (let room = 0; room < size; room += 7) {
      const path = join(folder(), 'log.jsonl');
      const disk = new FaultyDisk();
      const log = await AppendLog.open<Entry>(options(path, { disk, durability: 'immediate' }));
      await log.append({ text: 'first' });
      const before = readFileSync(path);
      disk.room = room;
      const failing = [log.append({ text: 'second' }), log.append({ text: 'third' })];
      const [second, third] = await Promise.allSettled(failing);
      expect(second).toMatchObject({ status: 'rejected', reason: { code: 'disk-full' } });
      expect(third).toMatchObject({ status: 'rejected', reason: { code: 'disk-full' } });
      if (second?.status === 'rejected') {
        expect(String(second.reason)).toContain(`needs ${String(needed)} bytes more`);
        expect(String(second.reason)).toContain('Make room');
      }
      expect(readFileSync(path)).toEqual(before);
      await expect(log.append({ text: 'refused' })).rejects.toMatchObject({ code: 'disk-full' });
      disk.room = Infinity;
      await expect(log.append({ text: 'still refused' })).rejects.toMatchObject({ code: 'disk-full' });
      await log.retry();
      await log.append({ text: 'after' });
      await log.close();
      const after = await read(path);
      expect(after.texts).toEqual(['first', 'after']);
      expect(after.log.problems).toEqual([]);
      await after.log.close();
    }
  });

  it('acknowledges nothing whose sync failed', async () => {
    const path = join(folder(), 'log.jsonl');
    const disk = new FaultyDisk();
    const log = await AppendLog.open<Entry>(options(path, { disk }));
    await log.append({ text: 'good' });
    disk.breaks = { path: /log/, code: 'EIO', on: 'sync' };
    await expect(log.append({ text: 'bad' })).rejects.toMatchObject({ code: 'internal' });
    expect(log.clean).toBe(false);
    disk.breaks = undefined;
    await log.retry();
    expect(log.clean).toBe(true);
    await log.close();
    expect((await read(path)).texts).toEqual(['good']);
  });

  it('refuses an entry that is too long by itself alone', async () => {
    const path = join(folder(), 'log.jsonl');
    const log = await AppendLog.open<Entry>(options(path));
    await expect(log.append({ text: 'x'.repeat(MAX_LINE_BYTES) })).rejects.toMatchObject({ code: 'bad-request' });
    await log.append({ text: 'ok' });
    await log.close();
    expect((await read(path)).texts).toEqual(['ok']);
  });

  it('takes nothing more once it is barred', async () => {
    const path = join(folder(), 'log.jsonl');
    const log = await AppendLog.open<Entry>(options(path));
    await log.append({ text: 'one' });
    const { TrailbenchError } = await import('../../contract/errors');
    const waiting = log.append({ text: 'two' });
    log.bar(new TrailbenchError('case-locked', 'taken over'));
    await expect(waiting).rejects.toMatchObject({ code: 'case-locked' });
    await log.retry();
    await expect(log.append({ text: 'three' })).rejects.toMatchObject({ code: 'case-locked' });
    await log.close();
    expect((await read(path)).texts).toEqual(['one']);
  });

  it.each<[string, (path: string) => void]>([
    ['was cut short', (path) => truncateSync(path, 10)],
    ['was added to', (path) => appendFileSync(path, 'not ours\n')],
    ['was replaced by a copy', (path) => (copyFileSync(path, `${path}.new`), renameSync(`${path}.new`, path))],
    ['was removed', (path) => rmSync(path)],
    ['is a link now', (path) => (renameSync(path, `${path}.old`), symlinkSync(`${path}.old`, path))],
  ])('acknowledges nothing more, and leaves the file alone, once it %s meanwhile', async (_, change) => {
    const path = join(folder(), 'log.jsonl');
    const log = await AppendLog.open<Entry>(options(path));
    await log.append({ text: 'one' });
    change(path);
    const left = existsSync(path) ? readFileSync(path) : undefined;
    const refused = await Promise.allSettled([log.append({ text: 'two' }), log.append({ text: 'three' })]);
    expect(refused).toMatchObject([{ reason: { code: 'case-damaged' } }, { reason: { code: 'case-damaged' } }]);
    await log.retry();
    await expect(log.append({ text: 'four' })).rejects.toMatchObject({ code: 'case-damaged' });
    await log.close();
    expect(existsSync(path) ? readFileSync(path) : undefined).toEqual(left);
  });
});
