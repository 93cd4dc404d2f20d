import { beforeAll, describe, expect, it } from 'vitest';
import { extractEvent, newEventValues } from '../event/extract-facets';
import { MemoryStore } from '../segment/memory-store';
import { SegmentBuilder } from '../segment/segment-builder';
import { parseFilterText } from './language/parse';
import { pillFilter, toPills } from './language/pills';
import { printFilter } from './language/print';
import { explainNothing } from './nothing-found';
import { nothingLines } from './nothing-words';
import { QueryEngine } from './query-engine';

/** 40 events in two segments: one a minute from 2024-05-01 on, three names, two addresses, bytes for each. */
let engine: QueryEngine;
beforeAll(async () => {
  const store = new MemoryStore();
  engine = new QueryEngine(store);
  const values = newEventValues();
  for (const source of [0, 1]) {
    const builder = new SegmentBuilder();
    for (let record = 0; record < 20; record++) {
      const number = source * 20 + record;
      const event = {
        eventID: `e-${String(number)}`,
        eventName: ['GetObject', 'PutObject', 'GetObject', 'ListBuckets'][number % 4] ?? '',
        eventTime: new Date(Date.UTC(2024, 4, 1) + number * 60_000).toISOString().replace('.000', ''),
        sourceIPAddress: number % 4 === 0 ? '203.0.113.7' : '198.51.100.1',
        additionalEventData: { bytesTransferredOut: 10 + number },
      };
      extractEvent(event, values);
      builder.add(values, { source, record, offset: record * 10, length: 9 }, new Uint8Array(16));
    }
    await engine.addSegment(store.add(builder.finish()));
  }
});

async function lines(text: string): Promise<readonly string[]> {
  const parsed = parseFilterText(text);
  if (!parsed.ok) throw new Error(parsed.fault.message);
  const conditions = toPills(parsed.filter).map(pillFilter);
  const describeAt = (at: number): string => (conditions[at] === undefined ? '' : printFilter(conditions[at]));
  const time = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 16);
  return nothingLines(await explainNothing(conditions, engine), { describe: describeAt, time }).map(
    ({ words, remedy }) =>
      remedy === undefined
        ? words
        : `${words} -> ${remedy.kind === 'off' ? `off ${String(remedy.at)}` : printFilter(remedy.filter)}`,
  );
}

describe('why nothing is found', () => {
  it('is a value that no event has, or has otherwise', async () => {
    expect(await lines('eventName:getobject')).toEqual([
      'No event has eventName:getobject. In other case: 20 events have eventName:GetObject. -> eventName:GetObject',
    ]);
    expect(await lines('eventName:Buckets AND sourceIPAddress:10.0.0.1')).toEqual([
      'No event has eventName:Buckets as a whole value. 10 events have eventName:*Buckets*. -> eventName:*Buckets* AND sourceIPAddress:10.0.0.1',
      'No event of the case has sourceIPAddress:10.0.0.1.',
    ]);
  });

  it('is that nothing of the kind was said', async () => {
    const none = 'No event of the case is annotated.';
    expect(await lines('tag:exfil')).toEqual(['No event of the case has tag:exfil.', none]);
    expect(await lines('note:*')).toEqual(['No event of the case has "note:*".', none]);
  });

  it('is one condition of several, each with what the others find', async () => {
    expect(await lines('eventName:PutObject AND sourceIPAddress:203.0.113.7 AND eventTime:>=2024-05-01')).toEqual([
      'Without "eventName:PutObject": 10 events. -> off 0',
      'Without "sourceIPAddress:203.0.113.7": 10 events. -> off 1',
    ]);
  });

  it('is none of them alone', async () => {
    const text =
      'eventName:PutObject AND sourceIPAddress:203.0.113.7 AND NOT eventName:GetObject AND bytesTransferredOut:<12 AND NOT sourceIPAddress:198.51.100.1';
    const [only, ...others] = await lines(text);
    expect(only).toMatch(/^No filter alone is the reason\. Events by each of them: "eventName:PutObject" 10, /);
    expect(others).toEqual([]);
  });

  it('is a field that has one value, asked for two', async () => {
    expect(await lines('eventName:GetObject AND eventName:PutObject AND sourceIPAddress:198.51.100.1')).toEqual([
      'An event has one value of Event name, and several are asked for at once. With either of them: 20 events. -> eventName:(GetObject OR PutObject) AND sourceIPAddress:198.51.100.1',
      'Without "eventName:GetObject": 10 events. -> off 0',
      'Without "eventName:PutObject": 10 events. -> off 1',
    ]);
  });

  it('is a time outside of the case, or a number beyond all others', async () => {
    expect(await lines('eventTime:2026-03-11')).toEqual([
      'Events of the case run from 2024-05-01T00:00 to 2024-05-01T00:39: the time asked for lies after them. -> off 0',
    ]);
    expect((await lines('eventTime:<2023-01-01'))[0]).toContain('lies before them');
    expect((await lines('eventTime:[2024-05-01T00:00:10Z TO 2024-05-01T00:00:20Z]'))[0]).toContain(
      'none has a time that is asked for',
    );
    expect(await lines('bytesTransferredOut:>1000')).toEqual([
      'No event has "bytesTransferredOut:>1000". Bytes out run from 10 to 49. -> off 0',
    ]);
  });

  it('is said of a network and of a choice of conditions', async () => {
    expect(await lines('sourceIPAddress:10.0.0.0/8')).toEqual([
      'No event of the case has "sourceIPAddress:10.0.0.0/8".',
    ]);
    expect(await lines('eventName:Foo OR awsRegion:bar')).toEqual([
      'No event of the case has eventName:Foo.',
      'No event of the case has awsRegion:bar.',
      'No event of the case has "eventName:Foo OR awsRegion:bar".',
    ]);
  });

  it('needs no records: without words and paths it is counted from columns', async () => {
    expect(await lines('eventName:PutObject AND nowhere')).toEqual(['Without "nowhere": 10 events. -> off 1']);
    expect(await lines('eventName:Foo AND nowhere')).toEqual(['No event of the case has eventName:Foo.']);
    expect(await lines('nowhere')).toEqual([]);
    expect(await lines('eventName:PutObject AND one AND two')).toEqual([
      '10 events pass what the index answers; none of their records has all of "one", "two".',
    ]);
  });
});

describe('a sample of events', () => {
  it('has some of every value of a facet, the most frequent first', async () => {
    const { source, record } = await engine.sample('eventName', 2, 5);
    expect(Array.from(source, (no, at) => [no, record[at]])).toEqual([
      [0, 0],
      [0, 2],
      [0, 1],
      [0, 5],
      [0, 3],
    ]);
  });
});
