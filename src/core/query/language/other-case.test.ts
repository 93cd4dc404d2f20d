import { describe, expect, it } from 'vitest';
import { otherCases, otherCaseWords, type AskValues } from './other-case';
import { parseFilterText } from './parse';
import { printFilter } from './print';

const COUNTS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  eventName: { GetObject: 2949, HeadObject: 3, getObjectAcl: 1, '\u0130X': 1 },
  userAgent: { 'Boto3/1.28 Python': 7, 'Boto3/1.29': 2, 'BOTO/2': 1, other: 9 },
};

/** As the engine answers: values that hold the text ignoring case, most frequent first. */
const ask: AskValues = ({ facet, search = '' }) => {
  const rows = Object.entries(COUNTS[facet] ?? {})
    .map(([value, count]) => ({ value, count }))
    .filter(({ value }) => value.toLowerCase().includes(search.toLowerCase()))
    .sort((a, b) => b.count - a.count);
  return Promise.resolve({ facet, distinct: rows.length, rows });
};

async function found(text: string): Promise<(readonly [string, number, string])[]> {
  const parsed = parseFilterText(text);
  if (!parsed.ok) throw new Error(parsed.fault.message);
  return (await otherCases(parsed.filter, ask)).map(({ meant, count, filter }) => [meant, count, printFilter(filter)]);
}

describe('a value that exists in another case only', () => {
  it('is offered with its count, in the place of the one that was asked for', async () => {
    expect(await found('eventName:getobject')).toEqual([['eventName:GetObject', 2949, 'eventName:GetObject']]);
    expect(await found('awsRegion:x AND NOT eventName:(HeadObject OR GETOBJECT)')).toEqual([
      ['eventName:GetObject', 2949, 'awsRegion:x AND NOT eventName:(HeadObject OR GetObject)'],
    ]);
  });

  it('is found for a pattern, too', async () => {
    expect(await found('userAgent:*boto3*')).toEqual([['userAgent:*Boto3*', 9, 'userAgent:*Boto3*']]);
    expect(await found('userAgent:boto3*python')).toEqual([['userAgent:Boto3*Python', 7, 'userAgent:Boto3*Python']]);
  });

  it('is none where the value itself is there, or nothing like it', async () => {
    for (const text of [
      'eventName:GetObject',
      'eventName:*Object',
      'eventName:nothing',
      'eventName:getobj',
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
    const other = { asked: 'eventName:getobject', meant: 'eventName:GetObject', value: 'GetObject', filter };
    expect(otherCaseWords({ ...other, count: 2949 })).toBe(
      'No event has eventName:getobject. In other case: 2,949 events have eventName:GetObject.',
    );
    expect(otherCaseWords({ ...other, count: 1 })).toContain('1 event has eventName:GetObject');
  });
});
