import type { SaidBy } from '../../../core/annotation/summary';
import { saidBy } from '../../../core/annotation/summary';
import type { EventAnnotations, Marks } from '../../../core/query/said-of';
import type { Store } from '../../store/protocol';
import { Latest } from '../api/latest';

/** Sayings of an event whose author is looked up. */
const MOST_SAYINGS = 60;

/** What was said of one event, of what it has, and by whom. */
export class EventSaidState {
  #said = $state.raw<{ readonly event: number; readonly of: EventAnnotations } | undefined>();
  /** Who said what, by the number of the saying. */
  #by = $state.raw<ReadonlyMap<number, SaidBy>>(new Map());
  #wanted: number | undefined;
  readonly #reading: Latest;

  constructor(
    private readonly store: Pick<Store, 'saidOf' | 'activity'>,
    failed: (error: unknown) => void,
  ) {
    this.#reading = new Latest(() => this.#read(), failed);
  }

  /** Asks for an event, or again for the same one, because something was said or its number means another one. */
  show(event: number | undefined): void {
    this.#wanted = event;
    if (event === undefined) this.#said = undefined;
    else this.#reading.request();
  }

  /** Undefined until it is known. */
  of(event: number): EventAnnotations | undefined {
    return this.#said?.event === event ? this.#said.of : undefined;
  }

  by(saying: number): SaidBy | undefined {
    return this.#by.get(saying);
  }

  stop(): void {
    this.#reading.stop();
  }

  async #read(): Promise<void> {
    const event = this.#wanted;
    if (event === undefined) return;
    const of = await this.store.saidOf(event);
    if (event !== this.#wanted) return;
    this.#said = { event, of };
    const sayings = new Set([of, ...of.from].flatMap(sayingsOf));
    if (sayings.size > 0) this.#by = await sayingLines(this.store, [...sayings].slice(0, MOST_SAYINGS));
  }
}

function sayingsOf({ star, status, tags }: Marks): readonly number[] {
  return [star, status, ...tags].flatMap((mark) => (mark === undefined ? [] : [mark.saying]));
}

/** Who said what, by the numbers of the sayings. */
export async function sayingLines(
  store: Pick<Store, 'activity'>,
  sayings: readonly number[],
): Promise<ReadonlyMap<number, SaidBy>> {
  const { total } = await store.activity(0, 0);
  const pages = await Promise.all(sayings.map((no) => store.activity(total - 1 - no, 1)));
  // More may have been said meanwhile: the line tells which one it is.
  return new Map(pages.flatMap(({ lines }) => lines.map((line) => [line.no, saidBy(line)] as const)));
}
