import type { EntryValue } from '../../../core/annotation/action';
import type { AnnotationSummary } from '../../../core/annotation/summary';
import { smallest, largest } from '../../../core/lists';
import type { Marks } from '../../../core/query/said-of';

/** Something that was said and has a place in time. */
export type Flag = Whence & {
  /** Equal for the same thing. */
  readonly id: string;
  /** Seconds since 1970 UTC. */
  readonly from: number;
  /** The same as `from`, or where a stretch ends. */
  readonly to: number;
};

type Whence =
  /** `from` and `to` are the first and the last event that it cites. */
  | { readonly kind: 'finding'; readonly finding: string; readonly number: number; readonly title: string }
  | { readonly kind: EntryValue['kind']; readonly title: string }
  | { readonly kind: 'stretch'; readonly marks: Marks };

/** What was said that belongs into a timeline, by time: findings, entries, stretches of time. */
export function flagsOf({ findings, entries, targets }: AnnotationSummary): readonly Flag[] {
  return [...findings.flatMap(ofFinding), ...entries.flatMap(ofEntry), ...targets.flatMap(ofTarget)].sort(
    (a, b) => a.from - b.from || (a.id < b.id ? -1 : 1),
  );
}

/** A finding that cites no event with a time has no place. */
function ofFinding({ id, value }: AnnotationSummary['findings'][number]): Flag[] {
  const times = value.cites.flatMap((cite) => ('event' in cite && cite.event.time !== null ? [cite.event.time] : []));
  if (times.length === 0) return [];
  const [from, to] = [smallest(times, Infinity), largest(times, -Infinity)];
  const { number, title } = value;
  return [{ kind: 'finding', id: `finding ${id}`, finding: id, number, title, from, to }];
}

function ofEntry({ id, value: { kind, time, title } }: AnnotationSummary['entries'][number]): Flag[] {
  const at = Date.parse(time) / 1000;
  return Number.isNaN(at) ? [] : [{ kind, id: `entry ${id}`, title, from: at, to: at }];
}

function ofTarget({ target, ...marks }: AnnotationSummary['targets'][number]): Flag[] {
  if (target.on !== 'time') return [];
  const { from, to } = target;
  return [{ kind: 'stretch', id: `stretch ${String(from)} ${String(to)}`, marks, from, to }];
}

/** Flags that stand in one place. */
export interface FlagGroup {
  /** px */
  readonly x: number;
  readonly flags: readonly Flag[];
  /** They lie before or after what is shown. */
  readonly beyond?: 'before' | 'after';
}

/** px between two flags: closer ones stand in one place. */
const ROOM = 30;

/**
 * Where flags stand on a timeline. None is left out: those beyond what is shown stand at its ends.
 * @param flags by time
 * @param ends px of the first and the last place
 * @param xOf px of an instant
 */
export function placeFlags(
  flags: readonly Flag[],
  shown: { readonly from: number; readonly to: number },
  ends: readonly [left: number, right: number],
  xOf: (at: number) => number,
): readonly FlagGroup[] {
  const before = flags.filter(({ to }) => to < shown.from);
  const after = flags.filter(({ from }) => from > shown.to);
  const groups: { x: number; flags: Flag[] }[] = [];
  const least = before.length > 0 ? ends[0] + ROOM : ends[0];
  const most = after.length > 0 ? ends[1] - ROOM : ends[1];
  for (const flag of flags) {
    if (flag.to < shown.from || flag.from > shown.to) continue;
    const x = Math.min(Math.max(xOf(flag.from), least), most);
    const last = groups.at(-1);
    if (last !== undefined && x - last.x < ROOM) last.flags.push(flag);
    else groups.push({ x, flags: [flag] });
  }
  return [
    ...(before.length > 0 ? [{ x: ends[0], flags: before, beyond: 'before' as const }] : []),
    ...groups,
    ...(after.length > 0 ? [{ x: ends[1], flags: after, beyond: 'after' as const }] : []),
  ];
}
