import { beforeEach, describe, expect, it } from 'vitest';
import type { Field } from '../../../core/query/language/ast';
import type { FilterChange } from './filter-change';
import { FilterState } from './filter-state.svelte';
import type { PlacedPill } from './filter-pills';
import { pillWords } from './pill-words';

let changes: FilterChange[] = [];
let filters = new FilterState(() => {});

beforeEach(() => {
  changes = [];
  filters = new FilterState((change) => changes.push(change));
});

const pills = (): string[] =>
  filters.pills.map(
    ({ pill, pinned }) => pillWords(pill).sentence + (pill.off === true ? ' (off)' : '') + (pinned ? ' (pinned)' : ''),
  );

function pillAt(position: number): PlacedPill {
  const pill = filters.pills[position];
  if (pill === undefined) throw new Error(`There is no pill ${String(position)}.`);
  return pill;
}

function write(text: string): void {
  const parsed = filters.parse(text);
  if (!parsed.ok) throw new Error(parsed.fault.message);
  filters.setFilter(parsed.filter);
}

describe('a click on a value', () => {
  it('shows only this value, and all again the second time', () => {
    filters.only('eventName', 'GetObject');
    expect(filters.view.clauses).toMatchObject([
      { facet: 'eventName', filter: { op: 'in', facet: 'eventName', values: ['GetObject'] } },
    ]);
    filters.only('eventName', 'GetObject');
    expect(filters.view.clauses).toEqual([]);
    expect(changes.map(({ words }) => words)).toEqual(['Only GetObject', 'Only GetObject']);
  });

  it('replaces whatever was on in the same facet, in the same place', () => {
    write('eventName:(GetObject OR Put*) AND awsRegion:eu-west-1 AND NOT eventName:Decrypt');
    filters.only('eventName', 'ListBuckets');
    expect(pills()).toEqual(['Event name is ListBuckets', 'Region is eu-west-1']);
  });

  it('leaves pills that are off as they are', () => {
    write('eventName:GetObject');
    filters.switchOff(pillAt(0).id, true);
    filters.only('eventName', 'ListBuckets');
    expect(pills()).toEqual(['Event name is GetObject (off)', 'Event name is ListBuckets']);
  });

  it('takes (none), (empty) and the literal "(none)" as three different values', () => {
    filters.only('errorCode', null);
    expect(filters.mark('errorCode', null)).toBe('included');
    expect(filters.mark('errorCode', '')).toBeUndefined();
    expect(filters.mark('errorCode', '(none)')).toBeUndefined();
    filters.toggle('errorCode', '(none)');
    expect(pills()).toEqual(['Error code is any of (none), "(none)"']);
    expect(filters.text).toBe('errorCode:((none) OR "(none)")');
  });
});

describe('the checkbox', () => {
  it('adds values and takes them away; the last one leaves no pill', () => {
    filters.toggle('sourceIPAddress', '203.0.113.77');
    filters.toggle('sourceIPAddress', '198.51.100.24');
    expect(filters.included('sourceIPAddress')).toBe(2);
    expect(pills()).toEqual(['Source IP is any of 203.0.113.77, 198.51.100.24']);
    filters.toggle('sourceIPAddress', '203.0.113.77');
    filters.toggle('sourceIPAddress', '198.51.100.24');
    expect(filters.pills).toEqual([]);
  });

  it('adds to a pattern or network that was written, which keeps marking what it holds', () => {
    write('sourceIPAddress:10.0.0.0/8');
    filters.toggle('sourceIPAddress', '203.0.113.77');
    expect(filters.text).toBe('sourceIPAddress:(10.0.0.0/8 OR 203.0.113.77)');
    expect(filters.passes('sourceIPAddress', '10.20.30.40')).toBe(true);
    expect(filters.passes('sourceIPAddress', '192.0.2.41')).toBe(false);
    expect(filters.passes('sourceIPAddress', 's3.amazonaws.com')).toBe(false);
  });

  it('stands beside "is present", which no value adds to', () => {
    write('errorCode:*');
    filters.toggle('errorCode', 'AccessDenied');
    expect(filters.text).toBe('errorCode:* AND errorCode:AccessDenied');
    expect(filters.passes('errorCode', null)).toBe(false);
  });

  it('turns an excluded value into a chosen one', () => {
    filters.exclude('eventName', 'Decrypt');
    filters.toggle('eventName', 'Decrypt');
    expect(pills()).toEqual(['Event name is Decrypt']);
  });
});

describe('exclusion', () => {
  it('is a negated clause of the same facet, and ends the second time', () => {
    filters.exclude('eventName', 'Decrypt');
    expect(filters.view.clauses[0]).toMatchObject({
      facet: 'eventName',
      filter: { op: 'not', of: { op: 'in', facet: 'eventName', values: ['Decrypt'] } },
    });
    expect(filters.mark('eventName', 'Decrypt')).toBe('excluded');
    expect(filters.passes('eventName', 'Decrypt')).toBe(false);
    filters.exclude('eventName', 'Decrypt');
    expect(filters.pills).toEqual([]);
  });

  it('stands beside chosen values', () => {
    filters.toggle('eventName', 'GetObject');
    filters.exclude('eventName', 'Decrypt');
    expect(pills()).toEqual(['Event name is GetObject', 'Event name is not Decrypt']);
    expect(filters.chosen('eventName')).toEqual(['GetObject', 'Decrypt']);
  });
});

describe('a pill', () => {
  it('is kept without effect when off, and marks nothing', () => {
    filters.only('awsRegion', 'eu-west-1');
    filters.switchOff(pillAt(0).id, true);
    expect(filters.view.clauses[0]).toMatchObject({ off: true });
    expect(filters.active).toBe(0);
    expect(filters.text).toBe('');
    expect(filters.mark('awsRegion', 'eu-west-1')).toBeUndefined();
    expect(filters.passes('awsRegion', 'us-east-1')).toBe(true);
  });

  it('inverts, and takes up the list of the facet that it meets', () => {
    filters.toggle('eventName', 'GetObject');
    filters.exclude('eventName', 'Decrypt');
    filters.invert(pillAt(0).id);
    expect(pills()).toEqual(['Event name is none of Decrypt, GetObject']);
  });

  it('of NOT (a AND b) becomes two when it is inverted', () => {
    write('NOT (eventName:a AND awsRegion:b)');
    filters.invert(pillAt(0).id);
    expect(pills()).toEqual(['Event name is a', 'Region is b']);
  });

  it('says how many values there are when over two', () => {
    for (const value of ['a', 'b', 'c']) filters.toggle('principal', value);
    expect(pills()).toEqual(['Principal is any of 3 values']);
  });

  it('that is pinned stays when the others are cleared or a question is asked, until it alone is left', () => {
    write('awsRegion:eu-west-1 AND eventName:GetObject');
    filters.pin(pillAt(0).id, true);
    filters.clear();
    expect(pills()).toEqual(['Region is eu-west-1 (pinned)']);
    const asked = filters.parse('errorCode:*');
    if (asked.ok) filters.ask(asked.filter, 'Ask');
    expect(pills()).toEqual(['Region is eu-west-1 (pinned)', 'Error code is present']);
    filters.clear();
    filters.clear();
    expect(filters.pills).toEqual([]);
  });

  it('that is the last one on is the one an empty result turns off', () => {
    filters.only('awsRegion', 'eu-west-1');
    filters.only('eventName', 'GetObject');
    filters.switchLastOff();
    expect(pills()).toEqual(['Region is eu-west-1', 'Event name is GetObject (off)']);
    filters.switchLastOff();
    expect(filters.active).toBe(0);
    filters.switchLastOff();
    expect(changes).toHaveLength(4);
  });

  it('that says what another says is not added twice, but switched on', () => {
    filters.only('awsRegion', 'eu-west-1');
    const { id, pill } = pillAt(0);
    filters.switchOff(id, true);
    expect(filters.add({ ...pill, off: false })).toBe(id);
    expect(pills()).toEqual(['Region is eu-west-1']);
  });

  it('gives way to several where its text says several', () => {
    write('(eventName:a OR eventName:b) AND awsRegion:c');
    const parsed = filters.parse('eventName:a AND errorCode:*');
    if (!parsed.ok || parsed.filter.kind !== 'and') throw new Error('not two conditions');
    write('eventName:x');
    filters.replace(pillAt(0).id);
    expect(filters.pills).toEqual([]);
  });
});

describe('text', () => {
  it('and pills are one filter', () => {
    write('eventName:GetObject -sourceIPAddress:10.0.0.0/8 requestParameters.bucketName:payroll*');
    expect(filters.text).toBe('eventName:GetObject AND NOT sourceIPAddress:10.0.0.0/8 AND bucketName:payroll*');
    expect(pills()).toEqual([
      'Event name is GetObject',
      'Source IP is not in network 10.0.0.0/8',
      'Bucket in the request matches payroll*',
    ]);
    filters.exclude('awsRegion', 'eu-west-1');
    expect(filters.text).toMatch(/ AND NOT awsRegion:eu-west-1$/);
  });

  it('that says what a pill that is off says switches that one on, without a twin', () => {
    write('eventName:a AND awsRegion:b');
    const [, off] = filters.pills;
    if (off === undefined) throw new Error('no pill');
    filters.pin(off.id, true);
    filters.switchOff(off.id, true);
    write('awsRegion:b AND errorCode:c');
    expect(pills()).toEqual(['Region is b (pinned)', 'Error code is c']);
    expect(filters.pills[0]?.id).toBe(off.id);
    filters.switchOff(off.id, true);
    const parsed = filters.parse('eventName:d AND awsRegion:b');
    if (parsed.ok) filters.ask(parsed.filter, 'Ask');
    expect(pills()).toEqual(['Region is b (pinned)', 'Event name is d']);
  });

  it('that is edited keeps pills that say the same, their pins, and the places of those that are off', () => {
    write('eventName:a AND awsRegion:b AND errorCode:c');
    filters.pin(pillAt(2).id, true);
    filters.switchOff(pillAt(1).id, true);
    const [first, off, last] = filters.pills;
    write('errorCode:c AND eventName:a AND readOnly:true');
    expect(pills()).toEqual([
      'Error code is c (pinned)',
      'Region is b (off)',
      'Event name is a',
      'Read or write is true',
    ]);
    expect(filters.pills.slice(0, 3)).toEqual([last, off, first]);
  });

  it('that has a fault changes nothing', () => {
    filters.only('awsRegion', 'eu-west-1');
    const parsed = filters.parse('eventName:GetObject sourceIP:203.0.113.77');
    expect(parsed).toMatchObject({ ok: false, fault: { start: 20, end: 28, suggestion: 'sourceIPAddress' } });
    expect(pills()).toEqual(['Region is eu-west-1']);
  });

  it('that says the same is no change', () => {
    write('eventName:a');
    write('  eventName:"a" ');
    expect(changes).toHaveLength(1);
  });

  it('narrows to the values of a group: single values replace what they imply, lists gain a pill', () => {
    filters.toggle('eventName', 'a');
    filters.toggle('eventName', 'b');
    filters.toggle('resource', 'arn:x');
    const group = [
      ['eventName', 'a'],
      ['resource', 'arn:y'],
      ['errorCode', null],
    ] as const;
    filters.onlyAll(group, 'Only the group');
    expect(filters.text.replaceAll('"', '')).toBe(
      'eventName:a AND resource:arn:x AND resource:arn:y AND errorCode:(none)',
    );
    filters.onlyAll(group, 'Again');
    expect(filters.pills).toHaveLength(4);
  });

  it('asks the records only for what no pill has asked yet', () => {
    write('requestParameters.key:x');
    const needs = (text: string): boolean => {
      const parsed = filters.parse(text);
      return parsed.ok && filters.needsRecords(parsed.filter);
    };
    expect([filters.asksRecords, needs('eventName:a'), needs('requestParameters.key:x'), needs('words')]).toEqual([
      true,
      false,
      false,
      true,
    ]);
    filters.switchRecordsOff();
    expect([filters.asksRecords, pills()]).toEqual([false, ['requestParameters.key is x (off)']]);
  });
});

describe('the range of time', () => {
  it('is one pill, whoever set it', () => {
    filters.setTime({ from: 1773266400, to: 1773284400 });
    expect(filters.text).toBe('eventTime:[2026-03-11T22:00:00Z TO 2026-03-12T03:00:00Z}');
    expect(filters.view.clauses[0]).toEqual({ id: 'time', filter: { op: 'time', from: 1773266400, to: 1773284400 } });
    write('eventTime:2026-03-11 AND eventName:a');
    expect(filters.time).toEqual({ from: 1773187200, to: 1773273600, off: false });
    filters.setTime({ from: 1773187200, to: null });
    expect(pills()[0]).toBe('Time is from 2026-03-11 00:00:00 UTC on');
    expect(filters.viewOfAllTimes.clauses).toHaveLength(1);
    filters.setTime(null);
    expect(filters.text).toBe('eventName:a');
    expect(filters.time).toBeUndefined();
  });

  it('is set anew where it was off, and leaves times that are excluded alone', () => {
    write('NOT eventTime:2026-03-10 AND eventTime:2026-03-11');
    filters.switchOff(pillAt(1).id, true);
    expect(filters.time).toMatchObject({ off: true });
    filters.setTime({ from: 10, to: 20 });
    expect(filters.time).toEqual({ from: 10, to: 20, off: false });
    expect(filters.pills).toHaveLength(2);
  });
});

describe('a field of the detail', () => {
  const key: Field = { kind: 'path', path: ['requestParameters', 'key'] };

  it('of a facet acts as its list does', () => {
    const bucket: Field = { kind: 'facet', name: 'bucketName' };
    filters.include(bucket, { kind: 'exact', text: 'payroll' });
    filters.include(bucket, { kind: 'exact', text: 'payroll' });
    expect(pills()).toEqual(['Bucket in the request is payroll']);
    filters.leaveOut(bucket, { kind: 'absent' });
    filters.leaveOut(bucket, { kind: 'absent' });
    expect(filters.text).toBe('bucketName:payroll AND NOT bucketName:(none)');
  });

  it('of any path is a condition of its own', () => {
    filters.include(key, { kind: 'exact', text: 'a b' });
    filters.leaveOut(key, { kind: 'present' });
    expect(filters.text).toBe('requestParameters.key:"a b" AND NOT requestParameters.key:*');
    expect(pills()).toEqual(['requestParameters.key is a b', 'requestParameters.key is absent']);
  });
});
