/** A part of a text that is shown cut. */
export interface CutPiece {
  readonly text: string;
  /** match: what was looked for; gap: stands for what is left out. */
  readonly kind: 'plain' | 'match' | 'gap';
}

/** A place in a text, UTF-16 code units, `to` exclusive. */
export interface Place {
  readonly from: number;
  readonly to: number;
}

const GAP = '\u2026';
/** Beside what was looked for, where all around it is left out. */
const AROUND = 4;

/**
 * A text in at most so many UTF-16 code units, cut in its middle: identifiers differ at their ends more than at their
 * beginnings, so that the end keeps two thirds. What was looked for stays in sight.
 */
export function middleCut(text: string, most: number, match?: Place): readonly CutPiece[] {
  return keptOf(text, most, match).flatMap((kept, at): CutPiece[] => {
    const pieces = marked(text, kept, match);
    return at === 0 ? pieces : [{ text: GAP, kind: 'gap' }, ...pieces];
  });
}

/** The first place of a text in another, whatever its case; undefined where it is not there, or blank. */
export function placeOf(search: string, text: string): Place | undefined {
  const lower = text.toLowerCase();
  // Some letters change their length with their case: then places do not agree.
  const from = search === '' || lower.length !== text.length ? -1 : lower.indexOf(search.toLowerCase());
  return from < 0 ? undefined : { from, to: from + search.length };
}

function keptOf(text: string, most: number, match: Place | undefined): readonly Place[] {
  if (text.length <= most) return [{ from: 0, to: text.length }];
  const room = Math.max(2, most - 1);
  const end = Math.ceil((room * 2) / 3);
  const head = { from: 0, to: whole(text, room - end) };
  const tail = { from: whole(text, text.length - end), to: text.length };
  if (match === undefined || match.to <= head.to || match.from >= tail.from) return [head, tail];
  const around = {
    from: whole(text, Math.max(head.to, match.from - AROUND)),
    to: whole(text, Math.min(text.length, match.to + AROUND)),
  };
  const rest = room - 1 - (around.to - around.from);
  const short = Math.max(1, Math.floor(rest / 3));
  const last = { from: whole(text, text.length - Math.max(1, rest - short)), to: text.length };
  return joined([{ from: 0, to: whole(text, Math.min(short, head.to)) }, around, last]);
}

/** Not within a pair of surrogates. */
function whole(text: string, at: number): number {
  return /^[\udc00-\udfff]/.test(text.slice(at, at + 1)) ? at - 1 : at;
}

/** Places that meet become one. */
function joined(places: readonly Place[]): readonly Place[] {
  const kept: Place[] = [];
  for (const place of places) {
    const before = kept.at(-1);
    if (before !== undefined && place.from <= before.to) {
      kept[kept.length - 1] = { from: before.from, to: Math.max(before.to, place.to) };
    } else kept.push(place);
  }
  return kept;
}

function marked(text: string, { from, to }: Place, match: Place | undefined): CutPiece[] {
  const start = Math.max(from, match?.from ?? to);
  const end = Math.min(to, match?.to ?? to);
  if (match === undefined || start >= end) return [{ text: text.slice(from, to), kind: 'plain' }];
  const pieces: CutPiece[] = [
    { text: text.slice(from, start), kind: 'plain' },
    { text: text.slice(start, end), kind: 'match' },
    { text: text.slice(end, to), kind: 'plain' },
  ];
  return pieces.filter((piece) => piece.text !== '');
}
