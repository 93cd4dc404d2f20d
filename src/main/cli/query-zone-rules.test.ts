import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';

import { builtWorker } from '../../../test/support/indexing-worker';
import { useZoneRules } from '../../core/zones/rules-in-use';
import { shippedZoneRules } from '../zones/shipped-rules';
import { runCli } from './run-cli';

const { text: SHIPPED } = shippedZoneRules();
const OTHER = SHIPPED.replace('# version 2026f', '# version 2027a').replace(
  /^(Z America\/Vancouver [\s\S]*?)^-7 - MST$/m,
  '$1-8 - PST',
);
let folder: string;
let worker: Awaited<ReturnType<typeof builtWorker>>;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'query-zones-'));
  const record = { eventVersion: '1.08', eventTime: '2026-11-15T12:00:00Z', eventName: 'GetObject', eventID: 'a' };
  mkdirSync(join(folder, 'logs'));
  writeFileSync(join(folder, 'logs/a.json'), JSON.stringify({ Records: [record] }));
  writeFileSync(join(folder, 'other.zi'), OTHER);
  worker = await builtWorker();
}, 60_000);
beforeEach(() => rmSync(join(folder, 'profile'), { recursive: true, force: true }));
afterAll(() => {
  useZoneRules(shippedZoneRules());
  worker.remove();
  rmSync(folder, { recursive: true });
});

async function query(...argv: string[]): Promise<{ status: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const status = await runCli(['query', 'logs', ...argv], {
    startWorker: worker.start,
    cwd: folder,
    version: '1.2.3',
    profile: join(folder, 'profile'),
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
  });
  return { status, out, err };
}

/** Exports, and gives the time in the zone and what the manifest says. */
async function exported(...argv: string[]): Promise<{ time: string; manifest: Record<string, unknown>; err: string }> {
  const zone = ['--zone', 'america/vancouver', '--columns', 'time'];
  const { status, out, err } = await query('-o', 'out.csv', '--replace', ...zone, ...argv);
  expect(status, err).toBe(0);
  const { file, manifest } = JSON.parse(out) as { file: string; manifest: string };
  const [head, row] = readFileSync(file, 'utf8').split('\r\n');
  expect(head).toContain('America/Vancouver');
  const said = JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, unknown>;
  return { time: row?.split(',')[1] ?? '', manifest: said, err };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

it('exports by the rules that the program brings, and the manifest says which these are', async () => {
  const { time, manifest } = await exported();
  expect(time).toBe('2026-11-15T05:00:00-07:00');
  expect(manifest).toMatchObject({
    timeZone: 'America/Vancouver',
    zoneRules: { version: '2026f', sha256: sha256(SHIPPED), origin: 'shipped with the tool' },
  });
});

it('exports and filters by rules that are named, or lie in the profile', async () => {
  const given = { version: '2027a', sha256: sha256(OTHER), origin: 'given by the user' };
  const named = await exported('--zone-rules', 'other.zi');
  expect([named.time, named.err]).toEqual([
    '2026-11-15T04:00:00-08:00',
    expect.stringContaining('The zone rules 2027a in other.zi are used.'),
  ]);
  expect(named.manifest['zoneRules']).toMatchObject({ ...given, file: join(folder, 'other.zi') });
  const within = ['--zone', 'America/Vancouver', '--filter', 'eventTime:2026-11-15T04', '--zone-rules', 'other.zi'];
  expect(JSON.parse((await query(...within)).out)).toMatchObject({ matched: 1 });
  expect(JSON.parse((await query(...within.slice(0, 4))).out)).toMatchObject({ matched: 0 });
  const place = join(folder, 'profile/tzdata.zi');
  mkdirSync(join(folder, 'profile'));
  writeFileSync(place, OTHER);
  const lying = await exported();
  expect(lying.time).toBe('2026-11-15T04:00:00-08:00');
  expect(lying.manifest['zoneRules']).toMatchObject({ ...given, file: place });
  writeFileSync(place, OTHER.slice(0, 9000));
  const cut = await exported();
  expect(cut.time).toBe('2026-11-15T05:00:00-07:00');
  expect(cut.err).toContain(`${place}: These are no zone rules: `);
});

it('knows the zones of the rules that are named, and no others', async () => {
  writeFileSync(join(folder, 'more.zi'), `${OTHER}L Asia/Kathmandu Mars/Olympus\n`);
  const argv = ['-o', 'mars.csv', '--replace', '--zone', 'Mars/Olympus', '--columns', 'time'];
  expect((await query(...argv, '--zone-rules', 'more.zi')).status).toBe(0);
  expect(await query(...argv)).toMatchObject({
    status: 1,
    err: expect.stringContaining('No time zone is called Mars/Olympus.') as string,
  });
});

it('refuses rules that are none, and such as nothing would go by', async () => {
  expect(await query('--filter', 'a', '--zone-rules', 'logs/a.json')).toMatchObject({
    status: 2,
    err: expect.stringContaining('These are no zone rules: its first line does not state the version') as string,
  });
  expect(await query('--filter', 'a', '--zone-rules', 'none')).toMatchObject({ status: 2 });
  expect(await query('--zone-rules', 'other.zi')).toMatchObject({
    status: 1,
    err: expect.stringContaining('--zone-rules goes with --filter, or with -o FILE.') as string,
  });
});
