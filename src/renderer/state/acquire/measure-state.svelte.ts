import type { Choice, Measured, MeasureMessage, TrailKind } from '../../../contract/discovery';
import type { AcquireApi } from './acquire-api';
import { ApiError } from '../api/api';
import type { DeliveryRow, Part } from './delivery-rows';
import { calendar } from './delivery-rows';
import type { Problem } from '../api/loading';
import { problemOf } from '../api/loading';

export type MeasureStage =
  | { readonly state: 'idle' }
  | { readonly state: 'running' }
  | { readonly state: 'done' }
  /** By the analyst: asked for again by hand. */
  | { readonly state: 'cancelled' }
  | { readonly state: 'failed'; readonly problem: Problem };

/** Objects and stored bytes; `known` objects of them are in the case already. */
export interface Size {
  readonly objects: number;
  readonly bytes: number;
  readonly known: number;
}

const NOTHING: Size = { objects: 0, bytes: 0, known: 0 };
const NO_MEASURE: Measured = {
  objects: 0,
  bytes: 0,
  known: { objects: 0, bytes: 0 },
  archived: { objects: 0, bytes: 0 },
  unlisted: [],
};

/** What main is asked to count. */
export interface MeasureWish {
  readonly connection: string;
  readonly caseId: string | undefined;
  readonly choices: readonly Choice[];
}

/** Objects and bytes of what is chosen, counted before anything is downloaded. What was counted once is kept. */
export class MeasureState {
  stage = $state.raw<MeasureStage>({ state: 'idle' });
  /** By stream's prefix and day. */
  #cells = $state.raw<ReadonlyMap<string, ReadonlyMap<string, Size>>>(new Map());
  /** Of the requests under way: what they have counted so far. */
  underWay = $state.raw<Measured>(NO_MEASURE);
  /** Of everything that was counted: objects that must be restored before they can be read. */
  archived = $state(0);
  /** URIs of folders that may not be listed: what they hold is counted nowhere. */
  unlisted = $state.raw<readonly string[]>([]);
  /** Sizes of choices whose cells main did not tell apart, by the choice as JSON. */
  #whole = $state.raw<ReadonlyMap<string, Size>>(new Map());
  #abort: AbortController | undefined;

  constructor(
    private readonly api: AcquireApi,
    private readonly lost: (problem: Problem) => void,
  ) {}

  /** Of a day of a row, over these kinds; undefined where it was not counted. */
  cell(row: DeliveryRow, day: string, kinds: ReadonlySet<TrailKind>): Size | undefined {
    let sum: Size = NOTHING;
    for (const [kind, { prefix, days }] of row.streams) {
      if (!kinds.has(kind) || days?.has(day) !== true) continue;
      const size = this.#cells.get(prefix)?.get(day);
      if (size === undefined) return undefined;
      sum = plus(sum, size);
    }
    return sum;
  }

  /** Of a choice; undefined where it was not counted as one. */
  whole(choice: Choice): Size | undefined {
    return this.#whole.get(JSON.stringify(choice));
  }

  /** Of a part, where all its days were counted. */
  part(part: Part, kinds: ReadonlySet<TrailKind>): Size | undefined {
    const whole = this.whole(part.choice);
    if (whole !== undefined) return whole;
    let sum: Size = NOTHING;
    for (const row of part.rows) {
      for (const day of part.days) {
        const size = this.cell(row, day, kinds);
        if (size === undefined) return undefined;
        sum = plus(sum, size);
      }
    }
    return sum;
  }

  /** Counts choices one after the other; a count before it ends. */
  async run({ connection, caseId, choices }: MeasureWish): Promise<void> {
    this.#abort?.abort();
    const abort = new AbortController();
    this.#abort = abort;
    this.stage = { state: 'running' };
    let before = NO_MEASURE;
    this.underWay = before;
    try {
      for (const choice of choices) {
        const wish = { connection, choice, ...(caseId === undefined ? {} : { case: caseId }) };
        const done = await this.api.measure(wish, {
          signal: abort.signal,
          told: (message) => {
            if (message.type === 'progress' && !abort.signal.aborted) this.underWay = sum(before, message.progress);
          },
        });
        if (abort.signal.aborted) return;
        before = sum(before, done.measured);
        this.#keep(choice, done);
        this.archived += done.measured.archived.objects;
        this.unlisted = [...new Set([...this.unlisted, ...done.measured.unlisted])];
        this.underWay = before;
      }
      this.stage = { state: 'done' };
      this.underWay = NO_MEASURE;
    } catch (error) {
      if (abort.signal.aborted) return;
      const problem = problemOf(error);
      this.stage = { state: 'failed', problem };
      if (error instanceof ApiError && error.code === 'not-connected') this.lost(problem);
    }
  }

  /** Ends the counting; what was counted whole is kept. */
  cancel(): void {
    if (this.stage.state !== 'running') return;
    this.#abort?.abort();
    this.underWay = NO_MEASURE;
    this.stage = { state: 'cancelled' };
  }

  /** Ends the counting for another choice: it may go on by itself. */
  pause(): void {
    this.#abort?.abort();
    this.underWay = NO_MEASURE;
    this.stage = { state: 'idle' };
  }

  /** Forgets what was counted: another address, or another case. */
  clear(): void {
    this.pause();
    this.#cells = new Map();
    this.#whole = new Map();
    this.archived = 0;
    this.unlisted = [];
  }

  #keep(choice: Choice, done: Extract<MeasureMessage, { type: 'done' }>): void {
    const { objects, bytes, known } = done.measured;
    const tooMany = done.cells.length === 0 && objects > 0;
    if (tooMany || choice.streams === undefined || choice.from === undefined || choice.to === undefined) {
      const whole = new Map(this.#whole);
      whole.set(JSON.stringify(choice), { objects, bytes, known: known.objects });
      this.#whole = whole;
      return;
    }
    const cells = new Map(this.#cells);
    for (const prefix of choice.streams) {
      const days = new Map(cells.get(prefix));
      for (const day of calendar(choice.from, choice.to)) days.set(day, NOTHING);
      cells.set(prefix, days);
    }
    for (const [stream, day, cellObjects, cellBytes, cellKnown] of done.cells) {
      const days = new Map(cells.get(done.streams[stream] ?? ''));
      days.set(done.days[day] ?? '', { objects: cellObjects, bytes: cellBytes, known: cellKnown });
      cells.set(done.streams[stream] ?? '', days);
    }
    this.#cells = cells;
  }
}

export function plus(a: Size, b: Size): Size {
  return { objects: a.objects + b.objects, bytes: a.bytes + b.bytes, known: a.known + b.known };
}

function sum(a: Measured, b: Measured): Measured {
  return {
    objects: a.objects + b.objects,
    bytes: a.bytes + b.bytes,
    known: { objects: a.known.objects + b.known.objects, bytes: a.known.bytes + b.known.bytes },
    archived: { objects: a.archived.objects + b.archived.objects, bytes: a.archived.bytes + b.archived.bytes },
    unlisted: [...a.unlisted, ...b.unlisted],
  };
}
