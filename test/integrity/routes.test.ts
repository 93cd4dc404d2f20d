import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as v from 'valibot';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import * as shapes from '../../src/contract/integrity';
import { COVERAGE_STATES } from '../../src/core/integrity/coverage-state';
import { codeAt } from '../../src/core/integrity/verdict';
import { openApplication } from '../../src/main/api/application';
import type { Application } from '../../src/main/api/application';
import { createHandler } from '../../src/main/api/handler';
import { createBrowserShell } from '../../src/main/shell/browser/browser-shell';
import { WINDOW_ORIGIN } from '../../src/main/shell/browser/guard';
import { ContractClient, json } from '../contract/client';
import { builtWorker } from '../support/indexing-worker';
import { temporaryFolders } from '../support/temporary-folder';
import { caseOf } from './case-of';
import { ACCOUNT, digestJson, inflated, publicKeyList, REGION, sha256, signingKey, Trail } from './trail';
import type { Stored } from './trail';

const folder = temporaryFolders();
/** Closed before their folders go. */
const opened: string[] = [];
afterEach(async () => {
  for (const id of opened.splice(0)) await application.closeCase(id);
});
let application: Application;
let client: ContractClient;
let worker: Awaited<ReturnType<typeof builtWorker>>;

beforeAll(async () => {
  vi.stubEnv('TRAILBENCH_PROFILE', folder());
  vi.stubEnv('TRAILBENCH_CASES', folder());
  worker = await builtWorker();
  application = await openApplication({
    root: resolve(import.meta.dirname, '../..'),
    shell: createBrowserShell({ unsandboxed: false }),
    startWorker: worker.start,
  });
  const handle = createHandler(application);
  client = new ContractClient((target, init) => handle(new Request(WINDOW_ORIGIN + target, init)));
});

afterAll(async () => {
  await application.close();
  worker.remove();
  vi.unstubAllEnvs();
});

/** Six hours; of the third everything is gone, the fifth delivered nothing. */
function trail(): Trail {
  const made = new Trail();
  for (let hour = 0; hour < 6; hour += 1) made.hour({ logs: hour === 4 ? [] : [2, 3] });
  return made;
}

function stopLogging(): Stored {
  const base = {
    eventVersion: '1.09',
    eventSource: 'cloudtrail.amazonaws.com',
    awsRegion: REGION,
    recipientAccountId: ACCOUNT,
    userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/mallory' },
  };
  const parameters = { requestParameters: { name: 'main-trail' } };
  const Records = [
    { ...base, ...parameters, eventName: 'StopLogging', eventTime: '2024-05-01T11:10:00Z', eventID: 'a' },
    { ...base, ...parameters, eventName: 'StartLogging', eventTime: '2024-05-01T11:57:00Z', eventID: 'b' },
  ];
  return { bucket: 'other', key: 'records.json', bytes: Buffer.from(JSON.stringify({ Records })) };
}

async function open(objects: readonly Stored[]): Promise<string> {
  const { path } = await caseOf(folder(), objects);
  const { id } = await client.post('/api/cases/open', { path }, v.object({ id: v.string() }));
  opened.push(id);
  return id;
}

function keysObject(): Stored {
  return { bucket: 'trail-bucket', key: 'keys.json', bytes: Buffer.from(publicKeyList([signingKey()])) };
}

describe('integrity, coverage and custody behind the API', { timeout: 120_000 }, () => {
  it('sums up, and says of each source, chain and finding what is known', async () => {
    const made = trail();
    const [, second, , , fifth] = made.digests;
    const lost = made.logs[4];
    if (second === undefined || fifth === undefined || lost === undefined) throw new Error('the trail is too short');
    const objects = [...made.objects.filter((object) => object !== second && object !== lost), keysObject()];
    const id = await open(objects);
    const summary = await client.get(`/api/cases/${id}/integrity`, shapes.integritySummary);
    expect(summary).toMatchObject({
      worst: 'missing',
      current: true,
      keys: 1,
      chains: 1,
      logs: { valid: 7, missing: 1, uncovered: 2 },
      digests: { valid: 5, missing: 1, gap: 1 },
    });
    const codes = new Uint8Array(await (await client.send(`/api/cases/${id}/integrity/verdicts`)).arrayBuffer());
    expect([...codes].map(codeAt).filter((code) => code === 'uncovered')).toHaveLength(2);
    expect(codes).toHaveLength(objects.length);
    const { findings, total, counts } = await client.get(
      `/api/cases/${id}/integrity/findings?count=100`,
      shapes.integrityFindings,
    );
    expect(findings.map(({ verdict }) => verdict)).toEqual(['missing', 'missing', 'gap', 'uncovered', 'uncovered']);
    expect([total, counts.missing, counts.valid]).toEqual([5, 2, 12]);
    const gaps = await client.get(`/api/cases/${id}/integrity/findings?verdict=gap`, shapes.integrityFindings);
    expect(gaps.findings.map(({ from, to }) => [from, to])).toEqual([
      ['2024-05-01T11:00:00.000Z', '2024-05-01T12:00:00.000Z'],
    ]);
    const groups = await client.get(`/api/cases/${id}/integrity/finding-groups`, shapes.findingGroups);
    expect(groups.groups.map(({ title, verdict }) => [title, verdict])).toEqual([
      ['1 digest', 'missing'],
      ['1 log file', 'missing'],
      ['1 gap between digests', 'gap'],
      ['2 log files', 'uncovered'],
    ]);
    const some = `/api/cases/${id}/integrity/finding-groups?verdict=uncovered&text=`;
    const [two] = (await client.get(`${some}${REGION.toUpperCase()}`, shapes.findingGroups)).groups;
    expect(two).toMatchObject({ no: 3, account: ACCOUNT, region: REGION, count: 2, listed: 2 });
    expect((await client.get(`${some}nowhere`, shapes.findingGroups)).total).toBe(0);
    const singles = await client.get(`/api/cases/${id}/integrity/findings?group=3`, shapes.integrityFindings);
    expect(singles.findings).toEqual(findings.slice(3));
    expect((await client.refused(`/api/cases/${id}/integrity/findings?group=4`)).code).toBe('not-found');
    const { chains } = await client.get(`/api/cases/${id}/integrity/chains`, shapes.digestChains);
    expect(chains).toMatchObject([{ account: ACCOUNT, region: REGION, trail: 'main-trail', digests: 5, logs: 8 }]);
    const entries = await client.get(`/api/cases/${id}/integrity/chains/0?from=0&count=10`, shapes.chainEntries);
    expect(entries.entries.map(({ verdict }) => verdict)).toEqual([
      'valid',
      'gap',
      'missing',
      'valid',
      'valid',
      'valid',
      'valid',
    ]);
    expect(entries.entries[3]).toMatchObject({ proof: 'own-signature', logs: 2, missing: 1 });
    const valid = [...codes].findIndex((code) => codeAt(code) === 'valid');
    const proof = await client.get(`/api/cases/${id}/integrity/sources/${String(valid)}`, shapes.sourceProof);
    expect(proof).toMatchObject({ verdict: 'valid', digestVerdict: 'valid', fingerprint: signingKey().fingerprint });
    expect(proof.listedHash).toBe(proof.heldHash);
    expect((await client.refused(`/api/cases/${id}/integrity/chains/7`)).code).toBe('not-found');
    expect((await client.refused(`/api/cases/${id}/integrity/sources/999`)).code).toBe('not-found');
    expect((await client.refused(`/api/cases/${id}/integrity/findings?verdict=fine`)).code).toBe('bad-request');
  });

  it('tells what a digest lists of a source that contradicts it', async () => {
    const made = trail();
    const [log] = made.logs;
    if (log === undefined) throw new Error('no logs');
    const changed = { ...log, bytes: Buffer.from(inflated(log).toString().replace('user-', 'USER-')) };
    const id = await open([...made.objects.map((object) => (object === log ? changed : object)), keysObject()]);
    const proof = await client.get(`/api/cases/${id}/integrity/sources/0`, shapes.sourceProof);
    expect(proof).toMatchObject({
      verdict: 'invalid',
      reason: 'hash',
      heldHash: sha256(changed.bytes),
      listedHash: sha256(inflated(log)),
    });
    expect(proof.remedy).toContain('Fetch the object from S3 again');
    const [digest] = made.digests;
    expect(proof.digestObject).toBe(`trail-bucket/${digest?.key ?? ''}`);
    expect(digestJson(digest ?? log)['digestS3Object']).toBe(digest?.key);
  });

  it('draws what was delivered by hour and by day, and tells covered hours from others', async () => {
    const made = trail();
    const [, second] = made.digests;
    const gone = new Set<Stored | undefined>([made.logs[2], made.logs[3], second, made.logs[4]]);
    const id = await open([...made.objects.filter((object) => !gone.has(object)), keysObject(), stopLogging()]);
    const sources = await client.get(`/api/cases/${id}`, v.looseObject({ sources: v.number() }));
    const text = stopLogging().bytes.toString();
    const places = [...text.matchAll(/\{"eventVersion"/g)].map(({ index }, at, all) => {
      const end = all[at + 1]?.index === undefined ? text.length - 2 : (all[at + 1]?.index ?? 0) - 1;
      return [sources.sources - 1, index, end - index];
    });
    const grid = await client.post(
      `/api/cases/${id}/integrity/coverage`,
      { zoom: 'hour', trailEvents: places },
      shapes.coverageGrid,
    );
    expect(grid).toMatchObject({
      step: 3600,
      columns: 6,
      from: Date.parse('2024-05-01T10:00:00Z') / 1000,
      unplaced: { sources: 1, records: 2 },
    });
    const cells = grid.rows[0]?.cells ?? [];
    const states = Array.from({ length: cells.length / shapes.CELL_STRIDE }, (_, i) => {
      const [column, state = 0, count, , missing, flags = 0] = cells.slice(i * shapes.CELL_STRIDE);
      return [
        column,
        COVERAGE_STATES[state],
        count,
        missing,
        (flags & shapes.CELL_GAP) !== 0,
        (flags & shapes.CELL_STOPPED) !== 0,
      ];
    });
    expect(states).toEqual([
      [0, 'events', 2, 0, false, false],
      [1, 'missing', 0, 0, true, true],
      [2, 'missing', 1, 1, false, false],
      [3, 'events', 2, 0, false, false],
      [4, 'empty', 0, 0, false, false],
      [5, 'events', 2, 0, false, false],
    ]);
    const stop = grid.notes.find(({ kind }) => kind === 'stopped');
    expect(stop?.words).toContain(
      'user/mallory stopped the trail main-trail (StopLogging); it was started again after 47 min',
    );
    expect(grid.notes.map(({ kind }) => kind)).toContain('gap');
    const day = await client.post(`/api/cases/${id}/integrity/coverage`, { zoom: 'day' }, shapes.coverageGrid);
    expect(day.rows[0]?.cells.slice(0, 7)).toEqual([
      0,
      COVERAGE_STATES.indexOf('missing'),
      7,
      18,
      1,
      shapes.CELL_GAP,
      4,
    ]);
    const covered = await client.post(`/api/cases/${id}/integrity/covered`, {}, shapes.coveredHours);
    expect(covered).toMatchObject({ covered: 4, uncovered: 2, partly: 0, words: '4 covered hours; 2 hours uncovered' });
    const from = Date.parse('2024-05-01T08:00:00Z') / 1000;
    const wider = await client.post(
      `/api/cases/${id}/integrity/covered`,
      { from, to: from + 4 * 3600, accounts: [ACCOUNT] },
      shapes.coveredHours,
    );
    expect(wider).toMatchObject({
      covered: 1,
      uncovered: 3,
      stretches: [
        [from, from + 7200],
        [from + 3 * 3600, from + 4 * 3600],
      ],
    });
    const refused = await client.refused(
      `/api/cases/${id}/integrity/coverage`,
      json({ zoom: 'hour', from: 0, to: 9e9 }),
    );
    expect(refused.code).toBe('bad-request');
  });

  it('verifies everything with progress, enters it in the ledger, and shows the ledger', async () => {
    const id = await open([...trail().objects, keysObject()]);
    const before = await client.get(`/api/cases/${id}/custody`, shapes.custodyPage);
    expect(before.lines.map(({ action }) => action)).toEqual([
      'case-created',
      'acquire-started',
      'acquire-finished',
      'case-closed',
      'case-opened',
    ]);
    // The key of the case is in its folder alone.
    expect(Object.keys(JSON.parse(before.lines[0]?.details ?? '') as object)).toEqual([
      'id',
      'name',
      'created',
      'schema',
    ]);
    const response = await client.send(
      `/api/cases/${id}/integrity/verify`,
      json({ head: before.lines[2]?.hash.toUpperCase() }),
    );
    const lines = (await response.text()).split('\n').filter((line) => line !== '');
    const messages = lines.map((line) => v.parse(shapes.verifyMessage, JSON.parse(line)));
    expect(messages.some(({ type }) => type === 'progress')).toBe(true);
    const last = messages.at(-1);
    if (last?.type !== 'done') throw new Error('it did not end');
    expect(last.verified).toMatchObject({
      sound: true,
      headLine: 3,
      entered: true,
      problems: [],
      summary: { worst: 'valid' },
    });
    const after = await client.get(`/api/cases/${id}/custody?from=5&count=10`, shapes.custodyPage);
    expect(after).toMatchObject({
      total: 6,
      head: last.verified.head,
      lines: [{ action: 'verified', hash: last.verified.head }],
    });
    const refused = await client.refused(`/api/cases/${id}/integrity/verify`, json({ head: 'no hash' }));
    expect(refused.code).toBe('bad-request');
  });

  it('takes public keys from a file, which becomes evidence', async () => {
    const id = await open(trail().objects);
    const without = await client.get(`/api/cases/${id}/integrity`, shapes.integritySummary);
    expect(without).toMatchObject({ worst: 'unverifiable', keys: 0, keysWanted: [signingKey().fingerprint] });
    const place = folder();
    const file = join(place, 'public-keys.json');
    writeFileSync(file, publicKeyList([signingKey()]));
    writeFileSync(join(place, 'none.txt'), 'no key');
    expect(
      (await client.refused(`/api/cases/${id}/integrity/keys`, json({ paths: [join(place, 'none.txt')] }))).code,
    ).toBe('bad-request');
    const added = await client.post(`/api/cases/${id}/integrity/keys`, { paths: [file] }, shapes.addedKeys);
    expect(added.keys).toMatchObject([{ fingerprint: signingKey().fingerprint, from: '2024-01-01T00:00:00.000Z' }]);
    const { session } = await client.startIndex(id, []);
    await client.pull(session, id);
    const withKeys = await client.get(`/api/cases/${id}/integrity`, shapes.integritySummary);
    expect(withKeys).toMatchObject({ keys: 1, keysWanted: [] });
    expect(withKeys).toMatchObject({ worst: 'valid', logs: { valid: 10, unverifiable: 0 } });
  });
});
