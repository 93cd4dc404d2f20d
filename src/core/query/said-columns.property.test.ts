import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ACCOUNTS, actionsOf, TAGS, TEXTS } from '../../../test/reference/generated-actions';
import {
  canonicalHashes,
  contentHash,
  ranksBySource,
  segmentOf,
  segments,
  valuesWith,
  VOCABULARY,
} from '../../../test/reference/generated-events';
import { NaiveEngine, type NaiveEvent } from '../../../test/reference/naive-engine';
import { NaiveSaid, withFacets } from '../../../test/reference/naive-said';
import { STATUSES, type Action, type Said } from '../annotation/action';
import { Annotations } from '../annotation/annotations';
import { facet, facetPosition, SAID_FACETS, type FacetName, type SaidFacet } from '../event/facet-catalogue';
import { MemoryStore } from '../segment/memory-store';
import type { Clause, Filter, SortKey, View } from './filter';
import { QueryEngine } from './query-engine';

const WORDS: Record<SaidFacet, readonly string[]> = {
  tag: TAGS,
  status: STATUSES,
  starred: ['true'],
  note: TEXTS,
  finding: ['1', '2', '12'],
  annotated: ['event', 'value'],
};

const leaf: fc.Arbitrary<Filter> = fc.constantFrom(...SAID_FACETS).chain((name) => {
  const value = fc.constantFrom(...WORDS[name]);
  return fc.oneof(
    fc
      .array(fc.option(value, { nil: null }), { maxLength: 3 })
      .map((values): Filter => ({ op: 'in', facet: name, values })),
    fc.constant<Filter>({ op: 'present', facet: name }),
    fc.constantFrom('PAYROLL', 'a', '').map((text): Filter => ({ op: 'holds', facet: name, text })),
    fc.constantFrom('e', 'i', 'payroll').map((piece): Filter => ({ op: 'like', facet: name, pieces: ['', piece, ''] })),
  );
});

const filters = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc
      .constantFrom(...VOCABULARY.eventName)
      .map((value): Filter => ({ op: 'in', facet: 'eventName', values: [value] })),
    tie('filter').map((of): Filter => ({ op: 'not', of })),
    fc
      .tuple(fc.constantFrom('and' as const, 'or' as const), fc.array(tie('filter'), { maxLength: 3 }))
      .map(([op, of]): Filter => ({ op, of })),
  ),
})).filter;

const views: fc.Arbitrary<View> = fc.record({
  clauses: fc.array(
    fc
      .record({ filter: filters, facet: fc.option(fc.constantFrom(...SAID_FACETS), { nil: undefined }) })
      .map(({ filter, facet: of }): Clause => ({ id: 'c', filter, ...(of === undefined ? {} : { facet: of }) })),
    { maxLength: 2 },
  ),
  copies: fc.boolean(),
});

const sorts: fc.Arbitrary<SortKey[]> = fc.array(
  fc.record({
    column: fc.constantFrom('time' as const, 'eventName' as const, ...SAID_FACETS),
    descending: fc.boolean(),
  }),
  { maxLength: 2 },
);

/** The same events, each with a caller, an owner or two, and where it was delivered to. */
function withAccounts(event: NaiveEvent): NaiveEvent {
  const turn = event.canonical;
  const of = (step: number): string => ACCOUNTS[(turn + step) % ACCOUNTS.length] ?? '';
  return withFacets(event, {
    ...(turn % 4 === 0 ? {} : { accountId: of(0) }),
    ownerAccountId: turn % 3 === 0 ? [] : turn % 3 === 1 ? [of(1)] : [of(1), of(2)],
    ...(turn % 5 === 0 ? {} : { recipientAccountId: of(turn % 2) }),
  });
}

function keyOf(bytes: number): string {
  return Buffer.from(contentHash(bytes)).toString('hex');
}

type Step =
  | { readonly step: 'segment' }
  | { readonly step: 'say'; readonly action: Action }
  | { readonly step: 'ask'; readonly view: View; readonly sort: SortKey[] };

const cases = segments.chain((parts) => {
  const known = parts.flat().map(({ bytes }) => keyOf(bytes));
  const keys = fc.constantFrom(...known, keyOf(1), keyOf(2));
  const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 1, arbitrary: fc.constant<Step>({ step: 'segment' }) },
    { weight: 4, arbitrary: actionsOf(keys).map((action): Step => ({ step: 'say', action })) },
    { weight: 2, arbitrary: fc.tuple(views, sorts).map(([view, sort]): Step => ({ step: 'ask', view, sort })) },
  );
  return fc.record({
    parts: fc.constant(parts.map((part) => part.map(withAccounts))),
    ranks: ranksBySource,
    steps: fc.array(step, { maxLength: 16 }),
    last: fc.tuple(views, sorts).map(([view, sort]): Step => ({ step: 'ask', view, sort })),
  });
});

function saidFacetsOf(event: NaiveEvent): Partial<Record<SaidFacet, unknown>> {
  const value = (name: FacetName): unknown => {
    const told = event.values.facets[facetPosition(name) ?? -1];
    const list = told === undefined ? [] : typeof told === 'string' ? [told] : [...told];
    return list.sort();
  };
  return Object.fromEntries(SAID_FACETS.map((name) => [name, value(name)]));
}

/** One engine that hears of everything bit by bit, and the plain reference, made anew for each question. */
class Twins {
  readonly annotations = new Annotations();
  readonly engine: QueryEngine;
  readonly #store = new MemoryStore();
  readonly #said = new NaiveSaid(({ bytes }) => keyOf(bytes));
  readonly #added: NaiveEvent[] = [];
  #sayings = 0;

  constructor(private readonly ranks: readonly number[]) {
    this.engine = new QueryEngine(this.#store, () => this.annotations);
  }

  async add(part: readonly NaiveEvent[]): Promise<void> {
    await this.engine.addSegment(this.#store.add(segmentOf(part)));
    for (const event of part) this.#added.push(event);
    await this.engine.setSourceRanks(new Map(this.ranks.map((rank, source) => [source, rank])));
    await this.engine.settleDuplicates((locators) => Promise.resolve(canonicalHashes(this.#added, locators)));
  }

  say(action: Action): void {
    const said: Said = { id: `s${String(this.#sayings++)}`, at: '', by: '', author: null, action };
    this.annotations.take(said);
    this.#said.take(said);
  }

  #naive(): NaiveEngine {
    const rankOf = (source: number): number => this.ranks[source] ?? 0;
    const bare = new NaiveEngine(this.#added, rankOf);
    return new NaiveEngine(
      this.#added.map((event) => this.#said.told(event, bare)),
      rankOf,
    );
  }

  async compare(view: View, sort: readonly SortKey[]): Promise<void> {
    const naive = this.#naive();
    expect(await this.engine.counts(view)).toEqual(naive.counts(view));
    // A table leaves no clause out.
    const whole = { ...view, clauses: view.clauses.map(({ id, filter }) => ({ id, filter })) };
    for (const name of [...SAID_FACETS, 'eventName' as const]) {
      const { rows, distinct } = naive.facet(view, name);
      expect(await this.engine.facet(view, name)).toEqual({ facet: name, distinct, rows });
      const table = await this.engine.groups(view, { facets: [name] });
      expect(table.rows.map(({ values, count }) => ({ value: values[0], count }))).toEqual(
        naive.facet(whole, name).rows,
      );
    }
    await this.#compareRows(view, sort, naive);
  }

  async #compareRows(view: View, sort: readonly SortKey[], naive: NaiveEngine): Promise<void> {
    const { rows, matched } = await this.engine.rows(view, [], 0, 1000, [...SAID_FACETS]);
    const plain = naive.rows(view, []);
    expect(matched).toBe(plain.length);
    const told = rows.map(({ values }, i) => {
      const event = plain[i] as NaiveEvent;
      const facets = Object.fromEntries(
        SAID_FACETS.map((name) => [name, values[name] ?? (facet(name).multiple === true ? [] : undefined)]),
      );
      // A row has its values in the engine's own order, by whose first one lists are sorted.
      return withFacets(event, facets);
    });
    assert.deepStrictEqual(told.map(saidFacetsOf), plain.map(saidFacetsOf));
    const sorted = await this.engine.rows(view, sort, 0, 1000, []);
    const wanted = new NaiveEngine(told, () => 0).rows({ clauses: [], copies: true }, sort);
    assert.deepStrictEqual(
      sorted.rows.map(({ event }) => event),
      wanted.map((event) => rows[told.indexOf(event)]?.event),
    );
  }
}

describe('what analysts said', () => {
  it('is filtered, counted, grouped and sorted as a naive reference does it, whatever comes when', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ parts, ranks, steps, last }) => {
        const twins = new Twins(ranks);
        const waiting = [...parts];
        const segment = async (): Promise<void> => {
          const part = waiting.shift();
          if (part !== undefined) await twins.add(part);
        };
        await segment();
        for (const step of [...steps, ...waiting.map((): Step => ({ step: 'segment' })), last]) {
          if (step.step === 'segment') await segment();
          else if (step.step === 'say') twins.say(step.action);
          else await twins.compare(step.view, step.sort);
        }
      }),
      { numRuns: 200 },
    );
  }, 120_000);

  it('is that of the journal, also where the journal was read again and is as long as before', async () => {
    const store = new MemoryStore();
    let annotations = new Annotations();
    const engine = new QueryEngine(store, () => annotations);
    await engine.addSegment(store.add(segmentOf([madeEvent({ eventName: 'GetObject' })])));
    const tagged = async (tag: string): Promise<Annotations> => {
      const said = new Annotations();
      const keys = await engine.said.keysIn(ALL);
      said.take({ id: 'a', at: '', by: '', author: null, action: { op: 'mark', change: { tag, put: true }, keys } });
      return said;
    };
    for (const tag of ['refused', 'saved']) {
      annotations = await tagged(tag);
      expect((await engine.facet(ALL, 'tag')).rows).toEqual([{ value: tag, count: 1 }]);
    }
  });

  it('has of the copies of an event the status that was given last, and is found on all of them', async () => {
    const store = new MemoryStore();
    const annotations = new Annotations();
    const engine = new QueryEngine(store, () => annotations);
    const copy = (record: number): NaiveEvent => ({
      ...madeEvent({ eventName: 'GetObject' }, 'same', record),
      bytes: record,
    });
    const parts = [[copy(1), copy(2)], [copy(3)]];
    for (const part of parts) await engine.addSegment(store.add(segmentOf(part)));
    await engine.settleDuplicates((locators) => Promise.resolve(locators.map(() => 'same')));
    const status = (no: number, value: 'benign' | 'malicious'): void =>
      annotations.take({
        id: `s${String(annotations.version)}`,
        at: '',
        by: '',
        author: null,
        action: { op: 'mark', change: { status: value }, keys: contentHash(no) },
      });
    status(3, 'malicious');
    status(2, 'benign');
    expect((await engine.facet(ALL, 'status')).rows).toEqual([{ value: 'benign', count: 1 }]);
    status(3, 'malicious');
    expect((await engine.facet(ALL, 'status')).rows).toEqual([{ value: 'malicious', count: 1 }]);
    expect((await engine.facet({ ...ALL, copies: true }, 'status')).rows).toEqual([{ value: 'malicious', count: 3 }]);
    // Taking a mark away from the shown event reaches the copy that has it.
    expect(Buffer.from(await engine.said.keysIn(ALL)).toString('hex')).toHaveLength(32);
    const all = Buffer.from(await engine.said.keysIn(ALL, true)).toString('hex');
    expect(all.match(/.{32}/g)?.sort()).toEqual([1, 2, 3].map(keyOf).sort());
    expect((await engine.said.keysIn({ ...ALL, copies: true }, true)).length).toBe(48);
  });
});

const ALL: View = { clauses: [] };

function madeEvent(facets: Partial<Record<FacetName, string>>, eventId?: string, record = 0): NaiveEvent {
  const values = valuesWith(facets, { eventId });
  return { values, locator: { source: 0, record, offset: record * 100, length: 99 }, bytes: record, canonical: 0 };
}
