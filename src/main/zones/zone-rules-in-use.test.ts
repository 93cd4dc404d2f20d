import { createHash } from 'node:crypto';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { zoneRules } from '../../core/zones/rules-in-use';
import { openClock, zoneTime } from '../../core/report/zone-clock';
import { shippedZoneRules } from './shipped-rules';
import { useGivenZoneRules, useZoneRulesOf } from './zone-rules-in-use';

const shipped = shippedZoneRules();
/** As if Vancouver went back to its winter time after all. */
const newer = shipped.text
  .replace('# version 2026f', '# version 2027a')
  .replace(/^(Z America\/Vancouver [\s\S]*?)^-7 - MST$/m, '$1-8 - PST');
const older = shipped.text.replace('# version 2026f', '# version 2026e');

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'zones-'))));
afterEach(async () => {
  await rm(folder, { recursive: true });
  await useZoneRulesOf(folder);
});

function vancouver(): string {
  const clock = openClock('America/Vancouver');
  return clock === undefined ? '' : zoneTime(clock, Date.UTC(2026, 11, 1) / 1000);
}

describe('the zone rules of a profile', () => {
  const place = (): string => join(folder, 'tzdata.zi');

  it('are those that the program brings where it has none', async () => {
    const { rules, problem } = await useZoneRulesOf(join(folder, 'no such folder'));
    expect(rules.identity).toEqual({
      origin: 'shipped',
      sha256: createHash('sha256').update(shipped.text).digest('hex'),
    });
    expect([rules.version, problem, vancouver()]).toEqual(['2026f', undefined, '2026-11-30T17:00:00-07:00']);
  });

  it('go before them where they are as new or newer', async () => {
    await writeFile(place(), newer);
    const { rules, problem } = await useZoneRulesOf(folder);
    expect([rules.version, problem, vancouver()]).toEqual(['2027a', undefined, '2026-11-30T16:00:00-08:00']);
    expect(zoneRules().identity).toEqual({
      origin: 'given',
      file: place(),
      sha256: createHash('sha256').update(newer).digest('hex'),
    });
  });

  it('are passed over, which is told, where they are older, no rules, or lie behind a link', async () => {
    await writeFile(place(), older);
    const old = await useZoneRulesOf(folder);
    expect(old.rules.version).toBe('2026f');
    expect(old.problem).toBe(
      `${place()} has the zone rules 2026e, which are older than those that Trailbench brings. The rules that Trailbench brings (2026f) are used. Remove the file, or put a newer one in its place.`,
    );
    await writeFile(place(), newer.slice(0, 60_000));
    const cut = await useZoneRulesOf(folder);
    expect(cut.rules.identity.origin).toBe('shipped');
    expect(cut.problem).toContain(`${place()}: These are no zone rules: `);
    expect(cut.problem).toMatch(/The rules that Trailbench brings \(2026f\) are used\.$/);
    await rm(place());
    await writeFile(join(folder, 'elsewhere'), newer);
    await symlink(join(folder, 'elsewhere'), place());
    const linked = await useZoneRulesOf(folder);
    expect(linked.rules.version).toBe('2026f');
    expect(linked.problem).toContain(`${place()} is a symbolic link`);
  });
});

describe('zone rules that are named', () => {
  it('are used whatever their age, so that an analysis of before can be made again', async () => {
    const file = join(folder, 'rules-of-then');
    await writeFile(file, older);
    expect((await useGivenZoneRules(file)).version).toBe('2026e');
    expect(zoneRules().version).toBe('2026e');
  });

  it('are refused with the reason and the remedy where they are none', async () => {
    const file = join(folder, 'rules');
    await expect(useGivenZoneRules(file)).rejects.toMatchObject({ code: 'unreadable-path', details: file });
    await expect(useGivenZoneRules(folder)).rejects.toMatchObject({ code: 'unreadable-path', details: folder });
    await writeFile(file, 'TZif2');
    await expect(useGivenZoneRules(file)).rejects.toMatchObject({
      code: 'bad-request',
      message: `${file}: These are no zone rules: its first line does not state the version, as "# version 2026f" does. Take tzdata.zi unchanged from a release of the IANA time zone database.`,
    });
    await writeFile(file, Buffer.alloc(3_000_000));
    await expect(useGivenZoneRules(file)).rejects.toMatchObject({ code: 'unreadable-path' });
  });
});
