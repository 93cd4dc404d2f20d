import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolders } from '../../../test/support/temporary-folder';
import { Journal } from './journal';
import { Ledger, NO_LINE_BEFORE } from './ledger';
import { encodeLine, sha256Hex } from './log-lines';
import { Manifest } from './manifest';
import type { ManifestLine } from './manifest';

const folder = temporaryFolders();

function line(no: number): ManifestLine {
  return {
    no,
    uri: `/logs/${String(no)}.json`,
    size: 10,
    modified: null,
    sha256: sha256Hex(Buffer.from(String(no))),
    compression: 'none',
    inflatedSize: 10,
    inflatedSha256: sha256Hex(Buffer.from(String(no))),
    kind: 'cloudtrail',
    format: 'records',
    records: 3,
    rejected: 0,
    rejects: [],
    acquired: '2024-01-01T00:00:00.000Z',
    by: 'me',
    tool: 'Trailbench 0',
    stored: { pack: 1, offset: 512 + no * 1024, size: 10 },
  };
}

interface Trio {
  readonly ledger: Ledger;
  readonly manifest: Manifest;
  readonly journal: Journal;
}

async function openAll(root: string, writable = true): Promise<Trio> {
  const common = { writable, create: true };
  const ledger = await Ledger.open({ ...common, path: join(root, 'ledger.jsonl'), actor: 'me', tool: 'Trailbench 0' });
  const manifest = await Manifest.open({
    ...common,
    path: join(root, 'manifest.jsonl'),
    checkpoints: ledger.checkpoints('manifest'),
  });
  const journal = await Journal.open({
    ...common,
    path: join(root, 'journal.jsonl'),
    checkpoints: ledger.checkpoints('journal'),
    by: 'me',
  });
  return { ledger, manifest, journal };
}

async function closeAll({ ledger, manifest, journal }: Trio): Promise<void> {
  await Promise.all([ledger.close(), manifest.close(), journal.close()]);
}

/** Three custody lines over a growing manifest and journal. */
async function makeCase(root: string): Promise<string> {
  const trio = await openAll(root);
  const { ledger, manifest, journal } = trio;
  await ledger.append('case-created', { name: 'x' }, trio);
  await Promise.all([manifest.append(line(0)), manifest.append(line(1)), manifest.flush()]);
  await ledger.append('acquire-finished', {}, trio);
  await journal.set('note', 'a', 'first');
  await Promise.all([manifest.append(line(2)), manifest.flush()]);
  await journal.set('note', 'b', { text: 'second' });
  await ledger.append('case-closed', {}, trio);
  const head = ledger.head();
  await closeAll(trio);
  return head;
}

async function problemsOf(root: string) {
  const trio = await openAll(root, false);
  const { ledger, manifest, journal } = trio;
  const problems = [
    ...ledger.problems,
    ...manifest.problems,
    ...ledger.verify('manifest', 'evidence/manifest.jsonl', manifest),
    ...journal.problems,
    ...ledger.verify('journal', 'journal.jsonl', journal),
  ];
  await closeAll(trio);
  return problems;
}

describe('the custody ledger', { timeout: 60_000 }, () => {
  it('chains its lines and vouches for manifest and journal', async () => {
    const root = folder();
    const head = await makeCase(root);
    const lines = readFileSync(join(root, 'ledger.jsonl'), 'utf8').trimEnd().split('\n');
    const parsed = lines.map((text) => JSON.parse(text) as Record<string, unknown>);
    expect(parsed.map(({ seq, action, prev }) => [seq, action, prev])).toEqual([
      [1, 'case-created', NO_LINE_BEFORE],
      [2, 'acquire-finished', sha256Hex(Buffer.from(lines[0] ?? ''))],
      [3, 'case-closed', sha256Hex(Buffer.from(lines[1] ?? ''))],
    ]);
    expect(head).toBe(sha256Hex(Buffer.from(lines[2] ?? '')));
    expect(parsed[2]).toMatchObject({
      actor: 'me',
      tool: 'Trailbench 0',
      manifest: { lines: 3, sha256: sha256Hex(readFileSync(join(root, 'manifest.jsonl'))) },
      journal: { lines: 2, sha256: sha256Hex(readFileSync(join(root, 'journal.jsonl'))) },
    });
    expect(await problemsOf(root)).toEqual([]);
  });

  it('finds every single changed byte of ledger, manifest and journal, and names file and line', async () => {
    const root = folder();
    await makeCase(root);
    const names = {
      'ledger.jsonl': 'ledger.jsonl',
      'manifest.jsonl': 'evidence/manifest.jsonl',
      'journal.jsonl': 'journal.jsonl',
    };
    for (const [file, name] of Object.entries(names)) {
      const path = join(root, file);
      const whole = readFileSync(path);
      let lineNo = 1;
      for (let at = 0; at < whole.length; at += 1) {
        const newline = whole[at] === 10;
        // Of the long manifest lines every fifth byte; append-log.test.ts changes each byte of a log.
        if (file !== 'manifest.jsonl' || newline || at % 5 === 0) {
          const changed = Buffer.from(whole);
          changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
          writeFileSync(path, changed);
          const problems = await problemsOf(root);
          expect(problems).toContainEqual({ file: name, line: lineNo, message: expect.stringContaining(name) });
        }
        if (newline) lineNo += 1;
      }
      writeFileSync(path, whole);
    }
    expect(await problemsOf(root)).toEqual([]);
  });

  it('finds a line that was rewritten with a check sum that fits', async () => {
    const root = folder();
    await makeCase(root);
    const path = join(root, 'manifest.jsonl');
    const whole = readFileSync(path, 'utf8');
    const lines = whole.split('\n');
    lines[1] = encodeLine(2, { ...line(1), uri: '/logs/forged.json' })
      .toString()
      .trimEnd();
    writeFileSync(path, lines.join('\n'));
    const problems = await problemsOf(root);
    expect(problems).toEqual([
      { file: 'evidence/manifest.jsonl', line: null, message: expect.stringContaining('between 1 and 2 was changed') },
    ]);
    writeFileSync(path, whole);
    const ledger = readFileSync(join(root, 'ledger.jsonl'), 'utf8').split('\n');
    const second = JSON.parse(ledger[1] ?? '') as Record<string, unknown>;
    const { seq: _seq, sum: _sum, ...rest } = second;
    ledger[1] = encodeLine(2, { ...rest, actor: 'someone else' })
      .toString()
      .trimEnd();
    writeFileSync(join(root, 'ledger.jsonl'), ledger.join('\n'));
    expect(await problemsOf(root)).toEqual([
      { file: 'ledger.jsonl', line: 3, message: expect.stringContaining('does not follow the line before it') },
    ]);
  });

  it('finds lines cut off at the end that it vouched for, and takes later ones for what they are', async () => {
    const root = folder();
    await makeCase(root);
    const path = join(root, 'manifest.jsonl');
    const whole = readFileSync(path, 'utf8');
    const lines = whole.split('\n');
    writeFileSync(path, `${lines.slice(0, 2).join('\n')}\n`);
    expect(await problemsOf(root)).toEqual([
      {
        file: 'evidence/manifest.jsonl',
        line: 3,
        message: expect.stringContaining('has 2 lines, but line 3 of ledger.jsonl'),
      },
    ]);
    // A crash after a durable manifest line leaves lines the ledger does not speak of yet: that is no fault.
    writeFileSync(path, whole + encodeLine(4, line(3)).toString());
    expect(await problemsOf(root)).toEqual([]);
  });

  it('keeps its chain when lines are added at the same time, and after a reopening', async () => {
    const root = folder();
    await makeCase(root);
    const trio = await openAll(root);
    await Promise.all([1, 2, 3].map((n) => trio.ledger.append('export', { n }, trio)));
    await closeAll(trio);
    const again = await openAll(root);
    await again.ledger.append('export', { n: 4 }, again);
    expect(again.ledger.entries.map(({ details }) => details['n'])).toEqual([
      undefined,
      undefined,
      undefined,
      1,
      2,
      3,
      4,
    ]);
    await closeAll(again);
    expect(await problemsOf(root)).toEqual([]);
  });
});
