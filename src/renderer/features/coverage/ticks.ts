import { DAY, HOUR } from '../../state/coverage/coverage-cells';
import type { Clock } from '../../wording/clock';

/** A label above a column. */
export interface Tick {
  readonly column: number;
  readonly label: string;
}

export interface Ticks {
  /** Days over hours, months over days. */
  readonly upper: readonly Tick[];
  readonly lower: readonly Tick[];
}

interface TickInput {
  readonly from: number;
  readonly step: number;
  /** Columns in view, end exclusive. */
  readonly columns: readonly [number, number];
  /** px of a column. */
  readonly pitch: number;
  /** Hours are labelled as its zone has them. Days are those of delivery folders, which are UTC's. */
  readonly clock: Clock;
}

/** px that a label needs. */
const UPPER = 84;
const LOWER = 24;
const HOUR_STEPS = [1, 2, 3, 6, 12] as const;
const DAY_STEPS = [1, 2, 5, 10] as const;

/** Labels of the columns in view. The first column always says its day or month, unless the next one is near. */
export function ticksOf(input: TickInput): Ticks {
  return input.step === HOUR ? hourTicks(input) : dayTicks(input);
}

function hourTicks({ from, columns: [first, end], pitch, clock }: TickInput): Ticks {
  const every = HOUR_STEPS.find((hours) => hours * pitch >= LOWER);
  const days = Math.ceil(UPPER / (24 * pitch));
  const upper: Tick[] = [];
  const lower: Tick[] = [];
  for (let column = first; column < end; column++) {
    const wall = clock.wall(from + column * HOUR);
    const hour = Math.floor(wall / HOUR) % 24;
    const minutes = Math.floor((wall % HOUR) / 60);
    const text = String(hour).padStart(2, '0');
    if (every !== undefined && hour % every === 0) {
      lower.push({ column, label: minutes === 0 ? text : `${text}:${String(minutes).padStart(2, '0')}` });
    }
    if (hour === 0 && Math.floor(wall / DAY) % days === 0)
      upper.push({ column, label: clock.date(from + column * HOUR) });
  }
  return { upper: withFirst(upper, { column: first, label: clock.date(from + first * HOUR) }, pitch), lower };
}

function dayTicks({ from, columns: [first, end], pitch }: TickInput): Ticks {
  const every = DAY_STEPS.find((days) => days * pitch >= LOWER) ?? 10;
  const upper: Tick[] = [];
  const lower: Tick[] = [];
  for (let column = first; column < end; column++) {
    const date = new Date((from + column * DAY) * 1000).toISOString();
    const day = Number(date.slice(8, 10));
    // The last days of a month are left out where the first of the next one would stand too close.
    if ((day - 1) % every === 0 && (every < 5 || day < 29)) lower.push({ column, label: date.slice(8, 10) });
    if (day === 1) upper.push({ column, label: date.slice(0, 7) });
  }
  const month = new Date((from + first * DAY) * 1000).toISOString().slice(0, 7);
  return { upper: withFirst(upper, { column: first, label: month }, pitch), lower };
}

function withFirst(ticks: readonly Tick[], first: Tick, pitch: number): readonly Tick[] {
  const next = ticks[0];
  if (next !== undefined && (next.column - first.column) * pitch < UPPER) return ticks;
  return [first, ...ticks];
}
