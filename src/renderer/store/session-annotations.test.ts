import { describe, expect, it } from 'vitest';
import { ok, refusal } from '../../../test/reference/fake-main';
import { canonicalHashes, contentHash, segmentOf, valuesWith } from '../../../test/reference/generated-events';
import type { NaiveEvent } from '../../../test/reference/naive-engine';
import type { Action } from '../../core/annotation/action';
import { QueryEngine } from '../../core/query/query-engine';
import type { View } from '../../core/query/filter';
import { MemoryStore } from '../../core/segment/memory-store';
import { IndexApi } from './index-api';
import type { StoreNotice } from './protocol';
import { SessionAnnotations } from './session-annotations';

const ALL: View = { clauses: [] };
const STAR: Action = { op: 'mark', change: { star: true } };
const UNSTAR: Action = { op: 'mark', change: { star: false } };

interface Wish {
  readonly id: string;
  readonly undoes?: string;
  readonly action: Action;
}

/** The journal of main, in memory. */
class Journal {
  lines: object[] = [];
  /** Called before each action is written; may refuse it. */
  before: () => Response | undefined | Promise<Response | undefined> = () => undefined;
  unreadable = false;

  readonly send = async (_path: string, init: RequestInit): Promise<Response> => {
    if (init.body === undefined || init.body === null) {
      if (this.unreadable) return refusal('internal', 'Not readable.', 500);
      return new Response(this.lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    }
    const refused = await this.before();
    if (refused !== undefined) return refused;
    const body = Buffer.from(await new Response(init.body).arrayBuffer());
    const end = 4 + body.readUInt32LE(0);
    const { id, undoes, action } = JSON.parse(body.toString('utf8', 4, end)) as Wish;
    const keys = body.subarray(end).toString('base64');
    const value = { author: 'Ann', action, ...(undoes && { undoes }), ...(keys && { keys }) };
    this.lines.push({ item: id, at: '2026-12-01T00:00:00Z', by: 'ann', value });
    return ok({ at: '2026-12-01T00:00:00Z', by: 'ann', author: 'Ann' });
  };
}

interface Window {
  readonly said: SessionAnnotations;
  readonly engine: QueryEngine;
  readonly notices: StoreNotice[];
}

function event(record: number, eventId: string, eventName = 'GetObject'): NaiveEvent {
  const locator = { source: 0, record, offset: record * 100, length: 99 };
  return { values: valuesWith({ eventName }, { eventId }), locator, bytes: record, canonical: 0 };
}

/** Two events, the first of them in two copies of other bytes. */
const EVENTS = [event(1, 'a'), event(2, 'a'), event(3, 'b', 'PutObject')];

async function open(journal: Journal, events: readonly NaiveEvent[] = EVENTS): Promise<Window> {
  const notices: StoreNotice[] = [];
  const said = new SessionAnnotations(new IndexApi('case', null, journal.send), (notice) => notices.push(notice));
  await said.read();
  const store = new MemoryStore();
  const engine = new QueryEngine(store, () => said.annotations);
  await engine.addSegment(store.add(segmentOf(events)));
  await engine.settleDuplicates((locators) => Promise.resolve(canonicalHashes(events, locators)));
  return { said, engine, notices };
}

async function starred({ engine }: Window, view: View = ALL): Promise<number> {
  const { rows } = await engine.facet(view, 'starred');
  return rows.find(({ value }) => value === 'true')?.count ?? 0;
}

describe('what is said in a window', () => {
  it('shows at once, and counts as saved when main has it', async () => {
    const journal = new Journal();
    const window = await open(journal);
    let release = (): void => undefined;
    journal.before = () => new Promise((resolve) => (release = () => resolve(undefined)));
    const saying = window.said.say({ action: STAR }, window.engine, ALL);
    await expect.poll(() => starred(window)).toBe(2);
    expect(window.notices.at(-1)).toMatchObject({ saving: 1 });
    expect(journal.lines).toEqual([]);
    release();
    expect(await saying).toMatchObject({ events: 2, asked: 2 });
    expect(window.notices.at(-1)).toMatchObject({ saving: 0 });
    expect(window.said.annotations.sayings.at(-1)).toMatchObject({ by: 'ann', author: 'Ann' });
    expect(journal.lines).toHaveLength(1);
  });

  it('counts what of the journal it could make nothing of', async () => {
    const journal = new Journal();
    const window = await open(journal);
    expect(window.said.leftOut).toEqual({ reasons: [], lines: 0, cutOff: 0 });
    await window.said.say({ action: STAR }, window.engine, ALL);
    const [sound] = journal.lines as { readonly item: string; readonly value: object }[];
    journal.lines.push(
      { ...sound, item: 'cut-off', value: { ...sound?.value, part: [1, 2] } },
      { ...sound, item: 'later', value: { action: { op: 'of a later version' } } },
      { nonsense: true },
    );
    await window.said.read();
    expect(window.said.leftOut).toMatchObject({ lines: 2, cutOff: 1 });
    expect(window.said.annotations.sayings).toHaveLength(1);
  });

  it('is gone where main refused it, and what is said next is shown', async () => {
    const journal = new Journal();
    const window = await open(journal);
    await window.said.say({ action: STAR }, window.engine, ALL);
    journal.before = () => refusal('disk-full', 'No room.', 507);
    const tag = (name: string): Action => ({ op: 'mark', change: { tag: name, put: true } });
    const refused = window.said.say({ action: tag('refused') }, window.engine, ALL);
    await expect(refused).rejects.toMatchObject({ code: 'disk-full' });
    expect((await window.engine.facet(ALL, 'tag')).rows).toEqual([{ value: null, count: 2 }]);
    expect(await starred(window)).toBe(2);
    journal.before = () => undefined;
    await window.said.say({ action: tag('saved') }, window.engine, ALL);
    expect((await window.engine.facet(ALL, 'tag')).rows).toEqual([{ value: 'saved', count: 2 }]);
  });

  it('can be taken back after main refused something else, or refused that', async () => {
    const journal = new Journal();
    const window = await open(journal);
    const { id } = await window.said.say({ action: STAR }, window.engine, ALL);
    journal.before = () => refusal('disk-full', 'No room.', 507);
    await expect(window.said.say({ action: UNSTAR }, window.engine, ALL)).rejects.toMatchObject({ code: 'disk-full' });
    await expect(window.said.takeBack(id ?? '')).rejects.toMatchObject({ code: 'disk-full' });
    expect(await starred(window)).toBe(2);
    journal.before = () => undefined;
    expect(await window.said.takeBack(id ?? '')).toMatchObject({ events: 2 });
    expect(await starred(window)).toBe(0);
  });

  it('tells why main refused it where the journal cannot be read either, and is gone before the next one', async () => {
    const journal = new Journal();
    const window = await open(journal);
    journal.before = () => {
      journal.unreadable = true;
      return refusal('case-read-only', 'Read-only.', 409);
    };
    const refused = window.said.say({ action: STAR }, window.engine, ALL);
    await expect(refused).rejects.toMatchObject({ code: 'case-read-only' });
    journal.before = () => undefined;
    journal.unreadable = false;
    const note: Action = { op: 'note', note: 'n1', text: 'Payroll' };
    await window.said.say({ action: note, on: { events: Uint32Array.of(2) } }, window.engine, undefined);
    expect(await starred(window)).toBe(0);
  });

  it('is said of those alone that change, and not at all where nothing does', async () => {
    const journal = new Journal();
    const window = await open(journal);
    await window.said.say({ action: STAR, on: { events: Uint32Array.of(2) } }, window.engine, undefined);
    expect(await window.said.say({ action: STAR }, window.engine, ALL)).toMatchObject({ events: 1, asked: 2 });
    expect(await window.said.say({ action: STAR }, window.engine, ALL)).toEqual({ id: null, events: 0, asked: 2 });
    expect(journal.lines).toHaveLength(2);
  });

  it('is taken back and said again, also where a target had it before', async () => {
    const journal = new Journal();
    const window = await open(journal);
    const put = { on: 'value', facet: 'eventName', value: 'PutObject' } as const;
    const get = { ...put, value: 'GetObject' };
    await window.said.say({ action: { ...STAR, targets: [put] } }, window.engine, undefined);
    const { id } = await window.said.say({ action: { ...STAR, targets: [put, get] } }, window.engine, undefined);
    expect(await starred(window)).toBe(2);
    const back = await window.said.takeBack(id ?? '');
    expect(await starred(window)).toBe(1);
    expect(await window.said.takeBack(id ?? '')).toBeNull();
    await window.said.takeBack(back?.id ?? '');
    expect(await starred(window)).toBe(2);
    expect(journal.lines).toHaveLength(4);
  });

  it('of a copy shows on the one that is shown, whichever it is, and is taken away there', async () => {
    const journal = new Journal();
    const window = await open(journal);
    for (const copy of [0, 1]) {
      await window.said.say({ action: STAR, on: { events: Uint32Array.of(copy) } }, window.engine, undefined);
      expect(await starred(window)).toBe(1);
      expect(await starred(window, { ...ALL, copies: true })).toBe(2);
      const [shown] = (await window.engine.rows(ALL, [], 0, 1, [])).rows;
      const wish = { action: UNSTAR, on: { events: Uint32Array.of(shown?.event ?? -1) } };
      await window.said.say(wish, window.engine, undefined);
      expect(await starred(window)).toBe(0);
    }
  });

  it('outlives the index, shows on another machine, and is an orphan where its record is in no source', async () => {
    const journal = new Journal();
    const window = await open(journal);
    const note: Action = { op: 'note', note: 'n1', text: 'Payroll' };
    await window.said.say({ action: note, on: { events: Uint32Array.of(2) } }, window.engine, undefined);
    // A new index, its events in another order, with more evidence.
    const again = await open(journal, [event(9, 'c', 'Other'), ...EVENTS.toReversed()]);
    const held: View = { clauses: [{ id: 'n', filter: { op: 'holds', facet: 'note', text: 'payroll' } }] };
    const { rows } = await again.engine.rows(held, [], 0, 9, ['eventName', 'note']);
    expect(rows.map(({ values }) => [values.eventName, values.note])).toEqual([['PutObject', ['Payroll']]]);
    expect(await again.engine.said.orphans()).toEqual([]);
    const without = await open(journal, [event(9, 'c')]);
    const slots = await without.engine.said.orphans();
    expect(slots.map((slot) => Buffer.from(without.said.annotations.keys.bytes(slot)))).toEqual([
      Buffer.from(contentHash(3)),
    ]);
    expect((await without.engine.counts(held)).matched).toBe(0);
  });
});
