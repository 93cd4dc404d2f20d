import { describe, expect, it } from 'vitest';
import { parseFilterText } from './parse';
import {
  fromPills,
  invertPill,
  loadPills,
  type Pill,
  pillFacet,
  pillOperator,
  pillText,
  savePills,
  switchPill,
  toPills,
} from './pills';
import { printFilter } from './print';

function pillsOf(text: string): Pill[] {
  const parsed = parseFilterText(text);
  if (!parsed.ok) throw new Error(parsed.fault.message);
  return toPills(parsed.filter);
}

describe('pills', () => {
  it.each([
    ['eventName:x', 'is', 'is not'],
    ['eventName:(x OR y)', 'is any of', 'is none of'],
    ['eventName:(x OR (none))', 'is any of', 'is none of'],
    ['eventName:(x OR y*)', 'matches', 'does not match'],
    ['eventName:x*', 'matches', 'does not match'],
    ['errorCode:*', 'is present', 'is absent'],
    ['errorCode:(none)', 'is absent', 'is present'],
    ['sourceIPAddress:10.0.0.0/8', 'is in network', 'is not in network'],
    ['eventTime:2026', 'is in range', 'is not in range'],
    ['bytesTransferredOut:>1', 'is in range', 'is not in range'],
    ['"some words"', 'contains', 'does not contain'],
    ['(a OR b)', 'text', 'text'],
  ])('%s %s; inverted it %s', (text, operator, inverse) => {
    const [pill, ...others] = pillsOf(text);
    if (!pill) throw new Error('no pill');
    expect(others).toEqual([]);
    expect(pillOperator(pill)).toBe(operator);
    expect(pillOperator(invertPill(pill))).toBe(inverse);
    const inner = printFilter(fromPills([pill]));
    expect(pillText(invertPill(pill))).toBe(operator === 'text' ? `NOT (${inner})` : `NOT ${inner}`);
    expect(pillText(invertPill(invertPill(pill)))).toBe(inner);
  });

  it('come from the conditions joined by AND, in order', () => {
    const pills = pillsOf('eventName:x NOT awsRegion:y (a OR b) AND requestParameters.key:z');
    expect(pills.map(pillText)).toEqual(['eventName:x', 'NOT awsRegion:y', 'a OR b', 'requestParameters.key:z']);
    expect(pills.map(pillFacet)).toEqual(['eventName', 'awsRegion', undefined, undefined]);
    expect(pillsOf('')).toEqual([]);
  });

  it('that are off stay in the row and out of the filter', () => {
    const row = pillsOf('a b (c OR d) e').map((pill, index) => switchPill(pill, index % 2 === 0));
    expect(printFilter(fromPills(row))).toBe('b AND e');
    const saved = savePills(row);
    expect(saved).toEqual({
      text: 'b AND e',
      off: [
        { at: 0, text: 'a' },
        { at: 2, text: 'c OR d' },
      ],
    });
    expect(loadPills(saved)?.map((pill) => [pillText(pill), pill.off ?? false])).toEqual([
      ['a', true],
      ['b', false],
      ['c OR d', true],
      ['e', false],
    ]);
    expect(loadPills({ ...saved, text: '(' })).toBeUndefined();
    expect(loadPills({ ...saved, off: [{ at: 0, text: '(' }] })).toBeUndefined();
    const [first] = row;
    expect(first && switchPill(first, false)).not.toHaveProperty('off');
  });
});
