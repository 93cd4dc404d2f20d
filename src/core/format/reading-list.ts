import { otherKind } from './other-kinds';
import { kindIdOf, whyNoEvents } from './reading';
import type { KindOf, Reading } from './reading';

/** Why a source is not among those that were read whole. */
export interface ReadingReason {
  readonly as: Exclude<Reading, 'read'>;
  /** As the analyst would name it; of several that are told together, the first that has no line of its own. */
  readonly source: string;
  readonly why: string;
  /** Of several that are told together: how many. */
  readonly more?: number;
}

/** How many sources ended how, and why. */
export interface SourceReadings extends Readonly<Record<Reading, number>> {
  readonly reasons: readonly ReadingReason[];
}

/** Sources of one kind that have lines of their own, and all that have. */
const OF_ONE_KIND = 5;
const MOST = 200;

interface Group {
  readonly as: ReadingReason['as'];
  readonly why: string;
  own: number;
  more: number;
  /** The first without a line of its own. */
  source: string;
}

/** Counts how sources ended, and keeps the reasons of the first ones of each kind. */
export class ReadingList {
  private readonly counts: Record<Reading, number> = { read: 0, partly: 0, other: 0, unknown: 0 };
  private readonly reasons: ReadingReason[] = [];
  private readonly groups = new Map<string, Group>();

  /** Whether the name and the reason of such a source would be told: else they need not be found. */
  wants(reading: Reading, source: KindOf): boolean {
    if (reading === 'read') return false;
    const kind = kindIdOf(source);
    const group = this.groups.get(keyOf(reading, kind));
    return group === undefined || group.more === 0 || this.hasRoom(reading, kind, group);
  }

  /** @param why of what was quarantined, or why it could not be read; left out, it is told by what it is */
  add(reading: Reading, source: KindOf, name = '', why?: string): void {
    this.counts[reading] += 1;
    if (reading !== 'read') this.tell(reading, kindIdOf(source), name, why ?? whyNoEvents(source));
  }

  /** Something that was given and is no source: it was left out, or could not be opened. */
  addLeftOut(as: 'other' | 'unknown', name: string, why: string): void {
    this.counts[as] += 1;
    this.tell(as, 'left out', name, why);
  }

  get result(): SourceReadings {
    const rest = [...this.groups.values()].filter(({ more }) => more > 0);
    const reasons = [
      ...this.reasons,
      ...rest.map(({ as, source, why, more }) => (more === 1 ? { as, source, why } : { as, source, why, more })),
    ];
    return { ...this.counts, reasons };
  }

  private tell(as: ReadingReason['as'], kind: string | undefined, source: string, why: string): void {
    const key = keyOf(as, kind);
    let group = this.groups.get(key);
    if (group === undefined) this.groups.set(key, (group = { as, why, own: 0, more: 0, source: '' }));
    if (this.hasRoom(as, kind, group)) {
      group.own += 1;
      this.reasons.push({ as, source, why });
    } else {
      if (group.more === 0) group.source = source;
      group.more += 1;
    }
  }

  /**
   * A kind that is known is told a few times where there is something to be done about it, else once for all; what
   * could not be read, as often as there is room.
   */
  private hasRoom(as: ReadingReason['as'], kind: string | undefined, { own }: Group): boolean {
    if (as !== 'other') return this.reasons.length < MOST;
    const known = kind === undefined ? undefined : otherKind(kind);
    return known === undefined || known.remedy !== undefined ? own < OF_ONE_KIND : false;
  }
}

function keyOf(as: ReadingReason['as'], kind = ''): string {
  return `${as} ${kind}`;
}
