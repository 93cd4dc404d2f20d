import type { EventRow, View } from '../../../core/query/filter';
import { setBit } from '../../../core/query/bitset';
import type { RowColumn } from '../../../core/query/row-reader';
import type { Store } from '../../store/protocol';
import { Latest } from '../api/latest';

/**
 * Calls that were delivered to several accounts, each copy an event of its own: how many calls the view's events tell
 * of, and the way from one copy to another.
 */
export class SharedCallsState {
  /** Calls of the view, however many accounts they were delivered to; undefined while they are counted. */
  count = $state.raw<number | undefined>();
  #wanted = 0;
  readonly #counting: Latest;

  constructor(
    private readonly store: Pick<Store, 'calls' | 'rows'>,
    private readonly view: () => View,
    failed: (error: unknown) => void,
  ) {
    this.#counting = new Latest(() => this.#ask(), failed);
  }

  /** The filter or the data changed. A number of another filter would be wrong beside the new one. */
  refresh(cause: 'filter' | 'data'): void {
    this.#wanted++;
    if (cause === 'filter') this.count = undefined;
    this.#counting.request();
  }

  stop(): void {
    this.#counting.stop();
  }

  /** The row of an event, whatever the filter. */
  async row(event: number, columns: readonly RowColumn[]): Promise<EventRow | undefined> {
    const rows = new Uint32Array((event >>> 5) + 1);
    setBit(rows, event);
    const view: View = { clauses: [{ id: 'event', filter: { op: 'rows', key: `event ${String(event)}`, rows } }] };
    const page = await this.store.rows({ view, sort: [], start: 0, end: 1, columns });
    return page.rows[0];
  }

  async #ask(): Promise<void> {
    const wanted = this.#wanted;
    const count = await this.store.calls(this.view());
    if (wanted === this.#wanted) this.count = count;
  }
}
