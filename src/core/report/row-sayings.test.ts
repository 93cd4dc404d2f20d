import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Action, Change, FindingValue } from '../annotation/action';
import { STATUSES } from '../annotation/action';
import { Annotations } from '../annotation/annotations';
import { keyText } from '../annotation/event-key';
import type { Target } from '../annotation/target';
import { extractEvent, newEventValues } from '../event/extract-facets';
import { QueryEngine } from '../query/query-engine';
import { MemoryStore } from '../segment/memory-store';
import { SegmentBuilder } from '../segment/segment-builder';
import { RowSayings, type Saying } from './row-sayings';

const EVENTS = 12;
const ADDRESSES = ['203.0.113.7', '198.51.100.1'];
const ACCOUNTS = ['111122223333', '444455556666', '777788889999'];

/** Twelve events of two addresses and three accounts, an hour apart; every second one writes a resource of another. */
const RECORDS = Array.from({ length: EVENTS }, (_, number) => ({
  eventID: `e-${String(number)}`,
  eventName: 'PutObject',
  eventTime: new Date(number * 3_600_000).toISOString().replace('.000', ''),
  sourceIPAddress: ADDRESSES[number % 2] ?? '',
  userIdentity: { accountId: ACCOUNTS[number % 3] ?? '' },
  recipientAccountId: ACCOUNTS[(number + (number % 2)) % 3] ?? '',
  resources: [
    { ARN: 'arn:aws:s3:::one', accountId: ACCOUNTS[number % 3] ?? '' },
    ...(number % 2 === 0
      ? []
      : [{ ARN: `arn:aws:s3:::two/${String(number)}`, accountId: ACCOUNTS[(number + 2) % 3] ?? '' }]),
  ],
}));

const keyAt = (number: number): Uint8Array => new Uint8Array(16).fill(number + 1);

const target: fc.Arbitrary<Target> = fc.oneof(
  fc.constantFrom(...ADDRESSES).map((value): Target => ({ on: 'value', facet: 'sourceIPAddress', value })),
  fc.constantFrom('one', 'two/3').map((name): Target => ({
    on: 'value',
    facet: 'resource',
    value: `arn:aws:s3:::${name}`,
  })),
  fc.constantFrom(...ACCOUNTS).map((account): Target => ({ on: 'account', account })),
  fc
    .tuple(fc.constantFrom(...ACCOUNTS), fc.constantFrom(...ACCOUNTS))
    .map(([caller, acted]): Target => ({ on: 'pair', caller, acted })),
  fc.tuple(fc.nat(12), fc.nat(12)).map(([from, to]): Target => ({ on: 'time', from: from * 3600, to: to * 3600 })),
  fc.constant<Target>({ on: 'case' }),
);
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.boolean().map((star) => ({ star })),
  fc.constantFrom(...STATUSES, null).map((status) => ({ status })),
  fc.tuple(fc.constantFrom('exfil', 'recon'), fc.boolean()).map(([tag, put]) => ({ tag, put })),
);
/** Number 12 is the key of an event that is in no source. */
const numbers = fc.uniqueArray(fc.nat(EVENTS), { maxLength: 4 });
const targets = fc.array(target, { maxLength: 2 });

function keysOf(events: readonly number[]): Uint8Array {
  return Uint8Array.from(events.flatMap((number) => [...keyAt(number)]));
}

function findingOf(number: number, events: readonly number[], on: readonly Target[]): FindingValue {
  const event = (of: number) => ({ key: keyText(keyAt(of), 0), time: null, name: null, source: null, account: null });
  const cites = [...events.map((of) => ({ event: event(of) })), ...on.map((one) => ({ target: one }))];
  const texts = { title: 'T', fact: '', interpretation: '', confidence: null, severity: null, techniques: [] };
  return { number, rank: number, ...texts, cites };
}

const action: fc.Arbitrary<Action> = fc.oneof(
  fc
    .tuple(change, numbers, targets)
    .map(([what, on, of]): Action => ({ op: 'mark', change: what, keys: keysOf(on), targets: of })),
  fc
    .tuple(fc.constantFrom('a', 'b'), fc.constantFrom('first', 'second', null), numbers, targets)
    .map(([note, text, on, of]): Action => ({ op: 'note', note, text, keys: keysOf(on), targets: of })),
  fc.tuple(fc.integer({ min: 1, max: 2 }), numbers, targets).map(([number, on, of]): Action => ({
    op: 'finding',
    finding: `f${String(number)}`,
    value: findingOf(number, on, of),
  })),
);

it('says of each row what the columns of the index say', async () => {
  const store = new MemoryStore();
  const values = newEventValues();
  const builder = new SegmentBuilder();
  for (const [record, event] of RECORDS.entries()) {
    extractEvent(event, values);
    builder.add(values, { source: 0, record, offset: record * 10, length: 9 }, keyAt(record));
  }
  const info = store.add(builder.finish());
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 12 }), async (actions) => {
      const annotations = new Annotations();
      for (const [no, one] of actions.entries()) {
        annotations.take({
          id: String(no),
          at: `2026-03-12T00:00:${String(no).padStart(2, '0')}Z`,
          by: 'u',
          author: null,
          action: one,
        });
      }
      const engine = new QueryEngine(store, () => annotations);
      await engine.addSegment(info);
      const view = { clauses: [] };
      const names = ['tag', 'status', 'starred', 'note', 'finding', 'annotated'] as const;
      const { rows } = await engine.rows(view, [{ column: 'time', descending: false }], 0, EVENTS, names);
      const sayings = new RowSayings(annotations);
      const keys = await engine.said.keysOfCopies(Uint32Array.from(rows.map(({ event }) => event)));
      for (const [number, row] of rows.entries()) {
        const said = sayings.of(keys?.[number], () => {
          extractEvent(RECORDS[number] ?? {}, values);
          return values;
        });
        const texts = (list: readonly Saying[] = []): readonly string[] =>
          [...new Set(list.map(({ text }) => text))].sort();
        const column = (name: (typeof names)[number]): readonly string[] => {
          const value = row.values[name];
          return value === null || value === undefined ? [] : [value].flat().sort();
        };
        expect(texts(said?.tags)).toEqual(column('tag'));
        expect(texts(said?.statuses)).toEqual(column('status'));
        expect(texts(said?.stars)).toEqual(column('starred'));
        expect(texts(said?.notes)).toEqual(column('note'));
        expect(texts(said?.findings)).toEqual(column('finding'));
        const all = said === undefined ? [] : (Object.values(said).flat() as Saying[]);
        const of = [...new Set(all.map(({ from }) => (from === undefined ? 'event' : 'value')))].sort();
        expect(of).toEqual(column('annotated'));
      }
    }),
    { numRuns: 60 },
  );
});

it('says of an event with copies the last word on any of them, once', () => {
  const annotations = new Annotations();
  const said: readonly (readonly [number, Change])[] = [
    [0, { status: 'open' }],
    [1, { status: 'malicious', reason: 'now shown' }],
    [0, { tag: 'exfil', put: true }],
    [1, { tag: 'exfil', put: true }],
    [1, { star: true }],
    [0, { star: true }],
  ];
  for (const [no, [copy, what]] of said.entries()) {
    const at = `2026-03-12T00:00:0${String(no)}Z`;
    annotations.take({
      ...{ id: String(no), at, by: 'u', author: null },
      action: { op: 'mark', change: what, keys: keyAt(copy) },
    });
  }
  const keys = new Uint32Array(keysOf([0, 1]).buffer);
  const row = new RowSayings(annotations).of(keys, newEventValues);
  expect(row?.statuses.map(({ text, reason }) => [text, reason])).toEqual([['malicious', 'now shown']]);
  expect(row?.tags.map(({ by }) => by.at)).toEqual(['2026-03-12T00:00:03Z']);
  expect(row?.stars.map(({ by }) => by.at)).toEqual(['2026-03-12T00:00:05Z']);
});
