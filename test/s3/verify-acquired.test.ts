import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CaseIntegrity } from '../../src/main/integrity/case-integrity';
import type { Choice } from '../../src/contract/discovery';
import { inflated, publicKeyList, signingKey, Trail } from '../integrity/trail';
import type { Stored } from '../integrity/trail';
import { builtWorker } from '../support/indexing-worker';
import { temporaryFolders } from '../support/temporary-folder';
import { Desk } from './support/desk';
import { startFaultProxy } from './support/fault-proxy';
import { startS3Server, type S3Server } from './support/s3-server';

const folder = temporaryFolders();
let server: S3Server;
let desk: Desk | undefined;
let worker: Awaited<ReturnType<typeof builtWorker>>;
const trail = new Trail();
for (let hour = 0; hour < 24; hour += 1) trail.hour({ logs: [2] });

beforeAll(async () => {
  worker = await builtWorker();
  server = await startS3Server(trail.objects);
});
afterEach(async () => {
  await desk?.remove();
  desk = undefined;
  for (const object of trail.objects) server.put(object);
});
afterAll(async () => {
  await server.close();
  worker.remove();
});

const DIGESTS = 'AWSLogs/111122223333/CloudTrail-Digest/eu-central-1/';
const LOGS = 'AWSLogs/111122223333/CloudTrail/eu-central-1/';
const uri = 's3://trail-bucket';
/** The trail begins at 10:00 on the first of May. */
const second: Choice = { uri, from: '2024-05-02', to: '2024-05-02' };

/** What is wrong or worth a note with the digests of a case that took this choice, its keys beside it. */
async function ends(...choices: readonly Choice[]): Promise<{ said: string[]; sound: boolean }> {
  desk = await Desk.open(worker.start);
  for (const choice of choices) expect(await desk.acquire(server.endpoint, choice)).toMatchObject({ state: 'done' });
  return await checked(desk);
}

async function checked({ opened }: Desk): Promise<{ said: string[]; sound: boolean }> {
  const integrity = new CaseIntegrity(opened);
  await addKeys(integrity);
  const { findings } = await integrity.findings({ from: 0, count: 100 });
  const { sound } = await integrity.verify({ signal: new AbortController().signal });
  await integrity.close();
  const said = findings.map(({ about, verdict, reason, object }) => `${about} ${reason ?? verdict} ${hourOf(object)}`);
  return { said, sound };
}

/** As the window adds them. */
async function addKeys(integrity: CaseIntegrity): Promise<void> {
  const path = join(folder(), 'keys.json');
  writeFileSync(path, publicKeyList([signingKey()]));
  await integrity.keysIn([{ path, name: 'keys.json' }]);
}

function hourOf(object: string | null): string {
  return /_(\d{8}T\d{2})/.exec(object ?? '')?.[1] ?? '';
}

/** Takes the digest that ends at an hour, and what it lists, out of the bucket. */
function drop(time: string, withLogs = true): void {
  const at = trail.objects.findIndex(({ key }) => key.startsWith(DIGESTS) && key.includes(time));
  const [log, digest] = trail.objects.slice(at - 1, at + 1) as [Stored, Stored];
  server.remove(digest.key);
  if (withLogs) server.remove(log.key);
}

describe('what was chosen from a bucket', { timeout: 60_000 }, () => {
  it('covers the digest before the oldest one, or does not', async () => {
    expect(await ends({ uri })).toEqual({ said: [], sound: true });
    await desk?.remove();
    // The second day begins with the digest of 00:00; those of the evening before were not chosen.
    const { said, sound } = await ends(second);
    expect(said.filter((one) => !one.startsWith('log '))).toEqual([
      expect.stringMatching(/^chain not-checked 20240501T2/),
    ]);
    expect(sound).toBe(true);
    await desk?.remove();
    drop('20240502T00');
    const beheaded = await ends(second);
    expect(beheaded.said).toContain('digest missing 20240502T00');
    expect(beheaded.sound).toBe(false);
  });

  it('is all of the bucket, streams, kinds, and everything', async () => {
    drop('20240501T11');
    const missing = { said: ['digest missing 20240501T11'], sound: false };
    const choices: readonly Choice[] = [
      { uri },
      { uri, everything: true },
      { uri, streams: [DIGESTS, LOGS] },
      {
        uri,
        from: '2024-05-01',
        kinds: ['CloudTrail', 'Digest'],
        regions: ['eu-central-1'],
        accounts: ['111122223333'],
      },
      { uri: `${uri}/AWSLogs/111122223333` },
    ];
    for (const choice of choices) {
      expect([choice, await ends(choice)]).toEqual([choice, missing]);
      await desk?.remove();
    }
    // Of two choices one covers it.
    expect(await ends(second, { uri, from: '2024-05-01', to: '2024-05-01', exactDays: true })).toEqual(missing);
  });

  it('counts where other objects failed, and where the digest itself did', async () => {
    const [first] = trail.digests;
    const proxy = await startFaultProxy({
      target: server.endpoint,
      bucket: server.bucket,
      fault: (key) => (key === first?.key ? 'denied' : undefined),
    });
    try {
      desk = await Desk.open(worker.start);
      await desk.acquire(proxy.endpoint, { uri });
      const { said, sound } = await checked(desk);
      expect(said.filter((one) => one.startsWith('digest'))).toEqual(['digest missing 20240501T11']);
      expect(sound).toBe(false);
    } finally {
      await proxy.close();
    }
  });

  it('tells of a digest whose signature is gone from the store, and of an object that is no gzip file', async () => {
    const [one, other, third, log] = [trail.digests[3], trail.digests[5], trail.digests[7], trail.logs[9]];
    if (one === undefined || other === undefined || third === undefined || log === undefined) throw new Error('short');
    server.put({ key: one.key, bytes: one.bytes });
    const appended = Buffer.concat([other.bytes, gzipSync('{"Records":[]}')]);
    server.put({ ...other, metadata: other.metadata ?? {}, bytes: appended });
    server.put({ ...third, metadata: third.metadata ?? {}, bytes: third.bytes.subarray(0, -8) });
    server.put({ key: log.key, bytes: inflated(log) });
    expect(await ends({ uri })).toEqual({
      said: [
        'digest signature-missing 20240501T14',
        'digest trailing-data 20240501T16',
        'digest format 20240501T18',
        'log format 20240501T19',
      ],
      sound: false,
    });
  });

  it('is asked again when an acquisition comes to its end', async () => {
    drop('20240502T00');
    desk = await Desk.open(worker.start);
    const integrity = new CaseIntegrity(desk.opened);
    await addKeys(integrity);
    await desk.acquire(server.endpoint, second);
    const [finding] = (await integrity.findings({ from: 0, count: 1 })).findings;
    expect(finding).toMatchObject({ verdict: 'missing', about: 'digest' });
    await integrity.close();
  });
});
