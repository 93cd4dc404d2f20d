import { describe, expect, it } from 'vitest';
import type { FacetRow } from '../filter';
import { unfoundLine } from '../nothing-words';
import { unfoundValues, type AskValues } from './meant-values';
import { parseFilterText } from './parse';
import { printFilter } from './print';

const COUNTS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  eventName: { GetObject: 2949, HeadObject: 3, getObjectAcl: 1, '\u0130X': 1 },
  note: { 'Payroll was read': 3 },
  userAgent: { 'Boto3/1.28 Python': 7, 'Boto3/1.29': 2, 'BOTO/2': 1, other: 9 },
};

/** As the engine answers: values that hold the text ignoring case, most frequent first. */
const ask: AskValues = ({ facet, search, selected = [] }) => {
  const listed = (value: string): boolean =>
    selected.includes(value) || (search !== undefined && value.toLowerCase().includes(search.toLowerCase()));
  const rows: FacetRow[] = Object.entries(COUNTS[facet] ?? {})
    .map(([value, count]) => ({ value, count }))
    .filter(({ value }) => listed(value))
    .sort((a, b) => b.count - a.count);
  if (selected.includes(null)) rows.push({ value: null, count: 4 });
  return Promise.resolve({ facet, distinct: rows.length, rows });
};

async function found(text: string, every = true): Promise<(readonly [string, string?, number?, string?])[]> {
  const parsed = parseFilterText(text);
  if (!parsed.ok) throw new Error(parsed.fault.message);
  return (await unfoundValues(parsed.filter, ask, every)).map(({ asked, meant }) =>
    meant === undefined ? [asked] : [`${meant.how} ${asked}`, meant.text, meant.count, printFilter(meant.filter)],
  );
}

describe('a value that no event has', () => {
  it('is offered in the case that exists, in the place of the one that was asked for', async () => {
    const one = ['case eventName:getobject', 'eventName:GetObject', 2949, 'eventName:GetObject'];
    expect(await found('eventName:getobject')).toEqual([one]);
    expect(await found('eventName:getobject', false)).toEqual([one]);
    expect(await found('awsRegion:(none) AND NOT eventName:(HeadObject OR GETOBJECT)')).toEqual([
      [
        'case eventName:GETOBJECT',
        'eventName:GetObject',
        2949,
        'awsRegion:(none) AND NOT eventName:(HeadObject OR GetObject)',
      ],
    ]);
  });

  it('is there where a note holds it, whatever the case of its letters', async () => {
    expect(await found('note:PAYROLL')).toEqual([]);
    expect(await found('note:wages')).toEqual([['note:wages']]);
  });

  it('is offered in another case for a pattern, too', async () => {
    expect(await found('userAgent:*boto3*')).toEqual([
      ['case userAgent:*boto3*', 'userAgent:*Boto3*', 9, 'userAgent:*Boto3*'],
    ]);
    expect(await found('userAgent:boto3*python')).toEqual([
      ['case userAgent:boto3*python', 'userAgent:Boto3*Python', 7, 'userAgent:Boto3*Python'],
    ]);
  });

  it('is offered as a part of longer ones', async () => {
    expect(await found('eventName:Object')).toEqual([
      ['holds eventName:Object', 'eventName:*Object*', 2953, 'eventName:*Object*'],
    ]);
    expect(await found('userAgent:(other OR python)')).toEqual([
      ['holds userAgent:python', 'userAgent:*Python*', 7, 'userAgent:(other OR *Python*)'],
    ]);
    expect(await found('eventName:Object', false)).toEqual([]);
  });

  it('is offered as it was written elsewhere', async () => {
    expect(await found('eventName:Get%')).toEqual([
      ['written eventName:Get%', 'eventName:Get*', 2949, 'eventName:Get*'],
    ]);
    expect(await found('eventName:/^Get.*/')).toEqual([
      ['written eventName:/^Get.*/', 'eventName:Get*', 2949, 'eventName:Get*'],
    ]);
    expect(await found('eventName:GetObject,HeadObject')).toEqual([
      [
        'written eventName:GetObject,HeadObject',
        'eventName:(GetObject OR HeadObject)',
        2952,
        'eventName:(GetObject OR HeadObject)',
      ],
    ]);
    expect(await found('eventName:null')).toEqual([
      ['written eventName:null', 'eventName:(none)', 4, 'eventName:(none)'],
    ]);
    expect(await found('eventName:!GetObject userAgent:other')).toEqual([
      ['written eventName:!GetObject', 'eventName:GetObject', 2949, 'NOT eventName:GetObject AND userAgent:other'],
    ]);
  });

  it('is said where nothing is like it, but for exclusions', async () => {
    expect(await found('eventName:nothing')).toEqual([['eventName:nothing']]);
    expect(await found('eventName:x*')).toEqual([['eventName:x*']]);
    expect(await found('NOT eventName:nothing')).toEqual([]);
    expect(await found('eventName:nothing', false)).toEqual([]);
  });

  it('is none where the value itself is there', async () => {
    for (const text of [
      'eventName:GetObject',
      'eventName:*Object',
      'eventName:*',
      'eventName:(none)',
      'eventName:(empty)',
      'userAgent:*1.2*',
      'eventTime:2026',
      'word',
      '',
    ]) {
      expect(await found(text), text).toEqual([]);
    }
  });

  it('is said in one line', () => {
    const filter = { kind: 'all', start: 0, end: 0 } as const;
    const meant = { how: 'case', text: 'eventName:GetObject', value: 'GetObject', count: 2949, filter } as const;
    const asked = 'eventName:getobject';
    expect(unfoundLine({ asked, meant }).words).toBe(
      'No event has eventName:getobject. In other case: 2,949 events have eventName:GetObject.',
    );
    expect(unfoundLine({ asked, meant: { ...meant, count: 1 } }).words).toContain('1 event has eventName:GetObject');
    expect(unfoundLine({ asked: 'a:b' }).words).toBe('No event of the case has a:b.');
  });
});
