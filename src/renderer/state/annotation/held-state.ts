import type { Status } from '../../../core/annotation/action';
import type { View } from '../../../core/query/filter';
import type { Marks } from '../../../core/query/said-of';
import type { Store } from '../../store/protocol';
import type { AnnotationsState } from './annotations-state.svelte';
import type { Subject } from './annotate-dialog-state.svelte';
import { sayingLines } from './event-said-state.svelte';

/** Tags that are counted. */
const MOST_TAGS = 500;

export interface HeldStatus {
  readonly status: Status;
  readonly reason: string;
  /** The user of this window set it. */
  readonly own: boolean;
}

/** What holds already of what something is about to be said of. */
export class HeldState {
  constructor(
    private readonly store: Pick<Store, 'saidOf' | 'activity' | 'values'>,
    private readonly annotations: Pick<AnnotationsState, 'author' | 'ofTarget'>,
  ) {}

  /** The status of one event or target; undefined where it has none, and where several are meant. */
  async status(subject: Pick<Subject, 'on' | 'targets'>): Promise<HeldStatus | undefined> {
    const status = (await this.#marks(subject))?.status;
    if (status === undefined) return undefined;
    const by = (await sayingLines(this.store, [status.saying])).get(status.saying);
    const { author } = this.annotations;
    const own = by !== undefined && author !== undefined && by.author === author.name && by.by === author.user;
    return { status: status.value, reason: status.reason, own };
  }

  /** How many of the events have which tag; of a single event or target its own tags, one each. */
  async tags(subject: Pick<Subject, 'on' | 'targets'>): Promise<ReadonlyMap<string, number>> {
    const { on } = subject;
    if (on !== undefined && 'view' in on) return this.counts(on.view);
    return new Map(((await this.#marks(subject))?.tags ?? []).map(({ value }) => [value, 1]));
  }

  /** Every tag in use with the number of events of the view that have it. */
  async counts(view: View): Promise<ReadonlyMap<string, number>> {
    const { rows } = await this.store.values(view, { facet: 'tag', top: MOST_TAGS });
    return new Map(rows.flatMap(({ value, count }) => (value === null ? [] : [[value, count] as const])));
  }

  async #marks({ on, targets }: Pick<Subject, 'on' | 'targets'>): Promise<Marks | undefined> {
    const [event, ...more] = on !== undefined && 'events' in on ? on.events : [];
    if (event !== undefined) return more.length > 0 ? undefined : this.store.saidOf(event);
    const [target, ...others] = targets;
    return on !== undefined || target === undefined || others.length > 0
      ? undefined
      : this.annotations.ofTarget(target);
  }
}
