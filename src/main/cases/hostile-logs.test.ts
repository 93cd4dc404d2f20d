import { createHash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolders } from '../../../test/support/temporary-folder';
import { Journal } from './journal';
import { Ledger, NO_LINE_BEFORE } from './ledger';
import { encodeLine, sha256Hex } from './log-lines';
import { Manifest } from './manifest';

const folder = temporaryFolders();
const MANY = 200_000;
const NOTHING = { lines: 0, sha256: sha256Hex(Buffer.alloc(0)) };
const ledgerOptions = { writable: false, actor: 'me', tool: 'Trailbench 0' };

/** Writes lines with their running hashes; what `visit` is told, and given back, is a line's number and hash so far. */
function writeLog(path: string, lines: Iterable<Buffer>, visit?: (line: number, sha256: string) => void): void {
  const file = openSync(path, 'w');
  const hash = createHash('sha256');
  let waiting: Buffer[] = [];
  let count = 0;
  for (const line of lines) {
    waiting.push(line);
    count += 1;
    if (visit !== undefined) visit(count, hash.update(line).copy().digest('hex'));
    if (waiting.length < 1000) continue;
    writeSync(file, Buffer.concat(waiting));
    waiting = [];
  }
  writeSync(file, Buffer.concat(waiting));
  closeSync(file);
}

function* each<T>(count: number, make: (line: number) => T): Generator<T> {
  for (let line = 1; line <= count; line += 1) yield make(line);
}

const noteOf = (line: number): object => ({ kind: 'note', item: `event-${String(line)}`, value: line, at: '', by: '' });

function custody(prev: string, journal: { lines: number; sha256: string }, more: object = {}): object {
  return { at: '', actor: '', tool: '', action: 'verified', details: {}, manifest: NOTHING, journal, prev, ...more };
}

/** JSON nested so many levels deep, written by hand: JSON.stringify would overflow the stack. */
function nested(levels: number): string {
  return '[{"a":'.repeat(levels / 2) + '1' + '}]'.repeat(levels / 2);
}

/** A line in which a placeholder is replaced by any JSON. */
function lineWith(seq: number, entry: object, json: string): Buffer {
  const members = JSON.stringify(entry)
    .slice(1, -1)
    .replace('"HERE"', () => json);
  const body = `{"seq":${String(seq)},${members}`;
  return Buffer.from(`${body},"sum":"${sha256Hex(Buffer.from(body)).slice(0, 16)}"}\n`);
}

describe('logs of somebody else', { timeout: 120_000 }, () => {
  it('may be a ledger of very many lines, each of which vouches for another length of the journal', async () => {
    const root = folder();
    const [ledgerPath, journalPath] = [join(root, 'ledger.jsonl'), join(root, 'journal.jsonl')];
    const states: string[] = [];
    writeLog(
      journalPath,
      each(MANY, (line) => encodeLine(line, noteOf(line))),
      (_, sha256) => states.push(sha256),
    );
    let prev = NO_LINE_BEFORE;
    const custodyLine = (line: number): Buffer => {
      const bytes = encodeLine(line, custody(prev, { lines: line, sha256: states[line - 1] ?? '' }));
      prev = sha256Hex(bytes.subarray(0, -1));
      return bytes;
    };
    writeLog(ledgerPath, each(MANY, custodyLine));
    const ledger = await Ledger.open({ ...ledgerOptions, path: ledgerPath });
    const checkpoints = ledger.checkpoints('journal');
    const journal = await Journal.open({ path: journalPath, writable: false, by: 'me', checkpoints });
    expect([...ledger.problems, ...journal.problems, ...ledger.verify('journal', 'journal.jsonl', journal)]).toEqual(
      [],
    );
    expect([ledger.entries.length, ledger.heads.length, ledger.head()]).toEqual([MANY, MANY, prev]);
    expect(journal.get('note', `event-${String(MANY)}`)?.value).toBe(MANY);
    expect(journal.digestAt(MANY - 1)).toBe(states[MANY - 2]);
    await Promise.all([ledger.close(), journal.close()]);
  });

  it('may be a ledger of which no line follows the one before: a hundred are named', async () => {
    const path = join(folder(), 'ledger.jsonl');
    writeLog(
      path,
      each(5000, (line) => encodeLine(line, custody('f'.repeat(64), NOTHING))),
    );
    const ledger = await Ledger.open({ ...ledgerOptions, path });
    expect(ledger.problems).toHaveLength(101);
    expect(ledger.problems[100]?.message).toBe('ledger.jsonl has 4900 more problems like these.');
    await ledger.close();
  });

  it.each([
    [1_000_000, 'Line 2 of ledger.jsonl is nested deeper than 1000 levels. It is skipped'],
    [5000, 'Line 2 of ledger.jsonl is not what it should be (details: nested deeper than 200 levels). It is skipped'],
  ])('may nest details in the ledger %i levels deep: the line is skipped', async (levels, message) => {
    const path = join(folder(), 'ledger.jsonl');
    const deep = lineWith(2, custody(NO_LINE_BEFORE, NOTHING, { details: 'HERE' }), nested(levels));
    const [first, third] = [1, 3].map((line) => encodeLine(line, custody(NO_LINE_BEFORE, NOTHING)));
    writeLog(path, [first, deep, third] as Buffer[]);
    const ledger = await Ledger.open({ ...ledgerOptions, path });
    expect(ledger.entries).toHaveLength(2);
    expect(ledger.problems.map((problem) => problem.message)).toEqual([expect.stringContaining(message)]);
    await ledger.close();
  });

  it.each([
    [1_000_000, 'Line 2 of journal.jsonl is nested deeper than 1000 levels. It is skipped'],
    [5000, 'Line 2 of journal.jsonl is not what it should be (value: nested deeper than 200 levels). It is skipped'],
  ])('may nest a value in the journal %i levels deep: the line is skipped', async (levels, message) => {
    const path = join(folder(), 'journal.jsonl');
    const deep = lineWith(2, { ...noteOf(2), value: 'HERE' }, nested(levels));
    writeLog(path, [encodeLine(1, noteOf(1)), deep, encodeLine(3, noteOf(3))]);
    const journal = await Journal.open({ path, writable: false, by: 'me' });
    expect(journal.all('note').map(({ value }) => value)).toEqual([1, 3]);
    expect(journal.problems.map((problem) => problem.message)).toEqual([expect.stringContaining(message)]);
    await journal.close();
  });

  it.each(['metadata', 'uri', 'rejects', 'of a later version'])(
    'may nest %s in the manifest very deep',
    async (name) => {
      const path = join(folder(), 'manifest.jsonl');
      const source = (line: number): object => ({
        ...{ no: line, uri: `/logs/${String(line)}`, size: 0, modified: null, sha256: null, compression: 'none' },
        ...{ inflatedSize: 0, inflatedSha256: null, kind: 'empty', format: null, records: 0, rejected: 0, rejects: [] },
        ...{ acquired: '', by: '', tool: '', stored: null },
      });
      const deep = lineWith(2, { ...source(2), [name]: 'HERE' }, nested(1_000_000));
      writeLog(path, [encodeLine(1, source(1)), deep, encodeLine(3, source(3))]);
      const manifest = await Manifest.open({ path, writable: false });
      expect([manifest.count, manifest.entryAt(1).no]).toEqual([2, 3]);
      const message = 'Line 2 of evidence/manifest.jsonl is nested deeper than 1000 levels. It is skipped';
      expect(manifest.problems.map((problem) => problem.message)).toEqual([expect.stringContaining(message)]);
      await manifest.close();
    },
  );

  it('may have lines of 79 MiB: a good one is read, a bad one and one too long are named, and the next ones read', async () => {
    const path = join(folder(), 'journal.jsonl');
    const MIB = 1024 * 1024;
    const note = { ...noteOf(1), value: 'x'.repeat(79 * MIB) };
    const bad = Buffer.alloc(79 * MIB, '[');
    const long = Buffer.alloc(81 * MIB, '[');
    bad[bad.length - 1] = long[long.length - 1] = 10;
    writeLog(path, [encodeLine(1, note), bad, encodeLine(3, noteOf(3)), long, encodeLine(5, noteOf(5))]);
    const journal = await Journal.open({ path, writable: false, by: 'me' });
    expect(journal.all('note').map(({ item }) => item)).toEqual(['event-1', 'event-3', 'event-5']);
    expect(journal.get('note', 'event-1')?.value).toHaveLength(79 * MIB);
    expect(journal.problems.map((problem) => problem.message)).toEqual([
      expect.stringMatching(/^Line 2 of journal.jsonl does not end in a check sum: .* It is skipped and stays/),
      expect.stringContaining('Line 4 of journal.jsonl is too long to be one'),
    ]);
    await journal.close();
  });
});
