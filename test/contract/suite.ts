import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Reply } from '../../src/contract/errors';
import * as shapes from '../../src/contract/schemas';
import { packPlaces } from '../../src/contract/search';
import { lowerFilter } from '../../src/core/query/language/lower';
import { parseFilterText } from '../../src/core/query/language/parse';
import { bindingOf, bindingTests, coveredRecords } from './bindings';
import { ContractClient, json } from './client';
import type { Bound, Covered, Send } from './client';
import { exportTests } from './exports';
import { DUPLICATES, READABLE, REJECTED, recordText, writeLogs } from './logs';
import type { WrittenFile } from './logs';
import { twinTests } from './twins';

/** A host to be put through the suite. */
export interface ContractHost {
  readonly request: Send;
  close(): Promise<void>;
}

export interface HostFolders {
  readonly profile: string;
  readonly cases: string;
}

export interface SuiteOptions {
  readonly host: 'electron' | 'browser';
  readonly start: (folders: HostFolders) => Promise<ContractHost>;
}

const ID = v.object({ id: v.pipe(v.string(), v.uuid()) });
const PAGE = v.object({ total: v.number(), sources: v.array(shapes.source) });
const NOTHING = v.strictObject({});
const UNKNOWN = '0b5f2d5e-1111-4222-8333-444455556666';

/** Everything the window relies on, whatever host it runs in. */
export function contractSuite({ host: kind, start }: SuiteOptions): void {
  const root = mkdtempSync(path.join(os.tmpdir(), `contract-${kind}-`));
  const folders = { profile: path.join(root, 'profile'), cases: path.join(root, 'cases') };
  const logs = path.join(root, 'logs');
  let host: ContractHost;
  let client: ContractClient;
  let files: WrittenFile[] = [];
  let id = '';
  let casePath = '';

  beforeAll(async () => {
    files = writeLogs(logs);
    host = await start(folders);
    client = new ContractClient(host.request);
  });
  afterAll(async () => {
    await host?.close();
    rmSync(root, { recursive: true, force: true });
  });

  describe('the application', () => {
    it('says by which rules of time zones it goes, with their text', async () => {
      const rules = await client.get('/api/zone-rules', shapes.zoneRulesReply);
      expect(rules).toMatchObject({ origin: 'shipped', sha256: createHash('sha256').update(rules.text).digest('hex') });
      expect(rules.text).toMatch(/^# version /);
      expect(rules.place).toBe(path.join(folders.profile, 'tzdata.zi'));
    });

    it('says who it is and where cases go', async () => {
      const info = await client.get('/api/app', shapes.appInfo);
      expect(info.host).toBe(kind);
      expect(info.picker).toBe(kind === 'electron');
      expect(info.casesFolder).toBe(folders.cases);
      expect(info.version).toMatch(/^\d+\.\d+\.\d+$/);
      expect(info.recent).toEqual([]);
    });

    it('picks paths where it has dialogs, and says so where not', async () => {
      const response = await host.request('/api/shell/pick', json({ kind: 'folder' }));
      if (kind === 'electron') expect((await client.reply(response, shapes.chosenPaths)).paths).toHaveLength(1);
      else expect(((await response.json()) as Reply<unknown>).ok).toBe(false);
      expect(response.status).toBe(kind === 'electron' ? 200 : 501);
    });
  });

  describe('a case made from a folder', () => {
    it('is created, named after the folder, and listed as recent', async () => {
      ({ id } = await client.post('/api/cases', { paths: [logs] }, ID));
      const status = await client.get(`/api/cases/${id}`, shapes.caseStatus);
      casePath = status.path;
      expect(status).toMatchObject({ id, name: 'logs', path: path.join(folders.cases, 'logs'), readOnly: false });
      expect(readdirSync(casePath)).toContain('case.json');
      const { recent } = await client.get('/api/app', shapes.appInfo);
      expect(recent).toMatchObject([{ id, path: casePath, present: true }]);
    });

    it('tells its status and progress first to whoever listens', async () => {
      const types: string[] = [];
      for await (const event of client.events(id)) {
        types.push(event.type);
        if (types.length === 2) break;
      }
      expect(types).toEqual(['status', 'progress']);
    });

    it('gives every readable record once, in segments that can be told by their headers', async () => {
      const { session } = await client.startIndex(id, []);
      const headers = await client.pull(session, id);
      expect(headers.reduce((sum, { rows }) => sum + rows, 0)).toBe(READABLE);
      expect(coveredRecords(headers)).toBe(READABLE + REJECTED);
      const digests = await digestsBySource();
      for (const { covers, binding } of headers) {
        const numbers = covers.map(({ source }) => source);
        expect(binding).toBe(bindingOf(casePath, numbers, digests));
      }
      await client.post(
        `/api/cases/${id}/index/done`,
        { events: READABLE - DUPLICATES, duplicates: DUPLICATES },
        NOTHING,
      );
      const { recent } = await client.get('/api/app', shapes.appInfo);
      expect(recent[0]?.events).toBe(READABLE - DUPLICATES);
    });

    it('counts what it holds', async () => {
      const status = await client.get(`/api/cases/${id}`, shapes.caseStatus);
      expect(status.sources).toBe(files.length + 2);
      expect(status.records).toBeGreaterThanOrEqual(READABLE);
      expect(status.quarantined).toBe(REJECTED);
      expect(Object.values(status.otherSources).reduce((sum, count) => sum + count, 0)).toBe(1);
      expect(status.problems).toEqual([]);
      expect(status.unfinished).toEqual([]);
      expect(status.head).toMatch(/^[0-9a-f]{64}$/);
    });

    it('lists its sources in pages, and those with faults alone', async () => {
      const sources = await allSources();
      expect(sources).toHaveLength(files.length + 2);
      for (const file of files) {
        const source = sources.find(({ uri }) => uri === file.path);
        expect(source).toMatchObject({ records: file.records.length, rejected: 0, kind: 'cloudtrail' });
        expect(await client.get(`/api/cases/${id}/sources/${source?.no}`, shapes.source)).toEqual(source);
      }
      const page = await client.get(`/api/cases/${id}/sources?from=5&count=7`, PAGE);
      expect(page.total).toBe(sources.length);
      expect(page.sources).toEqual(sources.slice(5, 12));
      const faulty = await client.get(`/api/cases/${id}/sources?from=0&count=10&rejected=1`, PAGE);
      expect(faulty.sources.map(({ uri }) => path.basename(uri))).toEqual(['broken.json']);
      expect(faulty.sources[0]?.rejects).toHaveLength(1);
    });

    it('gives back every record byte for byte as it was delivered', async () => {
      const sources = await allSources();
      for (const file of files) {
        const no = sources.find(({ uri }) => uri === file.path)?.no;
        const step = Math.max(1, Math.floor(file.records.length / 5));
        for (let at = 0; at < file.records.length; at += step) {
          const record = file.records[at];
          if (record === undefined) continue;
          const place = `${no}/${at}/${record.offset}/${record.length}`;
          const response = await host.request(`/api/cases/${id}/records/${place}`);
          expect(response.headers.get('content-type')).toBe('application/octet-stream');
          expect(Buffer.from(await response.arrayBuffer()).equals(record.bytes)).toBe(true);
        }
      }
    });

    it('searches records, tells how far it is, and names what it could not read', async () => {
      const sources = await allSources();
      const large = files.find((file) => path.basename(file.path) === 'large.json');
      const no = sources.find(({ uri }) => uri === large?.path)?.no ?? -1;
      const all = large?.records ?? [];
      const places = Uint32Array.from(all.flatMap(({ offset, length }) => [offset, length]));
      const body = {
        terms: ['GetObject', '$.requestParameters.key:*7', '"b\\\\u00fcro"'].map(termOf),
        sources: [packPlaces({ source: no, places }), [999, [0, 5]]],
      };
      const messages = await client.search(id, body);
      const done = messages.at(-1);
      if (done?.type !== 'done') throw new Error(`The search ended with ${JSON.stringify(done)}`);
      expect(messages.slice(0, -1).every(({ type }) => type === 'progress')).toBe(true);
      const found = done.found.map((base64) =>
        all.flatMap((_, i) => ((Buffer.from(base64, 'base64')[i >> 3] ?? 0) & (1 << (i & 7)) ? [i + 1_000] : [])),
      );
      const numbers = all.map((_, i) => i + 1_000);
      expect(found).toEqual([numbers.filter((n) => n % 3 === 0), numbers.filter((n) => n % 10 === 7), numbers]);
      expect(done.failures.map(({ source }) => source)).toEqual([999]);
    });

    it('ends a search whose window has gone away, and refuses one that makes no sense', async () => {
      const [first] = files;
      const places = Uint32Array.from((first?.records ?? []).flatMap(({ offset, length }) => [offset, length]));
      const sources = [packPlaces({ source: 0, places })];
      const abort = new AbortController();
      const asked = host.request(`/api/cases/${id}/search`, {
        ...json({ terms: ['x'], sources }),
        signal: abort.signal,
      });
      abort.abort();
      await asked.then((response) => response.body?.cancel()).catch(() => undefined);
      const wrong = [
        { terms: [], sources },
        { terms: ['eventName:x'], sources },
        { terms: ['('], sources },
        { terms: ['x'], sources: [[0, [1]]] },
        { terms: ['x'], sources: [[0, [1, -1]]] },
        { terms: ['x'], sources: [[0, [4_294_967_295, 2]]] },
      ];
      for (const body of wrong) {
        const refused = await client.refused(`/api/cases/${id}/search`, json(body));
        expect([refused.status, refused.code]).toEqual([400, 'bad-request']);
      }
    });

    exportTests(() => ({ client, send: host.request, id, casePath, root, files, sources: allSources }));

    it('gives equal content hashes to copies of a record and different ones to others', async () => {
      const sources = await allSources();
      const [first] = files;
      const copy = files.find((file) => path.basename(file.path).startsWith('copy-of'));
      const place = (file: WrittenFile | undefined, at: number) => {
        const record = file?.records[at];
        return [sources.find(({ uri }) => uri === file?.path)?.no, record?.offset, record?.length];
      };
      const records = [place(first, 0), place(copy, 0), place(first, 1)];
      const { hashes } = await client.post(`/api/cases/${id}/content-hashes`, { records }, shapes.contentHashesReply);
      expect(hashes).toHaveLength(3);
      expect(hashes[0]).toBe(hashes[1]);
      expect(hashes[0]).not.toBe(hashes[2]);
    });

    it('takes in more evidence while it is open, and gives only that', async () => {
      const more = path.join(root, 'more');
      mkdirSync(more);
      writeFileSync(
        path.join(more, 'one.jsonl'),
        `${recordText(9_500)}\n${recordText(9_501)}\n`.replaceAll(',\n   ', ','),
      );
      const { session } = await client.startIndex(id, await coveredBySources());
      await client.post(`/api/cases/${id}/evidence`, { paths: [more] }, NOTHING);
      const headers = await client.pull(session, id);
      expect(headers.reduce((sum, { rows }) => sum + rows, 0)).toBe(2);
    });

    it('gives nothing where all is covered, and only what is missing where a part is', async () => {
      const covered = await coveredBySources();
      const whole = await client.startIndex(id, covered);
      expect(await client.pull(whole.session, id)).toEqual([]);
      const large = (await allSources()).find(({ uri }) => uri.endsWith('large.json'))?.no ?? -1;
      const cut = (range: Covered): Covered => (range[0] === large ? [large, 0, 1_000, 0] : range);
      const half = covered.map((segment) => ({ ...segment, covered: segment.covered.map(cut) }));
      const rest = await client.startIndex(id, half);
      const headers = await client.pull(rest.session, id);
      expect(headers.reduce((sum, { rows }) => sum + rows, 0)).toBe(2_000);
      for (const { covers } of headers) for (const { source } of covers) expect(source).toBe(large);
    });

    bindingTests(() => ({ client, id, covered: coveredBySources }));

    it('ends its streams when it is closed, is unknown then, and is the same when opened again', async () => {
      const listening = (async () => {
        for await (const event of client.events(id)) expect(event.type).toBeTypeOf('string');
        return 'ended';
      })();
      await client.progress(id);
      await client.post(`/api/cases/${id}/close`, {}, NOTHING);
      expect(await listening).toBe('ended');
      expect(await client.refused(`/api/cases/${id}`)).toMatchObject({ status: 404, code: 'case-not-found' });
      expect(readdirSync(casePath)).not.toContain('case.lock');
      expect(await client.post('/api/cases/open', { path: casePath }, ID)).toEqual({ id });
      expect(await client.post('/api/cases/open', { path: path.join(casePath, 'case.json') }, ID)).toEqual({ id });
      const { session } = await client.startIndex(id, await coveredBySources());
      expect(await client.pull(session, id)).toEqual([]);
      const status = await client.get(`/api/cases/${id}`, shapes.caseStatus);
      expect(status).toMatchObject({ readOnly: false, problems: [] });
    });

    it('is forgotten without being touched', async () => {
      const before = readFileSync(path.join(casePath, 'evidence', 'manifest.jsonl'));
      await client.post('/api/cases/forget', { id, path: casePath }, NOTHING);
      const { recent } = await client.get('/api/app', shapes.appInfo);
      expect(recent.map((each) => each.id)).not.toContain(id);
      expect(readFileSync(path.join(casePath, 'evidence', 'manifest.jsonl')).equals(before)).toBe(true);
    });
  });

  twinTests(() => ({ client, root }));

  describe('uploads', () => {
    it('become evidence under the names they were dropped with', async () => {
      const upload = async (name: string, body: string) => {
        const query = new URLSearchParams({ name, batch: 'drop-1' });
        const headers = { 'content-type': 'application/octet-stream' };
        const response = await host.request(`/api/uploads?${query}`, {
          method: 'POST',
          headers,
          body: new Blob([body]),
        });
        return client.reply(response, shapes.uploadReply);
      };
      const names = ['Logs/a.json', '../../Logs/A.json', 'Logs/CON'];
      for (const [at, name] of names.entries()) {
        const text = `[${recordText(20_000 + at)}]`;
        expect(await upload(name, text)).toEqual({ id: 'drop-1', bytes: Buffer.byteLength(text) });
      }
      const made = await client.post('/api/cases', { name: 'Dropped', uploads: ['drop-1', 'drop-1'] }, ID);
      const { session } = await client.startIndex(made.id, []);
      const headers = await client.pull(session, made.id);
      expect(headers.reduce((sum, { rows }) => sum + rows, 0)).toBe(3);
      const { sources } = await client.get(`/api/cases/${made.id}/sources?from=0&count=10`, PAGE);
      expect(sources.map(({ uri }) => uri).sort()).toEqual(names.map((name) => `upload:${name}`).sort());
      await client.post(`/api/cases/${made.id}/close`, {}, NOTHING);
      // Taken in: what was staged is gone.
      expect(readdirSync(path.join(folders.profile, 'uploads'))).toEqual([]);
    });
  });

  describe('what cannot be done', () => {
    const post400: readonly (readonly [string, string, unknown])[] = [
      ['a body that is no JSON', '/api/cases', '{'],
      ['a body that is not UTF-8', '/api/cases', new Uint8Array([0x22, 0xff, 0x22])],
      ['a body of another shape', '/api/cases', []],
      ['paths that are no list', '/api/cases', { paths: '/a' }],
      ['a path that is no text', '/api/cases', { paths: [1] }],
      ['a name that is too long', '/api/cases', { name: 'x'.repeat(121) }],
      ['neither name nor evidence', '/api/cases', {}],
      ['an empty path', '/api/cases/open', { path: '' }],
      ['a path with a NUL', '/api/cases/open', { path: '/a\0b' }],
      ['no path', '/api/cases/open', {}],
      ['an id that is a path', '/api/cases/forget', { id: '../x', path: '/x' }],
      ['to forget a case without its folder', '/api/cases/forget', { id: UNKNOWN }],
      ['a pick of something else', '/api/shell/pick', { kind: 'anything' }],
      ['a reveal of a path', '/api/shell/reveal', { case: '/etc' }],
      ['an upload id that is a path', '/api/cases', { name: 'x', uploads: ['../..'] }],
    ];
    it.each(post400)('refuses %s', async (_name, target, body) => {
      const raw = typeof body === 'string' || body instanceof Uint8Array;
      const init = raw ? { ...json(''), body: body as BodyInit } : json(body);
      expect(await client.refused(target, init)).toMatchObject({ status: 400, code: 'bad-request' });
    });

    it.each([
      ['a negative number', 'sources/-1'],
      ['a number with an exponent', 'sources/1e3'],
      ['a number in hexadecimal', 'sources/0x1'],
      ['a fraction', 'sources/1.5'],
      ['a number beyond the safe ones', 'records/0/0/9007199254740993/1'],
      ['a page that is too long', 'sources?from=0&count=1001'],
      ['a page that is no number', 'sources?from=a'],
    ])('refuses %s', async (_name, target) => {
      expect(await client.refused(`/api/cases/${id}/${target}`)).toMatchObject({ status: 400, code: 'bad-request' });
    });

    it.each([
      ['GET', ''],
      ['GET', '/stream'],
      ['GET', '/sources'],
      ['GET', '/sources/0'],
      ['GET', '/records/0/0/0/1'],
      ['POST', '/evidence'],
      ['POST', '/close'],
      ['POST', '/index/start'],
      ['POST', '/index/next'],
      ['POST', '/index/cancel'],
      ['POST', '/index/resume'],
      ['POST', '/index/done'],
      ['POST', '/content-hashes'],
    ])('knows no case that is not open: %s %s', async (method, target) => {
      const init = method === 'POST' ? json({}) : undefined;
      const known = { status: 404, code: 'case-not-found' };
      expect(await client.refused(`/api/cases/${UNKNOWN}${target}`, init)).toMatchObject(known);
    });

    it('refuses a case id that is none', async () => {
      expect(await client.refused('/api/cases/a_b')).toMatchObject({ status: 400, code: 'bad-request' });
    });

    it('says which path is not there, and makes no case of it', async () => {
      const gone = path.join(root, 'gone');
      const before = readdirSync(folders.cases);
      const answer = await client.refused('/api/cases', json({ paths: [logs, gone] }));
      expect(answer).toMatchObject({ status: 422, code: 'unreadable-path' });
      expect(answer.message).toContain(gone);
      expect(readdirSync(folders.cases)).toEqual(before);
    });

    it('says that a folder is no case', async () => {
      const answer = await client.refused('/api/cases/open', json({ path: logs }));
      expect(answer).toMatchObject({ status: 422, code: 'case-not-a-case' });
      const gone = await client.refused('/api/cases/open', json({ path: path.join(root, 'gone') }));
      expect(gone).toMatchObject({ status: 404, code: 'case-not-found' });
    });

    it('takes no case for evidence', async () => {
      const answer = await client.refused('/api/cases', json({ name: 'x', paths: [casePath] }));
      expect(answer).toMatchObject({ status: 400, code: 'bad-request' });
      expect(answer.message).toContain('is a case');
    });

    it('does not take a copy of an open case for that case', async () => {
      const copy = path.join(root, 'copy');
      cpSync(casePath, copy, { recursive: true });
      const answer = await client.refused('/api/cases/open', json({ path: copy }));
      expect(answer).toMatchObject({ status: 423, code: 'case-locked' });
      expect(answer.message).toContain(casePath);
    });

    it('knows no source and no bytes that are not there', async () => {
      expect(await client.refused(`/api/cases/${id}/sources/4000000`)).toMatchObject({
        status: 404,
        code: 'not-found',
      });
      expect((await client.refused(`/api/cases/${id}/records/4000000/0/0/1`)).code).toBe('not-found');
      const beyond = await client.refused(`/api/cases/${id}/records/0/0/4000000000/10`);
      expect(['bad-request', 'not-found']).toContain(beyond.code);
    });

    it('refuses a session that is not the present one', async () => {
      const answer = await client.refused(`/api/cases/${id}/index/next`, json({ session: 'another', committed: [] }));
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
    });

    it('answers an unknown route as a failure', async () => {
      expect(await client.refused('/api/none')).toMatchObject({ status: 404, code: 'not-found' });
      expect(await client.refused('/api/app', json({}))).toMatchObject({ status: 404, code: 'not-found' });
    });
  });

  async function allSources(): Promise<shapes.Source[]> {
    const { total, sources } = await client.get(`/api/cases/${id}/sources?from=0&count=1000`, PAGE);
    expect(sources).toHaveLength(total);
    return sources;
  }

  /** As if all sources had come in one segment. */
  async function coveredBySources(): Promise<Bound[]> {
    const sources = (await allSources()).filter(({ records }) => records > 0);
    const numbers = sources.map(({ no }) => no);
    const binding = bindingOf(casePath, numbers, await digestsBySource());
    return [{ binding, covered: sources.map(({ no, records }) => [no, 0, records, 1]) }];
  }

  async function digestsBySource(): Promise<ReadonlyMap<number, string>> {
    return new Map((await allSources()).map(({ no, sha256 }) => [no, sha256]));
  }
}

/** The id of the condition on records that a filter's text is. */
function termOf(text: string): string {
  const parsed = parseFilterText(text);
  const [term] = parsed.ok ? lowerFilter(parsed.filter).evidence : [];
  if (term === undefined) throw new Error(`${text} is no condition on records`);
  return term.id;
}
