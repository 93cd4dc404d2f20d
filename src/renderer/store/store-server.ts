import { activityOf } from '../../core/annotation/activity';
import { keyBytes } from '../../core/annotation/event-key';
import { summaryOf } from '../../core/annotation/summary';
import type { SortKey, View } from '../../core/query/filter';
import type { GroupOptions } from '../../core/query/group-table';
import type { HistogramOptions } from '../../core/query/histogram';
import { explainNothing } from '../../core/query/nothing-found';
import type { QueryEngine } from '../../core/query/query-engine';
import { CaseDatabase } from './case-database';
import { IndexApi } from './index-api';
import { IndexSession } from './index-session';
import type { FromWorker, Request } from './messages';
import { deleteOldIndexes } from './old-indexes';
import { packTable } from './packed-groups';
import { packView } from './packed-view';
import { orphansOf } from './orphan';
import { starredEvents } from './starred';
import type { AnnotationWish, FacetRequest, RowsRequest, Store } from './protocol';
import { StoreError } from './store-error';

/** Orphaned events that are listed. */
const MOST_ORPHANS = 10_000;

export interface ServerOptions {
  readonly post: (message: FromWorker) => void;
  /** Absent where the platform has none: then only main's own lock on the case holds. */
  readonly locks?: LockManager | undefined;
  /** Milliseconds to wait for another window to let the index go. */
  readonly patience?: number;
  readonly send?: (path: string, init: RequestInit) => Promise<Response>;
}

/** The Store inside the worker: one case at a time. */
export class StoreServer implements Store {
  #session: IndexSession | undefined;
  #letGo: (() => void) | undefined;

  constructor(private readonly options: ServerOptions) {}

  async receive(request: Request): Promise<void> {
    const { id } = request;
    try {
      this.options.post({ id, ok: true, value: await this.#call(request) });
    } catch (error) {
      const name = error instanceof Error ? error.name : 'Error';
      const message = error instanceof Error ? error.message : String(error);
      this.options.post({ id, ok: false, name, message });
    }
  }

  async open({ index, caseId, secret }: Parameters<Store['open']>[0]): ReturnType<Store['open']> {
    await this.close();
    this.#letGo = await this.#hold(CaseDatabase.nameOf(index));
    await deleteOldIndexes();
    this.#session = new IndexSession({
      index,
      caseId,
      api: new IndexApi(caseId, secret, this.options.send),
      notify: (notice) => this.options.post({ notice }),
    });
    try {
      return await this.#session.open();
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  pull(): Promise<void> {
    this.#open.pull();
    return Promise.resolve();
  }

  counts(view: View): ReturnType<Store['counts']> {
    return this.#ask(view, (engine, resolved) => engine.counts(resolved));
  }

  calls(view: View): ReturnType<Store['calls']> {
    return this.#ask(view, (engine, resolved) => engine.calls(resolved));
  }

  names(...[facet, values]: Parameters<Store['names']>): ReturnType<Store['names']> {
    return this.#open.ask((engine) => engine.names(facet, values));
  }

  async values(view: View, request: FacetRequest): ReturnType<Store['values']> {
    const [result] = await this.facets(view, [request]);
    if (result === undefined) throw new Error(`The facet ${request.facet} gave no values.`);
    return result;
  }

  facets(view: View, wanted: readonly FacetRequest[]): ReturnType<Store['facets']> {
    return this.#open.ask((_, search) => search.facets(view, wanted));
  }

  explain(conditions: Parameters<Store['explain']>[0], copies: boolean): ReturnType<Store['explain']> {
    return this.#open.ask((engine) => explainNothing(conditions, engine, copies));
  }

  sample(...[facet, each, most]: Parameters<Store['sample']>): ReturnType<Store['sample']> {
    return this.#open.ask((engine) => engine.sample(facet, each, most));
  }

  histogram(view: View, options: HistogramOptions): ReturnType<Store['histogram']> {
    return this.#ask(view, (engine, resolved) => engine.histogram(resolved, options));
  }

  groups(view: View, options: GroupOptions): ReturnType<Store['groups']> {
    return this.#ask(view, (engine, resolved) => engine.groups(resolved, options));
  }

  accountMatrix(...[view, options]: Parameters<Store['accountMatrix']>): ReturnType<Store['accountMatrix']> {
    return this.#ask(view, (engine, resolved) => engine.identities.matrix(resolved, options));
  }

  accounts(...[view, options]: Parameters<Store['accounts']>): ReturnType<Store['accounts']> {
    return this.#ask(view, (engine, resolved) => engine.identities.accounts(resolved, options));
  }

  identityCard(subject: Parameters<Store['identityCard']>[0]): ReturnType<Store['identityCard']> {
    return this.#open.ask((engine) => engine.identities.card(subject));
  }

  packGroups(view: View, options: GroupOptions, zone: string): ReturnType<Store['packGroups']> {
    return this.#ask(view, async (engine, resolved) =>
      packTable(await engine.groups(resolved, options), options, zone),
    );
  }

  rows({ view, sort, start, end, columns }: RowsRequest): ReturnType<Store['rows']> {
    return this.#ask(view, (engine, resolved) => engine.rows(resolved, sort, start, end, columns));
  }

  numbers({ view, sort, start, end }: Parameters<Store['numbers']>[0]): ReturnType<Store['numbers']> {
    return this.#ask(view, async (engine, resolved) => (await engine.order(resolved, sort)).slice(start, end));
  }

  rank(view: View, sort: readonly SortKey[], event: number): ReturnType<Store['rank']> {
    return this.#ask(view, (engine, resolved) => engine.rank(resolved, sort, event));
  }

  places(events: Uint32Array): ReturnType<Store['places']> {
    return this.#open.ask((engine) => engine.locators(events));
  }

  packRows(view: View, sort: readonly SortKey[]): ReturnType<Store['packRows']> {
    return this.#ask(view, (engine, resolved) => packView(engine, resolved, sort));
  }

  locate(event: number): ReturnType<Store['locate']> {
    return this.#open.ask((engine) => engine.locate(event));
  }

  annotate(wish: AnnotationWish): ReturnType<Store['annotate']> {
    const session = this.#open;
    return session.ask(async (engine, search) => {
      const view = wish.on !== undefined && 'view' in wish.on ? await search.resolve(wish.on.view) : undefined;
      return session.said.say(wish, engine, view);
    });
  }

  takeBack(id: string): ReturnType<Store['takeBack']> {
    return this.#open.said.takeBack(id);
  }

  annotations(): ReturnType<Store['annotations']> {
    const { annotations, leftOut } = this.#open.said;
    return Promise.resolve({ ...summaryOf(annotations), leftOut });
  }

  saidOf(event: number): ReturnType<Store['saidOf']> {
    return this.#open.ask((engine) => engine.said.of(event));
  }

  activity(from: number, count: number): ReturnType<Store['activity']> {
    const { annotations } = this.#open.said;
    return Promise.resolve({ total: annotations.sayings.length, lines: activityOf(annotations, from, count) });
  }

  orphans(): ReturnType<Store['orphans']> {
    const session = this.#open;
    return session.ask(async (engine) => {
      const slots = await engine.said.orphans();
      return orphansOf(slots, session.said.annotations, MOST_ORPHANS);
    });
  }

  eventsOf(keys: readonly string[]): ReturnType<Store['eventsOf']> {
    return this.#open.ask((engine) => engine.said.eventsOf(keyBytes(keys)));
  }

  sessionTree(...[question]: Parameters<Store['sessionTree']>): ReturnType<Store['sessionTree']> {
    return this.#open.ask((engine) => engine.sessions.tree(question));
  }

  sessionRows(...[request]: Parameters<Store['sessionRows']>): ReturnType<Store['sessionRows']> {
    const { sessions, version, inferred } = request;
    return this.#open.ask(async (engine) => (await engine.sessions.rows(sessions, version, inferred)) ?? null);
  }

  sessionCard(...[of, options]: Parameters<Store['sessionCard']>): ReturnType<Store['sessionCard']> {
    return this.#open.ask(async (engine) => (await engine.sessions.card(of, options)) ?? null);
  }

  sessionOf(event: number): ReturnType<Store['sessionOf']> {
    return this.#open.ask(async (engine) => (await engine.sessions.of(event)) ?? null);
  }

  seen(events: Uint32Array): ReturnType<Store['seen']> {
    return this.#open.ask((engine) => engine.said.seen(events));
  }

  starred(most: number): ReturnType<Store['starred']> {
    const session = this.#open;
    return session.ask((engine) => starredEvents(session.said.annotations, engine, most));
  }

  cancelSearch(): Promise<void> {
    this.#session?.cancelSearch();
    return Promise.resolve();
  }

  async close(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    await session?.close();
    this.#letGo?.();
    this.#letGo = undefined;
  }

  get #open(): IndexSession {
    if (this.#session === undefined) throw new Error('No index is open.');
    return this.#session;
  }

  /** Asks about a view, once its records are read. */
  #ask<T>(view: View, question: (engine: QueryEngine, resolved: View) => Promise<T>): Promise<T> {
    return this.#open.ask(async (engine, search) => question(engine, await search.resolve(view)));
  }

  /** Calls that would reach anything but the Store's own methods do not compile. */
  #call(request: Request): Promise<unknown> {
    switch (request.method) {
      case 'open':
        return this.open(...request.args);
      case 'pull':
        return this.pull();
      case 'counts':
        return this.counts(...request.args);
      case 'calls':
        return this.calls(...request.args);
      case 'names':
        return this.names(...request.args);
      case 'values':
        return this.values(...request.args);
      case 'facets':
        return this.facets(...request.args);
      case 'explain':
        return this.explain(...request.args);
      case 'sample':
        return this.sample(...request.args);
      case 'histogram':
        return this.histogram(...request.args);
      case 'groups':
        return this.groups(...request.args);
      case 'accountMatrix':
        return this.accountMatrix(...request.args);
      case 'accounts':
        return this.accounts(...request.args);
      case 'identityCard':
        return this.identityCard(...request.args);
      case 'packGroups':
        return this.packGroups(...request.args);
      case 'rows':
        return this.rows(...request.args);
      case 'numbers':
        return this.numbers(...request.args);
      case 'rank':
        return this.rank(...request.args);
      case 'places':
        return this.places(...request.args);
      case 'packRows':
        return this.packRows(...request.args);
      case 'locate':
        return this.locate(...request.args);
      case 'annotate':
        return this.annotate(...request.args);
      case 'takeBack':
        return this.takeBack(...request.args);
      case 'annotations':
        return this.annotations();
      case 'saidOf':
        return this.saidOf(...request.args);
      case 'activity':
        return this.activity(...request.args);
      case 'orphans':
        return this.orphans();
      case 'eventsOf':
        return this.eventsOf(...request.args);
      case 'sessionTree':
        return this.sessionTree(...request.args);
      case 'sessionRows':
        return this.sessionRows(...request.args);
      case 'sessionCard':
        return this.sessionCard(...request.args);
      case 'sessionOf':
        return this.sessionOf(...request.args);
      case 'seen':
        return this.seen(...request.args);
      case 'starred':
        return this.starred(...request.args);
      case 'cancelSearch':
        return this.cancelSearch();
      case 'close':
        return this.close();
    }
  }

  /** Waits until no other window holds the index. @returns how to let it go */
  async #hold(name: string): Promise<(() => void) | undefined> {
    const { locks, patience = 10_000 } = this.options;
    if (locks === undefined) return undefined;
    return new Promise((resolve, reject) => {
      const abort = new AbortController();
      const timer = setTimeout(() => abort.abort(), patience);
      locks
        .request(name, { signal: abort.signal }, () => {
          clearTimeout(timer);
          return new Promise<void>((release) => resolve(release));
        })
        .catch((cause: unknown) => {
          const message = 'This case is open in another window. Go on there, or close that window and try again.';
          reject(new StoreError('in-use', message, { cause }));
        });
    });
  }
}
