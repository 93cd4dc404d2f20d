import { parseDeliveryPath } from '../../../core/trail/trail-path';
import type { ChoicePlan, KeyRange } from './choice-plan';

const DAY = 86_400_000;
/** Less of a listing than this says nothing of the rest. */
const LEAST = 0.05;

/** How much of a listing is done, told by ranges and, within them, by days of delivery. */
export class ListingShare {
  private readonly parts = new Map<KeyRange, number>();
  private readonly first = new Map<KeyRange, number>();
  private readonly last: number;
  private readonly from: number | undefined;

  constructor(
    private readonly plan: Pick<ChoicePlan, 'ranges' | 'from' | 'to'>,
    now = Date.now(),
  ) {
    this.from = plan.from === null ? undefined : dayOf(plan.from);
    this.last = Math.min(plan.to === null ? now : dayOf(plan.to), now);
  }

  /** A range is listed up to this key. */
  reached(range: KeyRange, key: string): void {
    const day = parseDeliveryPath(key)?.day;
    if (day === null || day === undefined) return;
    const at = dayOf(day);
    const first = this.first.get(range) ?? this.from ?? at;
    this.first.set(range, first);
    // The day itself may go on.
    const part = (at - first) / (this.last - first + DAY);
    this.parts.set(range, Math.min(1, Math.max(0, part)));
  }

  ended(range: KeyRange): void {
    this.parts.set(range, 1);
  }

  /** What the whole comes to, where so much is listed; null where too little is to tell. */
  whole(listed: number): number | null {
    const { ranges } = this.plan;
    let done = 0;
    for (const part of this.parts.values()) done += part;
    const share = ranges.length === 0 ? 1 : done / ranges.length;
    return share < LEAST ? null : Math.round(listed / Math.min(1, share));
  }
}

function dayOf(day: string): number {
  return Date.parse(`${day}T00:00:00Z`);
}
