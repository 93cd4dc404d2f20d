import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from 'vite';
import { describe, expect, it } from 'vitest';
import { temporaryFolders } from '../../../test/support/temporary-folder';
import { OpenCase } from './open-case';

const folder = temporaryFolders();
const root = join(import.meta.dirname, '..', '..', '..');
const options = { tool: 'Trailbench test', user: 'reader' };

/** The writer as plain JavaScript: Node runs no TypeScript. */
async function bundleWriter(out: string): Promise<string> {
  await build({
    configFile: false,
    root,
    logLevel: 'silent',
    ssr: { noExternal: true },
    build: { ssr: 'test/support/crash-writer.ts', outDir: out, target: 'node20', minify: false },
  });
  return join(out, 'crash-writer.js');
}

/** Runs the writer until it has acknowledged so many things and a moment more; gives what it acknowledged. */
async function writeAndKill(script: string, path: string, seed: number, acknowledged: number): Promise<string[]> {
  const child = spawn(process.execPath, [script, path, String(seed)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: string[] = [];
  try {
    const reader = createInterface({ input: child.stdout });
    const enough = new Promise<void>((resolve, reject) => {
      child.on('exit', () => {
        reject(new Error(`the writer ended by itself after ${String(lines.length)} lines`));
      });
      reader.on('line', (line) => {
        lines.push(line);
        if (lines.length >= acknowledged) resolve();
      });
    });
    await enough;
    await sleep(seed % 13);
    child.removeAllListeners('exit');
    const closed = once(reader, 'close');
    child.kill('SIGKILL');
    await closed;
  } finally {
    child.kill('SIGKILL');
  }
  return lines;
}

describe('a case whose writer is killed', { timeout: 120_000 }, () => {
  it('keeps every acknowledged source, note and custody line, and is sound', async () => {
    const base = folder();
    const script = await bundleWriter(join(base, 'writer'));
    const made = await OpenCase.create({ parent: base, name: 'crash' }, options);
    await made.close();
    const sources = new Map<number, string>();
    const notes: string[] = [];
    for (const [seed, acknowledged] of [3, 150, 400].entries()) {
      const lines = await writeAndKill(script, made.path, seed, acknowledged);
      for (const line of lines) {
        const [what, first = '', second = ''] = line.split(' ');
        if (what === 'source') sources.set(Number(first), second);
        if (what === 'note') notes.push(line.slice('note '.length));
      }
      const opened = await OpenCase.open(made.path, options);
      try {
        expect(opened.readOnly).toBe(false);
        // A torn last line may be reported; anything else would be damage.
        expect(opened.problems.filter(({ message }) => !message.includes('was cut off'))).toEqual([]);
        expect(opened.unfinished().map(({ paths }) => paths[0])).toContain(`/evidence/${String(seed)}`);
        for (const [no, sha256] of sources) {
          const size = opened.manifest.entry(no)?.inflatedSize ?? 0;
          const bytes = await opened.evidence.readRange(no, 0, size);
          expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
        }
        for (const item of notes) expect(opened.journal.get('note', item)).toBeDefined();
        const listed = execFileSync('tar', ['tf', join(made.path, 'evidence', 'packs', '0001.tar')], {
          encoding: 'utf8',
        });
        expect(listed.trimEnd().split('\n')).toHaveLength(opened.manifest.count);
      } finally {
        await opened.close();
      }
      const again = await OpenCase.open(made.path, options);
      expect(again.problems).toEqual([]);
      await again.close();
    }
    expect(sources.size).toBeGreaterThan(300);
  });
});
