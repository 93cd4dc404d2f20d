import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Uploads } from './uploads';

let folder = '';
let uploads = new Uploads('');
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'uploads-'));
  uploads = new Uploads(path.join(folder, 'staging'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function bodyOf(text: string): ReadableStream<Uint8Array> {
  return new Blob([text]).stream();
}

async function stagedFiles(batch: string): Promise<string[]> {
  const place = await uploads.folderOf(batch);
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

const HOSTILE = [
  '../../../etc/passwd',
  '/etc/passwd',
  'C:\\Windows\\win.ini',
  'a/CON',
  'a:b',
  'nul\0byte',
  'trail.json',
  'TRAIL.json',
  '.',
  '..',
  'x'.repeat(1_024),
  'x'.repeat(100),
  'AWSLogs/1/CloudTrail/eu-west-1/2024/01/02/x.json.gz',
  'b\u00fccher/\u6f22\u5b57/\u202egnp.exe',
];

it('keeps every name, however hostile, inside its batch and reads it back whole', async () => {
  for (const name of HOSTILE) await uploads.receive({ name, batch: 'b-1', body: bodyOf(name) });
  const files = await stagedFiles('b-1');
  expect(files).toHaveLength(HOSTILE.length);
  expect(files.map((file) => uploads.uriOf(file)).sort()).toEqual(HOSTILE.map((name) => `upload:${name}`).sort());
  for (const file of files) {
    expect(path.relative(path.join(folder, 'staging', 'b-1'), file)).toMatch(/^[0-9a-f/\\]+\.bin$/);
    expect(`upload:${readFileSync(file, 'utf8')}`).toBe(uploads.uriOf(file));
  }
  expect(readdirSync(folder)).toEqual(['staging']);
});

it('refuses a name that no log file has', async () => {
  const receiving = uploads.receive({ name: 'x'.repeat(1_025), batch: 'b', body: null });
  await expect(receiving).rejects.toMatchObject({ code: 'bad-request' });
});

it('refuses a batch that is a path', async () => {
  for (const batch of ['..', 'a/b', '', '.', 'a\\b']) {
    await expect(uploads.receive({ name: 'a', batch, body: null })).rejects.toMatchObject({ code: 'bad-request' });
    await expect(uploads.folderOf(batch)).rejects.toMatchObject({ code: 'bad-request' });
  }
});

it('leaves nothing of a file that did not arrive to its end', async () => {
  const broken = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('half'));
    },
    pull(controller) {
      controller.error(new Error('gone'));
    },
  });
  const receiving = uploads.receive({ name: 'a.json', batch: 'b', body: broken });
  await expect(receiving).rejects.toMatchObject({ code: 'cancelled' });
  expect(await stagedFiles('b')).toEqual([]);
});

it('counts bytes, takes empty files, and lets nobody else read them', async () => {
  expect(await uploads.receive({ name: 'a', batch: 'b', body: bodyOf('12345') })).toEqual({ id: 'b', bytes: 5 });
  expect(await uploads.receive({ name: 'e', batch: 'b', body: null })).toEqual({ id: 'b', bytes: 0 });
  if (process.platform === 'win32') return;
  for (const file of await stagedFiles('b')) expect(statSync(file).mode & 0o077).toBe(0);
});

it('says where nothing was uploaded, and knows what lies elsewhere', async () => {
  await expect(uploads.folderOf('none')).rejects.toMatchObject({ code: 'not-found' });
  expect(uploads.uriOf(path.join(folder, 'elsewhere.json'))).toBeNull();
});

it('takes its name from what was dropped', async () => {
  await uploads.receive({ name: 'Evidence from Ann/b.json', batch: 'b', body: null });
  await uploads.receive({ name: 'Evidence from Ann/a.json', batch: 'b', body: null });
  expect(await uploads.firstName('b')).toBe('Evidence from Ann/a.json');
});

it('discards what a case has taken in, and nothing that lies elsewhere', async () => {
  await uploads.receive({ name: 'a', batch: 'b', body: null });
  await uploads.receive({ name: 'a', batch: 'c', body: null });
  await uploads.discardAll([folder, path.join(folder, 'staging'), path.join(folder, 'staging', 'b')]);
  expect(readdirSync(path.join(folder, 'staging'))).toEqual(['c']);
});

it('sweeps away only what was left long ago', async () => {
  await uploads.receive({ name: 'a', batch: 'old', body: null });
  await uploads.receive({ name: 'a', batch: 'new', body: null });
  const longAgo = new Date(Date.now() - 40 * 24 * 3_600_000);
  utimesSync(path.join(folder, 'staging', 'old'), longAgo, longAgo);
  await uploads.sweep();
  expect(readdirSync(path.join(folder, 'staging'))).toEqual(['new']);
});
