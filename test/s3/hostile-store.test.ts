import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isVisible } from '../../src/core/event/visible-text';
import type { ManifestLine } from '../../src/main/cases/manifest';
import { HOSTILE_STRINGS } from '../fixtures/hostile-strings';
import { recordsFile } from '../support/log-files';
import { buildAcquirer, runAcquire } from './support/run-acquire';
import { manyKeys, memoryStore, startStubServer, type StubObject } from './support/stub-server';

const MANY = process.env['TRAILBENCH_LONG'] === '1' ? 1_000_000 : 30_000;
/** Resident memory of the whole process, at most. */
const MEMORY_MIB = 400;

let built: string;
let parent: string;
beforeAll(async () => {
  built = await buildAcquirer();
  parent = mkdtempSync(join(tmpdir(), 'trailbench-s3-hostile-'));
});
afterAll(() => {
  for (const path of [built, parent]) rmSync(path, { recursive: true, force: true });
});

const NAMES = [
  '../../../../escape.json',
  '..',
  './a',
  '/absolute.json',
  '//two//slashes//',
  'C:\\Windows\\system.ini',
  '..\\..\\up.json',
  'CON',
  'nul.json',
  'a:b',
  'A:B',
  'case.json',
  'Case.json',
  'ends with a space ',
  'ends.with.dot.',
  '%2e%2e%2fencoded',
  'plus+and space',
  'question?mark=1',
  'hash#mark',
  'new\nline',
  'tab\tand\u0001control\u007f',
  '\u202egnp.exe',
  'zero\u200bwidth',
  '\u{1f4a3}',
  'e\u0301',
  '\u00e9',
  '$(touch escape)',
  '; rm -rf ~',
  '<script>alert(1)</script>',
  '__proto__',
  'constructor',
  `${'long/'.repeat(200)}x`,
];

/** 300 keys, each with content of its own. */
function hostileObjects(): StubObject[] {
  const keys = new Set(NAMES);
  for (let i = 0; keys.size < 300; i += 1) {
    const text = HOSTILE_STRINGS[i % HOSTILE_STRINGS.length] ?? '';
    // What UTF-8 cannot hold is no key of S3, and a key has at most 1,024 bytes.
    const key = Buffer.from(`${String(i)}/${text}`).toString();
    if (Buffer.byteLength(key) <= 1_024) keys.add(key);
  }
  return [...keys].map((key, i) => ({ key, bytes: Buffer.from(recordsFile(i * 3, 3)) }));
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

function linesOf(folder: string): ManifestLine[] {
  const text = readFileSync(join(folder, 'evidence/manifest.jsonl'), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as ManifestLine);
}

describe('a store that means harm', () => {
  it('cannot place a file anywhere by its keys, and every object is kept under its own name', async () => {
    const objects = hostileObjects();
    expect(objects).toHaveLength(300);
    const stub = await startStubServer(memoryStore(objects));
    try {
      const folder = join(parent, 'inner', 'case');
      const args = ['s3://bucket', '--everything', '--case', folder, '--endpoint', stub.endpoint, '--path-style'];
      const dry = await runAcquire(built, [...args, '--dry-run']);
      const { code, out, err } = await runAcquire(built, args);
      for (const text of [out, err, dry.out, dry.err]) {
        expect(text.split('\n').filter((line) => !isVisible(line))).toEqual([]);
      }
      expect(JSON.parse(out)).toMatchObject({ added: 300, failed: 0 });
      expect(code).toBe(0);
      const lines = linesOf(folder);
      const kept = new Map(lines.map(({ uri, sha256 }) => [uri, sha256]));
      for (const { key, bytes } of objects) {
        expect(kept.get(`s3://bucket/${key}`)).toBe(createHash('sha256').update(bytes).digest('hex'));
      }
      expect(readdirSync(parent)).toEqual(['inner']);
      expect(readdirSync(join(parent, 'inner'))).toEqual(['case']);
      const ours =
        /^(case\.json|ledger\.jsonl|journal\.jsonl|evidence\/manifest\.jsonl|evidence\/packs\/\d{4}\.tar|evidence\/objects\/[0-9a-f]{2}\/[0-9a-f]{64})$/;
      expect(filesBelow(folder).filter((name) => !ours.test(name.replaceAll('\\', '/')))).toEqual([]);
    } finally {
      await stub.close();
    }
  });

  it(`lists ${MANY} keys without holding them`, { timeout: 600_000 }, async () => {
    const stub = await startStubServer(manyKeys(MANY));
    try {
      const args = ['s3://bucket', '--everything', '--dry-run', '--endpoint', stub.endpoint, '--path-style'];
      const { code, out, err } = await runAcquire(built, args, { env: { TRAILBENCH_TELL_PEAK: '1' } });
      expect(JSON.parse(out)).toMatchObject({ objects: MANY, bytes: MANY * 4_000 });
      expect(code).toBe(0);
      expect(stub.pages).toBe(MANY / 1_000);
      const peak = Number(/peak (\d+)/.exec(err)?.[1]) / 1024;
      expect(peak).toBeGreaterThan(0);
      expect(peak).toBeLessThan(MEMORY_MIB);
    } finally {
      await stub.close();
    }
  });
});

describe('an address at which nothing can be begun', () => {
  it('leaves no case behind, and says what is wrong', async () => {
    const stub = await startStubServer(memoryStore([]));
    try {
      const folder = join(parent, 'nothing', 'case');
      const args = ['s3://bucket', '--case', folder, '--endpoint', stub.endpoint, '--path-style'];
      const { code, err } = await runAcquire(built, args);
      expect(code).toBe(2);
      expect(err).toContain('There is no CloudTrail folder under s3://bucket');
      expect(existsSync(folder)).toBe(false);
    } finally {
      await stub.close();
    }
  });
});

describe('credentials', () => {
  it('are in no file of the case or the profile, and in nothing that is printed', async () => {
    const keys = { id: 'AKIACANARY0000000001', secret: 'canary-secret-0123456789-abcdefghijklmnop' };
    const session = 'canary-session-token-0123456789';
    const objects = hostileObjects().slice(0, 5);
    const stub = await startStubServer(memoryStore(objects));
    try {
      const folder = join(parent, 'canary', 'case');
      const home = mkdtempSync(join(parent, 'home-'));
      const env = { AWS_SESSION_TOKEN: session, HOME: home, TRAILBENCH_PROFILE: join(home, 'profile') };
      const common = ['--everything', '--endpoint', stub.endpoint, '--path-style', '--external-id', 'canary-external'];
      const ran = await runAcquire(built, ['s3://bucket', '--case', folder, ...common], { keys, env });
      expect(ran.code).toBe(0);
      const refused = await runAcquire(built, ['s3://bucket/none', '--case', folder, ...common], { keys, env });
      const printed = [ran, refused].map(({ out, err }) => out + err).join('');
      const files = [folder, home].flatMap((base) => filesBelow(base).map((name) => join(base, name)));
      expect(files.length).toBeGreaterThan(4);
      for (const canary of [keys.id, keys.secret, session, 'canary-external']) {
        expect(printed).not.toContain(canary);
        for (const file of files) {
          if (statSync(file).size > 0) expect(readFileSync(file).includes(canary), file).toBe(false);
        }
      }
    } finally {
      await stub.close();
    }
  });
});
