import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Lines of a case's logs as somebody would forge them who knows how they are made. */
type Line = Record<string, unknown>;

function encode(seq: number, entry: Line | string): string {
  const members = typeof entry === 'string' ? entry : JSON.stringify(entry).slice(1, -1);
  const body = `{"seq":${seq},${members}`;
  return `${body},"sum":"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"}\n`;
}

function linesOf(path: string): Line[] {
  return readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => {
      const { seq, sum, ...entry } = JSON.parse(line) as Line;
      void [seq, sum];
      return entry;
    });
}

/** Rewrites a log line by line, with right sums and numbers. */
export function forgeLog(folder: string, name: string, change: (lines: Line[]) => (Line | string)[]): void {
  const path = join(folder, name);
  writeFileSync(
    path,
    change(linesOf(path))
      .map((line, at) => encode(at + 1, line))
      .join(''),
  );
}

/** Rewrites the manifest, and the ledger so that it vouches for it: consistent to the end. */
export function forgeManifest(folder: string, change: (lines: Line[]) => (Line | string)[]): void {
  forgeLog(folder, 'evidence/manifest.jsonl', change);
  forgeLedger(folder, (lines) => lines);
}

/** Rewrites the ledger with a chain of its own that vouches for the logs as they are. */
export function forgeLedger(folder: string, change: (lines: Line[]) => Line[]): void {
  const manifest = vowFor(join(folder, 'evidence/manifest.jsonl'));
  const journal = vowFor(join(folder, 'journal.jsonl'));
  let prev = '0'.repeat(64);
  let text = '';
  for (const [at, line] of change(linesOf(join(folder, 'ledger.jsonl'))).entries()) {
    const written = encode(at + 1, { ...line, manifest, journal, prev });
    prev = createHash('sha256').update(written.slice(0, -1)).digest('hex');
    text += written;
  }
  writeFileSync(join(folder, 'ledger.jsonl'), text);
}

function vowFor(path: string): { readonly lines: number; readonly sha256: string } {
  const bytes = readFileSync(path);
  const lines = bytes.reduce((sum, byte) => sum + (byte === 10 ? 1 : 0), 0);
  return { lines, sha256: createHash('sha256').update(bytes).digest('hex') };
}
