import { describe, expect, it } from 'vitest';
import { Clock, UTC_CLOCK } from '../../wording/clock';
import { bytesRange, facetOfField, timeRange, typedBytes, typedField, typedTerm, writtenEnds } from './term-entry';

describe('what is typed', () => {
  it('where values are looked for may be a pattern or a network', () => {
    const ip = { kind: 'facet', name: 'sourceIPAddress' } as const;
    const name = { kind: 'facet', name: 'eventName' } as const;
    expect(typedTerm(ip, ' 10.0.0.0/8 ')).toEqual({ kind: 'network', network: '10.0.0.0/8' });
    expect(typedTerm(ip, '2001:db8::/32')).toEqual({ kind: 'network', network: '2001:db8::/32' });
    expect(typedTerm(name, 'Get*')).toEqual({ kind: 'pattern', pieces: ['Get', ''] });
    expect(typedTerm(name, '*a b (c)*')).toEqual({ kind: 'pattern', pieces: ['', 'a b (c)', ''] });
    for (const text of ['', 'GetObject', '*', '10.0.0.0/99', '[a TO b*]']) expect(typedTerm(ip, text)).toBeUndefined();
  });

  it('as a field is a name, an alias of a path, or any path of a record', () => {
    expect(typedField('eventname')).toEqual({ kind: 'facet', name: 'eventName' });
    expect(typedField('requestParameters.bucketName')).toEqual({ kind: 'facet', name: 'bucketName' });
    expect(typedField('requestParameters.key')).toEqual({ kind: 'path', path: ['requestParameters', 'key'] });
    for (const text of ['', 'nothing', 'a b', 'event:', '(eventName']) expect(typedField(text)).toBeUndefined();
    expect(facetOfField({ kind: 'path', path: ['userIdentity', 'arn'] })).toBe('principal');
  });

  it('as bytes takes units and separators', () => {
    expect(['0', '4218663', '4,218,663', '4.2 MB', '300k', '1 GB', '12 bytes', '1.5KB'].map(typedBytes)).toEqual([
      0, 4218663, 4218663, 4_200_000, 300_000, 1e9, 12, 1500,
    ]);
    for (const text of ['', '-1', '4 218', '1,2', '1 EB', 'x']) expect(typedBytes(text)).toBeUndefined();
  });
});

describe('a range', () => {
  it('of bytes holds both its ends, says how they were read, and what is wrong', () => {
    expect(bytesRange('1 MB', '').value).toEqual({
      kind: 'number',
      from: { value: 1e6, inclusive: true },
      to: null,
    });
    expect(bytesRange('1 MB', 'x')).toMatchObject({
      value: undefined,
      from: { words: '1,000,000 bytes' },
      to: { wrong: true },
    });
    expect(bytesRange('2', '1')).toMatchObject({ value: undefined, to: { wrong: true } });
    expect(bytesRange('', '').value).toBeUndefined();
    expect(writtenEnds(bytesRange('5', '9').value, UTC_CLOCK)).toEqual({ from: '5', to: '9' });
    expect(
      writtenEnds(
        { kind: 'number', from: { value: 5, inclusive: false }, to: { value: 9, inclusive: false } },
        UTC_CLOCK,
      ),
    ).toEqual({ from: '6', to: '8' });
  });

  it('of time is read in the zone shown, holds the whole of its last unit, and is echoed in UTC', () => {
    const kathmandu = Clock.open('+05:45') ?? UTC_CLOCK;
    const entry = timeRange('2026-03-11', '2026-03-11', kathmandu);
    expect(entry).toMatchObject({
      value: { kind: 'time', from: 1773166500, to: 1773252900 },
      from: { wrong: false, words: '2026-03-10 18:15:00 UTC' },
    });
    expect(writtenEnds(entry.value, kathmandu)).toEqual({ from: '2026-03-11 00:00:00', to: '2026-03-11 23:59:59' });
    expect(timeRange('2026-03-12', '2026-03-11', UTC_CLOCK)).toMatchObject({ value: undefined, to: { wrong: true } });
    expect(timeRange('soon', '', UTC_CLOCK)).toMatchObject({ value: undefined, from: { wrong: true } });
  });
});
