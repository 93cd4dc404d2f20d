import { largest } from '../../../core/lists';
import type { ColumnNeed } from '../../state/grid/columns-state.svelte';

export interface FittedColumn extends ColumnNeed {
  readonly id: string;
  /** What it is narrowed to where there is too little room, px. */
  readonly floor: number;
}

/** No column is widened further than this by what is in it, px. */
const WIDEST = 900;
/** No column behind the edge is wider, px. */
const WIDE = 320;
/** A width that is no wider than what is in most columns, px. */
const MODEST = 200;
/** Of the cells that were looked at, so many have all that they need in the usual width. */
const USUALLY = 0.9;

/**
 * What a column needs by the widths of its cells, px.
 * @param head width of the head; edges are in all of them
 */
export function needOf(head: number, cells: readonly number[]): ColumnNeed {
  const sorted = [...cells].sort((a, b) => a - b);
  const usual = sorted[Math.ceil(sorted.length * USUALLY) - 1] ?? 0;
  const whole = (width: number): number => Math.min(WIDEST, Math.ceil(Math.max(head, width)));
  return { usual: whole(usual), full: whole(largest(sorted, 0)) };
}

/**
 * Widths of columns in a list with so much room, px. It is shared by what is in the columns: first as much as each
 * usually needs, and more where that is still modest, then what the longest values need; a little that is lacking is
 * given before much. Where there is too
 * little, as many of the first columns as can be are narrowed into sight, and the others follow behind the edge.
 */
export function fitWidths(columns: readonly FittedColumn[], room: number): ReadonlyMap<string, number> {
  const inSight = columns.slice(0, fitting(columns, room));
  const least = inSight.map(({ usual, floor }) => Math.min(usual, floor));
  const modest = inSight.map(({ usual, full }) => Math.max(usual, Math.min(full, MODEST)));
  const full = inSight.map((column) => column.full);
  const widths = filled(filled(least, modest, room), full, room);
  // What hostile values ask for must not push the columns behind them out of reach.
  return new Map(columns.map(({ id, usual }, at) => [id, widths[at] ?? Math.min(usual, WIDE)]));
}

/** Widths raised towards what is wanted, as far as the room goes; the smallest wishes first. */
function filled(widths: readonly number[], wanted: readonly number[], room: number): readonly number[] {
  const raised = [...widths];
  const lacking = widths.map((width, at) => ({ at, much: (wanted[at] ?? width) - width }));
  let left = room - sum(widths);
  lacking
    .sort((a, b) => a.much - b.much)
    .forEach(({ at, much }, place) => {
      const share = Math.min(much, Math.max(0, Math.floor(left / (lacking.length - place))));
      raised[at] = (raised[at] ?? 0) + share;
      left -= share;
    });
  return raised;
}

/** How many of the first columns are in sight at their narrowest. */
function fitting(columns: readonly FittedColumn[], room: number): number {
  let taken = 0;
  const beyond = columns.findIndex(({ usual, floor }) => {
    taken += Math.min(usual, floor);
    return taken > room;
  });
  return beyond < 0 ? columns.length : beyond;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, number) => all + number, 0);
}
