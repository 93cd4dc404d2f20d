import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NaiveEngine, type NaiveEvent } from '../../../test/reference/naive-engine';
import { facetPosition, type FacetName } from '../../core/event/facet-catalogue';
import { NO_TIME } from '../../core/event/facet-values';
import { extractEvent, newEventValues } from '../../core/event/extract-facets';
import { isObject, type Json } from '../../core/event/json';
import { searchedText } from '../../core/query/searched-text';
import { wordsFor } from '../../core/query/bitset';
import {
  countPlaces,
  type EvidenceSearch,
  type SearchRequest,
  type SearchResult,
} from '../../core/query/evidence-search';
import { EvidenceView } from '../../core/query/evidence-view';
import type { SortKey, View } from '../../core/query/filter';
import {
  conjunction,
  disjunction,
  type FilterNode,
  negation,
  phrase,
  term,
  type Value,
} from '../../core/query/language/ast';
import { matchesRecord } from '../../core/query/language/evaluate';
import { fieldOfPath } from '../../core/query/language/fields';
import { printFilter } from '../../core/query/language/print';
import { QueryEngine } from '../../core/query/query-engine';
import { MemoryStore } from '../../core/segment/memory-store';
import { SegmentBuilder } from '../../core/segment/segment-builder';
import { filterView } from '../cli/filter-argument';
import { contentHash } from '../evidence/content-hash';
import { searchTerm, SourceSearch } from './source-search';

/** Corpora, and filters asked of each. */
const CORPORA = process.env['TRAILBENCH_LONG'] === undefined ? 150 : 1000;
const FILTERS = 10;

const NAMES = ['GetObject', 'GetBucketAcl', 'PutObject', 'AssumeRole', 'get', ''];
const ADDRESSES = ['10.0.0.1', '10.0.3.7', '192.0.2.9', '2001:db8::1', 's3.amazonaws.com', 'AWS Internal', ''];
const TEXTS = [
  'payroll',
  'payroll-2024',
  'Payroll',
  'a"b',
  'a/b',
  'caf\u00e9',
  'x',
  '',
  'null',
  '7',
  'arn:aws:iam::1:user/mary',
];
/** Written in the place of a number that doubles hold, so that the log has what they do not. */
const BIG = 1234567890123;
const BIG_WRITTEN = '9223372036854775807';
const ARNS = ['arn:aws:iam::1:user/mary', 'arn:aws:iam::1:user/bob', 'arn:aws:sts::2:assumed-role/Admin/mary'];
const FACETS_ASKED: readonly FacetName[] = [
  ...([
    'eventName',
    'sourceIPAddress',
    'errorCode',
    'principal',
    'actor',
    'outcome',
    'bucketName',
    'resource',
  ] as const),
  ...(['userIdentityType', 'accessKeyId', 'userAgent', 'mfa', 'signatureVersion', 'level', 'callerClass'] as const),
];
const START = 1_700_000_000;

const some = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined });
const scalar = fc.constantFrom<Json>(...TEXTS, 7, 1.5, true, null, 1e21, BIG);
const { json } = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 2 },
    scalar,
    fc.array(tie('json'), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom('key', 'Key', 'bucketname'), tie('json'), { maxKeys: 2 }),
  ),
}));

const oneRecord = fc
  .record({
    eventName: some(fc.constantFrom(...NAMES)),
    eventSource: fc.constantFrom('s3.amazonaws.com', 'iam.amazonaws.com', 'signin.amazonaws.com'),
    eventTime: some(
      fc
        .tuple(fc.nat(30), fc.constantFrom(0, 0.25, 0.5))
        .map(([second, fraction]) => new Date((START + second + fraction) * 1000).toISOString()),
    ),
    sourceIPAddress: some(fc.constantFrom(...ADDRESSES)),
    userAgent: some(fc.constantFrom('[aws-cli]', 'aws-cli', '[]', 'x')),
    errorCode: some(fc.constantFrom('AccessDenied', 'Client.UnauthorizedOperation', 'NoSuchKey', '')),
    eventID: some(fc.nat(25).map((number) => `id-${String(number)}`)),
    userIdentity: some(
      fc.record(
        {
          type: fc.constantFrom('IAMUser', 'AssumedRole', 'AWSService', 'Root'),
          arn: fc.constantFrom<Json>(...ARNS, '', 7),
          accessKeyId: fc.constantFrom('AKIA1', 'ASIA2', ''),
          principalId: fc.constantFrom('AIDA1', 'AROA2:i-0ab', ''),
          accountId: fc.constantFrom('1', '2', '', 'ANONYMOUS_PRINCIPAL'),
          invokedBy: fc.constantFrom('delivery.logs.amazonaws.com', ''),
        },
        { requiredKeys: [] },
      ),
    ),
    requestParameters: some(
      fc.oneof(fc.dictionary(fc.constantFrom('bucketName', 'key', 'Key', 'list'), json, { maxKeys: 3 }), json),
    ),
    additionalEventData: some(
      fc.record(
        {
          bytesTransferredOut: fc.constantFrom<Json>(0, 7, 1000, '12', null),
          SignatureVersion: fc.constantFrom('SigV2', 'SigV4'),
          MFAUsed: fc.constantFrom('Yes', 'No'),
        },
        { requiredKeys: [] },
      ),
    ),
    resources: some(
      fc.array(fc.record({ ARN: fc.constantFrom(...ARNS), accountId: fc.constantFrom('1', '2') }), { maxLength: 2 }),
    ),
  })
  .map((record) => JSON.parse(JSON.stringify(record)) as Json)
  .filter(isObject);

/** Sources of records, as they are written, and of items that hold them as text. */
const corpus = fc.array(
  fc.record({
    nested: fc.constantFrom(false, false, true),
    records: fc.array(fc.record({ record: oneRecord, copyOf: some(fc.nat(20)), spaced: fc.boolean() }), {
      maxLength: 14,
    }),
  }),
  { minLength: 1, maxLength: 4 },
);
type Corpus = typeof corpus extends fc.Arbitrary<infer T> ? T : never;

const text = fc.constantFrom(
  ...TEXTS,
  ...NAMES,
  ...ADDRESSES,
  ...ARNS,
  BIG_WRITTEN,
  '1.50',
  'AccessDenied',
  'SigV2',
  'Yes',
  'aws-cli',
  '[aws-cli]',
);
const piece = fc.constantFrom('', 'a', 'Get', 'Object', 'roll', 'mary', 'Denied', ':', '1', '"');
const valueOf = fc.oneof(
  text.map((one): Value => ({ kind: 'exact', text: one })),
  fc
    .tuple(
      piece,
      fc.array(
        piece.filter((one) => one !== ''),
        { maxLength: 1 },
      ),
      piece,
    )
    .filter(([first, inner, last]) => first !== '' || last !== '' || inner.length > 0)
    .map(([first, inner, last]): Value => ({ kind: 'pattern', pieces: [first, ...inner, last] })),
  fc.constantFrom<Value>({ kind: 'present' }, { kind: 'absent' }),
);
const bound = fc.record({ value: fc.constantFrom(0, 6.5, 7, 12, 1000), inclusive: fc.boolean() });
const numbers = fc
  .tuple(bound, bound, fc.constantFrom('from', 'to', 'both'))
  .filter(([a, b, ends]) => ends !== 'both' || a.value < b.value)
  .map(([a, b, ends]): Value => ({ kind: 'number', from: ends === 'to' ? null : a, to: ends === 'from' ? null : b }));
const times = fc
  .tuple(fc.nat(30), fc.integer({ min: 1, max: 20 }))
  .map(([from, length]): Value => ({ kind: 'time', from: START + from, to: START + from + length }));
/** Ends between two seconds: the columns hold whole ones. */
const instants = fc
  .tuple(
    fc.nat(30),
    fc.constantFrom(0.25, 0.5, 0.75),
    fc.integer({ min: 1, max: 20 }),
    fc.constantFrom('from', 'to', 'both'),
  )
  .map(([second, fraction, length, ends]): Value => {
    const from = START + second + fraction;
    return { kind: 'time', from: ends === 'to' ? null : from, to: ends === 'from' ? null : from + length / 4 };
  });
const networks = fc
  .constantFrom('10.0.0.0/8', '10.0.0.0/24', '2001:db8::/32', '0.0.0.0/0')
  .map((network): Value => ({ kind: 'network', network }));

function termOf(path: string, values: readonly Value[]): FilterNode {
  const field = fieldOfPath(path.split('.'));
  if (field === undefined) throw new Error(`no field ${path}`);
  return term(field, values);
}

const COLUMN_PATHS = ['requestParameters.bucketName', 'userIdentity.type', 'resources.accountId', ...FACETS_ASKED];
const RECORD_PATHS = [
  'requestParameters.key',
  'requestParameters.BUCKETNAME',
  'requestParameters',
  'requestParameters.list.Key',
];
const leaf: fc.Arbitrary<FilterNode> = fc.oneof(
  fc
    .tuple(fc.constantFrom(...COLUMN_PATHS), fc.array(valueOf, { minLength: 1, maxLength: 2 }))
    .map((of) => termOf(...of)),
  fc.array(fc.oneof(networks, valueOf), { minLength: 1, maxLength: 2 }).map((of) => termOf('sourceIPAddress', of)),
  fc.oneof(times, instants).map((one) => termOf('eventTime', [one])),
  numbers.map((one) => termOf('bytesTransferredOut', [one])),
  fc
    .tuple(
      fc.constantFrom(...RECORD_PATHS, 'eventID', 'userIdentity.arn', 'resources.ARN', 'userIdentity'),
      fc.array(fc.oneof(valueOf, valueOf, numbers), { minLength: 1, maxLength: 2 }),
    )
    .map((of) => termOf(...of)),
  fc
    .array(fc.constantFrom('payroll', 'mary', 'a\\"b', 'caf\u00e9', '":"', 'null', 'a/b'), {
      minLength: 1,
      maxLength: 2,
    })
    .map(phrase),
);
const { filter } = fc.letrec<{ filter: FilterNode }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.array(tie('filter'), { minLength: 2, maxLength: 3 }).map(conjunction),
    fc.array(tie('filter'), { minLength: 2, maxLength: 3 }).map(disjunction),
    tie('filter').map((node) => negation(node)),
  ),
}));
const sorts: fc.Arbitrary<SortKey[]> = fc.array(
  fc.record({ column: fc.constantFrom('time' as const, 'eventName', 'resource'), descending: fc.boolean() }),
  { maxLength: 2 },
);

interface MadeEvent extends NaiveEvent {
  readonly content: Parameters<typeof matchesRecord>[1];
  readonly record: Parameters<typeof matchesRecord>[1];
  readonly raw: string;
  readonly searched: string;
}

interface Made {
  readonly events: readonly MadeEvent[];
  readonly sources: readonly { readonly bytes: Buffer; readonly nested: boolean }[];
}

/** Lays the records out in sources, some of them copies of earlier ones in another spelling. */
function make(parts: Corpus): Made {
  const events: MadeEvent[] = [];
  const contents = new Map<string, number>();
  const numberOf = (content: string): number => {
    const known = contents.get(content) ?? contents.size;
    contents.set(content, known);
    return known;
  };
  const sources = parts.map(({ nested, records }, source) => {
    let bytes = Buffer.from('[');
    for (const [number, { record: own, copyOf, spaced }] of records.entries()) {
      const content = events[copyOf ?? -1]?.content ?? own;
      const raw = JSON.stringify(content, null, spaced ? 1 : 0).replaceAll(String(BIG), BIG_WRITTEN);
      const record = JSON.parse(raw) as MadeEvent['record'];
      const written = Buffer.from(nested ? JSON.stringify({ Username: 'mary', CloudTrailEvent: raw }) : raw);
      const values = newEventValues();
      extractEvent(record, values);
      const locator = { source, record: number, offset: bytes.length, length: written.length };
      const canonical = numberOf(contentHash(written));
      const searched = searchedText(written.toString(), nested ? raw : undefined);
      events.push({ values, locator, bytes: numberOf(raw), canonical, content, record, raw, searched });
      bytes = Buffer.concat([bytes, written, Buffer.from(',\n')]);
    }
    return { bytes, nested };
  });
  return { events, sources };
}

/** Searches made-up sources by the very code that searches real ones. */
class SearchInMemory implements EvidenceSearch {
  constructor(private readonly made: Made) {}

  search({ terms, sources }: SearchRequest): Promise<SearchResult> {
    const found = terms.map(() => new Uint32Array(wordsFor(countPlaces(sources))));
    let at = 0;
    for (const { source, places } of sources) {
      const { bytes, nested } = this.made.sources[source] ?? { bytes: Buffer.alloc(0), nested: false };
      const search = new SourceSearch(terms.map(searchTerm), places, found, at, nested);
      for (let start = 0; start < bytes.length; start += 997) search.push(bytes.subarray(start, start + 997));
      assert(search.done);
      at += places.length / 2;
    }
    return Promise.resolve({ found, failures: [] });
  }
}

async function engineOver({ events }: Made): Promise<QueryEngine> {
  const store = new MemoryStore();
  const engine = new QueryEngine(store);
  // Sources are split over segments, and segments hold several sources.
  for (const part of [events.filter((_, i) => i % 7 < 4), events.filter((_, i) => i % 7 >= 4)]) {
    const builder = new SegmentBuilder();
    for (const { values, locator, raw } of part)
      builder.add(values, locator, hash('sha256', raw, 'buffer').subarray(0, 16));
    await engine.addSegment(store.add(builder.finish()));
  }
  await engine.setSourceRanks(new Map([0, 1, 2, 3].map((source) => [source, (source * 3 + 1) % 4])));
  await engine.settleDuplicates((locators) =>
    Promise.resolve(
      locators.map(({ source, record }) => {
        const event = events.find(({ locator }) => locator.source === source && locator.record === record);
        return String(event?.canonical);
      }),
    ),
  );
  return engine;
}

const WHOLE: View = { clauses: [{ id: 'whole', filter: { op: 'evidence', id: 'whole' } }] };

async function check(
  made: Made,
  engine: QueryEngine,
  evidence: EvidenceView,
  asked: FilterNode,
  sort: readonly SortKey[],
) {
  const answers = new Map<NaiveEvent, boolean>();
  const matches = (event: NaiveEvent): boolean => {
    const { record, searched, values } = event as MadeEvent;
    const answer = answers.get(event) ?? matchesRecord(asked, record, searched, values);
    answers.set(event, answer);
    return answer;
  };
  const naive = new NaiveEngine(
    made.events,
    (source) => (source * 3 + 1) % 4,
    (_, event) => matches(event),
  );
  const view = await evidence.resolve(filterView(printFilter(asked), 'UTC'));
  assert.deepEqual(await engine.counts(view), naive.counts(WHOLE));
  const facets = await engine.facets(
    view,
    FACETS_ASKED.map((facet) => ({ facet })),
  );
  assert.deepEqual(
    // Labels of actors have tests of their own.
    facets.map((one) => ({ ...one, rows: one.rows.map(({ value, count }) => ({ value, count })) })),
    FACETS_ASKED.map((facet) => naive.facet(WHOLE, facet)),
  );
  const expected = naive.rows(WHOLE, sort);
  const order = await engine.order(view, sort);
  const { source, record, offset } = await engine.locators(order);
  assert.deepEqual(
    Array.from(order, (_, i) => [source[i], record[i], offset[i]]),
    expected.map(({ locator }) => [locator.source, locator.record, locator.offset]),
  );
  const seconds = expected.map(({ values }) => values.time).filter((time) => time !== NO_TIME);
  const options = { from: START + 3, to: START + 24, buckets: 7, stack: 'outcome', series: 9 } as const;
  const { counts, series, before, after, withoutTime } = await engine.histogram(view, options);
  const inBucket = (time: number, bucket: number): boolean => Math.floor((time - options.from) / 3) === bucket;
  const bucketed = (times: readonly number[]) =>
    Array.from(counts, (_, i) => times.filter((time) => inBucket(time, i)).length);
  assert.deepEqual([...counts], bucketed(seconds));
  for (const { value, counts: own } of series) {
    const position = facetPosition('outcome') ?? -1;
    const events = expected.filter(({ values }) => (values.facets[position] ?? null) === value);
    assert.deepEqual([...own], bucketed(events.map(({ values }) => values.time)));
  }
  assert.equal(before, seconds.filter((time) => time < options.from).length);
  assert.equal(after, seconds.filter((time) => time >= options.to).length);
  assert.equal(withoutTime, expected.length - seconds.length);
  return expected.length;
}

describe('a filter of the language', () => {
  it(`gives the counts, facets, rows and histogram that the records themselves give`, async () => {
    let partly = 0;
    await fc.assert(
      fc.asyncProperty(
        corpus,
        fc.array(fc.tuple(filter, sorts), { minLength: FILTERS, maxLength: FILTERS }),
        async (parts, questions) => {
          const made = make(parts);
          const engine = await engineOver(made);
          // Kept from filter to filter, as in a session: what was read for one serves the next.
          const evidence = new EvidenceView(engine, new SearchInMemory(made));
          for (const [asked, sort] of questions) {
            const matched = await check(made, engine, evidence, asked, sort);
            if (matched > 0 && matched < made.events.length) partly++;
          }
        },
      ),
      { numRuns: CORPORA },
    );
    // Most filters that let all or nothing through would test nothing.
    expect(partly).toBeGreaterThan((CORPORA * FILTERS) / 4);
  }, 900_000);
});
