import type { ActivityLine } from '../../../core/annotation/activity';
import type { SeenEvent } from '../../../core/annotation/action';
import type { Orphan, Store } from '../../store/protocol';
import { Latest } from '../api/latest';
import { problemOf, type Problem } from '../api/loading';
import { PagedList } from '../api/paged-list.svelte';

/** Events with a star that the chronology has room for. */
export const STARRED_MOST = 2_000;

/** What the window lists of all that was said: who said what when, orphans, and the events with a star. */
export class ActivityState {
  readonly lines: PagedList<ActivityLine>;
  /** undefined before they were asked for. */
  orphans = $state.raw<readonly Orphan[] | undefined>();
  starred = $state.raw<{ readonly total: number; readonly events: readonly SeenEvent[] }>({ total: 0, events: [] });
  problem = $state.raw<Problem | undefined>();
  readonly #reading: Latest;

  constructor(private readonly store: Pick<Store, 'activity' | 'orphans' | 'starred'>) {
    this.lines = new PagedList(async (from, count) => {
      const { total, lines } = await store.activity(from, count);
      return { total, items: lines };
    });
    this.#reading = new Latest(
      () => this.#read(),
      (error) => (this.problem = problemOf(error)),
    );
  }

  /** Something was said, or the case has other events. */
  look(): void {
    this.#reading.request();
  }

  stop(): void {
    this.#reading.stop();
  }

  async #read(): Promise<void> {
    await this.lines.again();
    this.starred = await this.store.starred(STARRED_MOST);
    this.orphans = await this.store.orphans();
    this.problem = undefined;
  }
}
