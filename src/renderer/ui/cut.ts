/** A part of a text in its own look. */
export interface Part {
  readonly text: string;
  /** Which gives way first where there is little room: 3 without a trace, then 2, then 1. What tells the text from others stays. */
  readonly give: 1 | 2 | 3;
  readonly look?: string;
}

/** A run of a text that is drawn in one piece: `none` stays; where nothing else gives, `all` runs are cut alike. */
export interface Run {
  readonly text: string;
  readonly give: 'none' | 'all' | 1 | 2 | 3;
  readonly look: string;
}

/** Places of a text that stay, each from its first character to before its end; ascending, none touching another. */
export interface Kept {
  readonly ranges: readonly (readonly [from: number, to: number])[];
  /** Told behind the text, where no part of it tells it from the others in the little room that there is. */
  readonly mark: string;
}

/** Texts up to this length are never cut in the middle. */
export const SHORT = 14;
/** Characters that stay at the end of a text that stands alone, and of one that they tell from all others. */
const END = 8;
const LONGEST_END = 14;
/** Characters that stay around the place where a text begins to differ, and at its end then. */
const WINDOW = 10;
const BRIEF_END = 4;
/** An ellipsis needs the room of these. */
const WORTH_CUTTING = 5;

const JOINS_BEFORE = /^[\p{M}\u200d]/u;

/** The nearest place at or before `at` that is no middle of a character. */
function boundary(text: string, at: number): number {
  let place = at;
  while (place > 0 && place < text.length) {
    const code = text.charCodeAt(place);
    const inPair = code >= 0xdc00 && code <= 0xdfff && /[\ud800-\udbff]/.test(text.charAt(place - 1));
    if (!inPair && !JOINS_BEFORE.test(text.slice(place, place + 2)) && text.charAt(place - 1) !== '\u200d') break;
    place--;
  }
  return place;
}

function keeps(text: string, ...ranges: readonly (readonly [number, number])[]): Kept {
  const joined: [number, number][] = [];
  for (const [from, to] of ranges) {
    const start = boundary(text, Math.max(0, from));
    const before = joined.at(-1);
    // Between two ranges stands an ellipsis only where it saves room.
    if (before !== undefined && start - before[1] < WORTH_CUTTING) before[1] = Math.max(before[1], to);
    else joined.push([start < WORTH_CUTTING ? 0 : start, to]);
  }
  return { ranges: joined, mark: '' };
}

const whole = (text: string): Kept => ({ ranges: [[0, text.length]], mark: '' });

/** What stays of a text that stands alone: all of a short one, else its end. */
export function keptEnd(text: string, end = END): Kept {
  return text.length <= Math.max(SHORT, end) ? whole(text) : keeps(text, [text.length - end, text.length]);
}

/**
 * What stays of the texts of one list, so that two different ones never look the same, however narrow: ends that tell a
 * text from all others; else the place where it differs; else a mark with its number among those that look alike.
 */
export function keptTelling(texts: Iterable<string>): ReadonlyMap<string, Kept> {
  const kept = new Map<string, Kept>();
  const long: string[] = [];
  for (const text of new Set(texts)) {
    if (text.length <= SHORT) kept.set(text, whole(text));
    else long.push(text);
  }
  for (const alike of groups(long, (text) => text.slice(-END))) {
    const starts = mostShared(alike);
    const ends = mostShared(alike.map(backwards));
    alike.forEach((text, at) => {
      kept.set(text, alike.length === 1 ? keptEnd(text) : apart(text, starts[at] ?? 0, ends[at] ?? 0));
    });
  }
  // What else came to look alike, in whatever way it was cut, is numbered.
  for (const alike of groups([...kept.keys()], (text) => leastLook(text, kept.get(text) ?? whole(text)))) {
    if (alike.length < 2) continue;
    alike.forEach((text, at) => {
      const found = kept.get(text);
      if (found !== undefined) kept.set(text, { ...found, mark: ` #${String(at + 1)}` });
    });
  }
  return kept;
}

function groups(texts: readonly string[], key: (text: string) => string): Iterable<readonly string[]> {
  const found = new Map<string, string[]>();
  for (const text of texts) {
    const of = key(text);
    const group = found.get(of);
    if (group === undefined) found.set(of, [text]);
    else group.push(text);
  }
  return found.values();
}

/** What tells a text from others with the same end. @param start @param end characters shared with one of them */
function apart(text: string, start: number, end: number): Kept {
  if (end < LONGEST_END) return keeps(text, [text.length - end - 1, text.length]);
  // From the start of the word that differs, where that is near.
  const word = /[\p{L}\p{N}]*$/u.exec(text.slice(Math.max(0, start - WINDOW / 2), start))?.[0].length ?? 0;
  const from = Math.max(0, start - word);
  return keeps(text, [from, from + WINDOW], [text.length - BRIEF_END, text.length]);
}

/** How many characters each text shares at its start with the one that shares most: in order, a neighbour. */
function mostShared(texts: readonly string[]): readonly number[] {
  const most = texts.map(() => 0);
  const order = texts.map((text, at) => ({ text, at })).sort((a, b) => (a.text < b.text ? -1 : 1));
  order.forEach(({ text, at }, place) => {
    const next = order[place + 1];
    if (next === undefined) return;
    const shared = commonStart(text, next.text);
    most[at] = Math.max(most[at] ?? 0, shared);
    most[next.at] = Math.max(most[next.at] ?? 0, shared);
  });
  return most;
}

function commonStart(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a.charCodeAt(length) === b.charCodeAt(length)) length++;
  return length;
}

function backwards(text: string): string {
  return text.split('').reverse().join('');
}

/** How a text looks where nothing stays but what is kept. */
export function leastLook(text: string, { ranges, mark }: Kept): string {
  let look = '';
  let at = 0;
  for (const [from, to] of ranges) {
    look += (from > at ? '\u2026' : '') + text.slice(from, to);
    at = to;
  }
  return look + (at < text.length ? '\u2026' : '') + mark;
}

/** The runs that a text of several parts is drawn in. @param kept of all of them joined */
export function runsOf(parts: readonly Part[], { ranges, mark }: Kept): readonly Run[] {
  const runs: Run[] = [];
  let start = 0;
  for (const { text, give, look = '' } of parts) {
    let at = 0;
    const add = (to: number, stays: boolean): void => {
      // What is no longer than an ellipsis has nothing to give.
      const rests = stays || to - at < WORTH_CUTTING;
      if (to > at) runs.push({ text: text.slice(at, to), give: rests ? 'none' : give, look });
      at = Math.max(at, to);
    };
    for (const [from, to] of ranges) {
      add(Math.min(text.length, from - start), false);
      add(Math.min(text.length, to - start), true);
    }
    add(text.length, false);
    start += text.length;
  }
  if (mark !== '') runs.push({ text: mark, give: 'none', look: 'quiet' });
  if (runs.some(({ give }) => give === 1 || give === 2)) return runs;
  return runs.map((run) => (run.give === 'none' ? { ...run, give: 'all' as const } : run));
}
