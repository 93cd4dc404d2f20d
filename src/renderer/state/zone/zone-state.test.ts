import { describe, expect, it } from 'vitest';
import { findZones, zoneNames, zoneOffsetWords } from './zone-names';
import { ZoneState } from './zone-state.svelte';

function storage(): Pick<Storage, 'getItem' | 'setItem'> {
  const stored = new Map<string, string>();
  return { getItem: (key) => stored.get(key) ?? null, setItem: (key, value) => void stored.set(key, value) };
}

describe('the zone of a case', () => {
  it('is UTC until another is chosen, and is remembered for that case alone', () => {
    const kept = storage();
    const zone = new ZoneState('a', kept);
    expect(zone.name).toBe('UTC');
    expect(zone.choose('Asia/Kathmandu')).toBe(true);
    expect(zone.clock.text(0)).toBe('1970-01-01 05:30:00');
    expect(new ZoneState('a', kept).name).toBe('Asia/Kathmandu');
    expect(new ZoneState('b', kept).name).toBe('UTC');
  });

  it('is spelt as the rules spell it, however it is asked for', () => {
    const zone = new ZoneState('a', storage());
    expect(zone.choose('europe/BERLIN')).toBe(true);
    expect(zone.name).toBe('Europe/Berlin');
  });

  it('stays as it is where the rules know no such zone', () => {
    const kept = storage();
    const zone = new ZoneState('a', kept);
    expect(zone.choose('Mars/Olympus')).toBe(false);
    expect(zone.name).toBe('UTC');
    kept.setItem('trailbench.zone.a', 'Mars/Olympus');
    expect(new ZoneState('a', kept).name).toBe('UTC');
  });
});

describe('the list of zones', () => {
  it('begins with UTC and has every spelling, but no abbreviation', () => {
    expect(zoneNames()[0]).toBe('UTC');
    expect(zoneNames()).toContain('America/New_York');
    expect(zoneNames()).toContain('Asia/Kathmandu');
    expect(zoneNames()).toContain('America/Coyhaique');
    // Old spellings are in the reports of others.
    expect(zoneNames()).toContain('Asia/Katmandu');
    // These have rules of their own, without summer time.
    expect(zoneNames()).not.toContain('EST');
    expect(new Set(zoneNames()).size).toBe(zoneNames().length);
  });

  it('is searched by words in any place, and takes offsets', () => {
    expect(findZones('new york')).toEqual(['America/New_York']);
    expect(findZones('utc')[0]).toBe('UTC');
    expect(findZones('+05:45')).toEqual(['+05:45']);
    expect(findZones('asia/katmandu')).toEqual(['Asia/Katmandu']);
    expect(findZones('nowhere at all')).toEqual([]);
  });

  it('tells the offset at a time', () => {
    const winter = Date.UTC(2026, 0, 10) / 1000;
    expect(zoneOffsetWords('America/New_York', winter)).toBe('UTC-05:00');
    expect(zoneOffsetWords('America/New_York', winter + 180 * 86_400)).toBe('UTC-04:00');
    expect(zoneOffsetWords('+05:45', winter)).toBe('');
  });
});
