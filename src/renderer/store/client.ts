import { evidenceOf } from '../../core/query/evidence-knowledge';
import type { View } from '../../core/query/filter';
import type { Answer, FromWorker, Method } from './messages';
import type { RowsRequest, Store, StoreNotice } from './protocol';

/** The name of that error in the worker. */
const CANCELLED = 'SearchCancelledError';

/** A newer question of the same kind took this one's place before it was asked. */
export class SupersededError extends Error {
  constructor(message = 'A newer question took the place of this one.') {
    super(message);
    this.name = 'SupersededError';
  }
}

/** The search through the records that the answer needed was cancelled. */
export class SearchCancelledError extends SupersededError {
  constructor(message: string) {
    super(message);
    this.name = CANCELLED;
  }
}

/** The part of Worker that is needed. */
export interface StoreWorker {
  postMessage(message: unknown): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<FromWorker>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}

interface Waiting {
  readonly args: readonly unknown[];
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

let prepared: Worker | undefined;

/** Starts a worker ahead of the next `createStore`, which takes it. */
export function prepareStore(): void {
  if (prepared !== undefined) return;
  prepared = newWorker();
  // One that did not start is nobody's: the next is started when it is needed, and its failure is told.
  prepared.onerror = () => (prepared = undefined);
}

/** Starts the worker that owns the index. `onNotice` is called for everything it tells unasked. */
export function createStore(onNotice: (notice: StoreNotice) => void): Store {
  const worker = prepared ?? newWorker();
  prepared = undefined;
  return new StoreClient(worker, onNotice);
}

function newWorker(): Worker {
  return new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
}

/**
 * The store as the page sees it. Of each kind of question one is with the worker at a time. Of those
 * that wait, the newest counts: an older one for counts, calls, values, facets, accounts, a card or a histogram is rejected with
 * SupersededError; windows of rows are all wanted, the newest view's first.
 */
export class StoreClient implements Store {
  readonly #calls = new Map<
    number,
    { readonly resolve: (value: unknown) => void; readonly reject: (e: unknown) => void }
  >();
  readonly #busy = new Set<Method>();
  readonly #waiting = new Map<Method, Waiting[]>();
  #sequence = 0;
  #ended: Error | undefined;

  constructor(
    private readonly worker: StoreWorker,
    onNotice: (notice: StoreNotice) => void,
  ) {
    worker.onmessage = ({ data }) => {
      if ('notice' in data) onNotice(data.notice);
      else this.#answered(data);
    };
    worker.onerror = ({ message }) => {
      const failure = `The index stopped working: ${message}. Reload the window; the index and the evidence are safe.`;
      this.#end(new Error(failure));
      onNotice({ type: 'failed', message: failure });
    };
  }

  open(options: Parameters<Store['open']>[0]): ReturnType<Store['open']> {
    return this.#call('open', [options]);
  }

  pull(): Promise<void> {
    return this.#call('pull', []);
  }

  counts(view: Parameters<Store['counts']>[0]): ReturnType<Store['counts']> {
    return this.#newest('counts', [view]);
  }

  calls(view: Parameters<Store['calls']>[0]): ReturnType<Store['calls']> {
    return this.#newest('calls', [view]);
  }

  names(...args: Parameters<Store['names']>): ReturnType<Store['names']> {
    return this.#call('names', args);
  }

  values(...args: Parameters<Store['values']>): ReturnType<Store['values']> {
    return this.#newest('values', args);
  }

  facets(...args: Parameters<Store['facets']>): ReturnType<Store['facets']> {
    return this.#newest('facets', args);
  }

  explain(...args: Parameters<Store['explain']>): ReturnType<Store['explain']> {
    return this.#newest('explain', args);
  }

  sample(...args: Parameters<Store['sample']>): ReturnType<Store['sample']> {
    return this.#call('sample', args);
  }

  histogram(...args: Parameters<Store['histogram']>): ReturnType<Store['histogram']> {
    return this.#newest('histogram', args);
  }

  groups(...args: Parameters<Store['groups']>): ReturnType<Store['groups']> {
    return this.#newest('groups', args);
  }

  accountMatrix(...args: Parameters<Store['accountMatrix']>): ReturnType<Store['accountMatrix']> {
    return this.#newest('accountMatrix', args);
  }

  accounts(...args: Parameters<Store['accounts']>): ReturnType<Store['accounts']> {
    return this.#newest('accounts', args);
  }

  identityCard(...args: Parameters<Store['identityCard']>): ReturnType<Store['identityCard']> {
    return this.#newest('identityCard', args);
  }

  packGroups(...args: Parameters<Store['packGroups']>): ReturnType<Store['packGroups']> {
    return this.#call('packGroups', args);
  }

  rows(request: RowsRequest): ReturnType<Store['rows']> {
    return this.#queued('rows', [request]);
  }

  numbers(request: Parameters<Store['numbers']>[0]): ReturnType<Store['numbers']> {
    return this.#call('numbers', [request]);
  }

  rank(...args: Parameters<Store['rank']>): ReturnType<Store['rank']> {
    return this.#call('rank', args);
  }

  places(events: Uint32Array): ReturnType<Store['places']> {
    return this.#call('places', [events]);
  }

  packRows(...args: Parameters<Store['packRows']>): ReturnType<Store['packRows']> {
    return this.#call('packRows', args);
  }

  locate(event: number): ReturnType<Store['locate']> {
    return this.#call('locate', [event]);
  }

  sessionTree(...args: Parameters<Store['sessionTree']>): ReturnType<Store['sessionTree']> {
    return this.#newest('sessionTree', args);
  }

  sessionRows(...args: Parameters<Store['sessionRows']>): ReturnType<Store['sessionRows']> {
    return this.#call('sessionRows', args);
  }

  sessionCard(...args: Parameters<Store['sessionCard']>): ReturnType<Store['sessionCard']> {
    return this.#newest('sessionCard', args);
  }

  sessionOf(event: number): ReturnType<Store['sessionOf']> {
    return this.#newest('sessionOf', [event]);
  }

  /** Questions that were not sent yet and would begin a search of their own are rejected as well. */
  annotate(...args: Parameters<Store['annotate']>): ReturnType<Store['annotate']> {
    return this.#call('annotate', args);
  }

  takeBack(id: string): ReturnType<Store['takeBack']> {
    return this.#call('takeBack', [id]);
  }

  annotations(): ReturnType<Store['annotations']> {
    return this.#call('annotations', []);
  }

  saidOf(event: number): ReturnType<Store['saidOf']> {
    return this.#newest('saidOf', [event]);
  }

  activity(...args: Parameters<Store['activity']>): ReturnType<Store['activity']> {
    return this.#call('activity', args);
  }

  orphans(): ReturnType<Store['orphans']> {
    return this.#call('orphans', []);
  }

  eventsOf(keys: readonly string[]): ReturnType<Store['eventsOf']> {
    return this.#call('eventsOf', [keys]);
  }

  cancelSearch(): Promise<void> {
    for (const waiting of this.#waiting.values()) {
      for (const question of waiting.splice(0)) {
        if (asksRecords(question)) question.reject(new SupersededError());
        else waiting.push(question);
      }
    }
    return this.#call('cancelSearch', []);
  }

  async close(): Promise<void> {
    if (this.#ended !== undefined) return;
    try {
      await this.#call('close', []);
    } finally {
      this.#end(new Error('The index was closed.'));
    }
  }

  #newest<M extends Method>(method: M, args: Parameters<Store[M]>): ReturnType<Store[M]> {
    for (const older of this.#waiting.get(method)?.splice(0) ?? []) older.reject(new SupersededError());
    return this.#queued(method, args);
  }

  #queued<M extends Method>(method: M, args: Parameters<Store[M]>): ReturnType<Store[M]> {
    return new Promise<unknown>((resolve, reject) => {
      const waiting = this.#waiting.get(method) ?? [];
      waiting.push({ args, resolve, reject });
      this.#waiting.set(method, waiting);
      this.#next(method);
    }) as ReturnType<Store[M]>;
  }

  /** Sends the next question of that kind, once the one before is answered. */
  #next(method: Method): void {
    const waiting = this.#waiting.get(method) ?? [];
    if (waiting.length === 0 || this.#busy.has(method)) return;
    const [next] = waiting.splice(newestView(waiting), 1);
    if (next === undefined) return;
    this.#busy.add(method);
    const done = (): void => {
      this.#busy.delete(method);
      this.#next(method);
    };
    const { args, resolve, reject } = next;
    this.#send(method, args).then(resolve, reject).finally(done);
  }

  #call<M extends Method>(method: M, args: Parameters<Store[M]>): ReturnType<Store[M]> {
    return this.#send(method, args) as ReturnType<Store[M]>;
  }

  #send(method: Method, args: readonly unknown[]): Promise<unknown> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => {
      const id = ++this.#sequence;
      this.#calls.set(id, { resolve, reject });
      this.worker.postMessage({ id, method, args });
    });
  }

  #answered(answer: Answer): void {
    const call = this.#calls.get(answer.id);
    this.#calls.delete(answer.id);
    if (answer.ok) call?.resolve(answer.value);
    else if (answer.name === CANCELLED) call?.reject(new SearchCancelledError(answer.message));
    else call?.reject(Object.assign(new Error(answer.message), { name: answer.name }));
  }

  #end(reason: Error): void {
    this.#ended = reason;
    this.worker.terminate();
    for (const { reject } of this.#calls.values()) reject(reason);
    this.#calls.clear();
    for (const waiting of this.#waiting.values()) for (const { reject } of waiting.splice(0)) reject(reason);
  }
}

function asksRecords({ args }: Waiting): boolean {
  const [first] = args as readonly (Partial<View> & Partial<RowsRequest>)[];
  const clauses = first?.clauses ?? first?.view?.clauses ?? [];
  return evidenceOf({ clauses }).length > 0;
}

/** The oldest of the questions that share view and order with the newest one. */
function newestView(waiting: readonly Waiting[]): number {
  const viewOf = (question: Waiting | undefined): string => {
    const [request] = (question?.args ?? []) as readonly Partial<RowsRequest>[];
    return JSON.stringify([request?.view, request?.sort]);
  };
  const newest = viewOf(waiting.at(-1));
  return waiting.findIndex((question) => viewOf(question) === newest);
}
