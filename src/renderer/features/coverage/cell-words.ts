import type { CoverageNote } from '../../../contract/integrity';
import { DAY, HOUR, hoursWithin } from '../../state/coverage/coverage-cells';
import { mergedCell } from '../../state/coverage/coverage-rows';
import type { CoverageRow } from '../../state/coverage/coverage-rows';
import type { CellKind, CoverageCell, CoveragePlace, RowTally } from '../../state/coverage/coverage-cells';
import type { Span } from '../../state/timeline/timeline-buckets';
import type { Clock } from '../../wording/clock';
import { count, countOf } from '../../wording/numbers';

/** What is read of a cell, a row or a selection. May hold evidence. */
export interface Reading {
  readonly title: string;
  readonly lines: readonly string[];
}

/** Words of the legend. */
export const KIND_WORDS: Readonly<Record<CellKind, string>> = {
  events: 'Events present',
  'management-only': 'Management events only',
  empty: 'Delivered, but empty',
  gap: 'Gap between digests',
  stopped: 'Nothing delivered, logging stopped',
  unread: 'Not readable, or only in part',
  'not-acquired': 'Not acquired',
  missing: 'Missing, a digest names it',
  invalid: 'Invalid, contradicts its digest',
};

const KIND_SENTENCES: Readonly<Record<CellKind, string>> = {
  events: '',
  'management-only': 'Event history alone: it holds no data events',
  empty: 'Delivered, but empty: no log file holds a record, or a digest lists no log file',
  gap: 'No digest speaks of it: a gap between digests',
  stopped: 'Nothing delivered: logging of a trail was stopped',
  unread: 'Not covered: what could not be read may hold events of it',
  'not-acquired': 'Not acquired: the case holds no log file of it, and no digest that says there was none',
  missing: 'A digest is missing, or names log files that the case does not hold',
  invalid: 'A log file or digest contradicts what AWS signed',
};

const SILENT = 'No log file: none was in the bucket when it was listed, or a digest that is not proven lists none';

/** A stretch of delivery time: hours in the zone shown, days in UTC, as the folders of delivery have them. */
export function stretchWords({ from, to }: Span, step: number, clock: Clock): string {
  if (step !== DAY) {
    const midnights = clock.wall(from) % DAY === 0 && clock.wall(to) % DAY === 0;
    if (!midnights) return clock.range(from, to);
    const [first, last] = [clock.date(from), clock.date(to - 1)];
    return first === last ? `${first} ${clock.name}` : `${first} to ${last} ${clock.name}`;
  }
  const day = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 10);
  return to - from <= DAY ? `${day(from)} UTC` : `${day(from)} to ${day(to - 1)} UTC`;
}

/** "111122223333, us-east-1", or "111122223333, 12 regions" of a row that stands for several. */
export function rowPlace({ places }: CoverageRow): string {
  const [first] = places;
  return `${first?.account ?? ''}, ${regionWords(places)}`;
}

/** "us-east-1", "12 regions". */
export function regionWords(places: readonly CoveragePlace[]): string {
  return places.length === 1 ? (places[0]?.region ?? '') : countOf(places.length, 'region');
}

/**
 * Everything that is known of one cell of a row.
 * @param cells of its places, in their order
 * @param notes of the whole case
 */
export function cellReading(
  row: CoverageRow,
  time: number,
  step: number,
  cells: readonly (CoverageCell | undefined)[],
  notes: readonly CoverageNote[],
  facts: { readonly extent: Span; readonly clock: Clock },
): Reading {
  const stretch = { from: time, to: time + step };
  const title = `${rowPlace(row)}, ${stretchWords(stretch, step, facts.clock)}`;
  const cell = mergedCell(cells);
  if (cell === undefined) return { title, lines: ['On its way'] };
  const within = new Set(row.places.flatMap((place) => notesOf(notes, place, stretch)));
  const hours = hoursWithin(time, step, facts.extent);
  if (hours === 0) return { title, lines: ['Outside of what the case knows of'] };
  const told = cell.differs === true ? [differing(cells)] : cellLines(cell);
  const lines = [...told, ...[...within].map(({ words }) => words)];
  if (step === DAY && cell.differs !== true)
    lines.splice(
      1,
      0,
      `${count(Math.min(cell.covered, hours))} of ${countOf(hours, 'hour')} covered${row.places.length > 1 ? ', in each region' : ''}`,
    );
  return { title, lines };
}

/** "Differs by region. 9: Not acquired, 3: Events present". */
function differing(cells: readonly (CoverageCell | undefined)[]): string {
  const kinds = new Map<CellKind, number>();
  for (const cell of cells) if (cell !== undefined) kinds.set(cell.kind, (kinds.get(cell.kind) ?? 0) + 1);
  const parts = [...kinds].map(([kind, many]) => `${countOf(many, 'region')}: ${KIND_WORDS[kind].toLowerCase()}`);
  return `Differs by region: unfold the row. ${parts.join(', ')}`;
}

function cellLines(cell: CoverageCell): readonly string[] {
  const lines: string[] = [];
  if (cell.sources > 0) {
    lines.push(`${countOf(cell.sources, 'log file')}, ${countOf(cell.records, 'record')}`, provenWords(cell));
  }
  if (cell.unread > 0) {
    lines.push(
      `${countOf(cell.unread, 'file')} named as ${cell.unread === 1 ? 'a log file' : 'log files'} of it could not be read as such, or only in part`,
    );
  }
  if (cell.missing > 0) {
    const [are, them] = cell.missing === 1 ? ['is', 'it'] : ['are', 'them'];
    lines.push(
      `${countOf(cell.missing, 'log file')} that a digest names ${are} not in the case: look for ${them} in the bucket, older versions included`,
    );
  }
  const silent = cell.kind === 'empty' && cell.sources === 0 && cell.unproven;
  if (silent) lines.push(SILENT);
  const known = silent || (cell.kind === 'missing' && cell.missing > 0);
  const sentence = known ? '' : KIND_SENTENCES[cell.kind];
  if (sentence !== '') lines.push(sentence);
  if (cell.gap && cell.kind !== 'gap') lines.push('A gap between digests lies in it');
  if (cell.stopped && cell.kind !== 'stopped') lines.push('Logging of a trail was stopped in it');
  if (cell.unproven && cell.sources === 0 && !silent) lines.push('The digests that speak of it are not proven');
  return lines;
}

/** "14 of 16 log files are proven by a digest, 2 are not". */
function provenWords({ sources, proven }: CoverageCell): string {
  const rest = sources - proven;
  if (proven === 0) return sources === 1 ? 'No digest proves it' : 'No digest proves any of them';
  if (rest === 0) return sources === 1 ? 'It is proven by a digest' : 'All are proven by a digest';
  const are = (many: number): string => (many === 1 ? 'is' : 'are');
  return `${count(proven)} of ${countOf(sources, 'log file')} ${are(proven)} proven by a digest, ${count(rest)} ${are(rest)} not`;
}

/** Notes on a place within a stretch. */
export function notesOf(
  notes: readonly CoverageNote[],
  place: CoveragePlace,
  { from, to }: Span,
): readonly CoverageNote[] {
  return notes.filter(
    (note) =>
      note.at !== null &&
      note.at < to &&
      (note.to ?? note.at + 1) > from &&
      (note.account === null || note.account === place.account) &&
      (note.region === null || note.region === place.region),
  );
}

export interface RowSummary {
  readonly words: string;
  readonly tone: 'ok' | 'warn' | 'bad' | 'neutral' | 'faint';
}

/** Of several places the same, or that it is not. */
export function rowSummary(tallies: readonly (RowTally | undefined)[], step: number): RowSummary {
  const summaries = tallies.map((tally) => placeSummary(tally, step));
  const [first = placeSummary(undefined, step)] = summaries;
  if (summaries.length === 1) return first;
  if (summaries.some(({ words }) => words !== first.words)) return { words: 'Differs by region', tone: 'neutral' };
  // Numbers are those of each.
  return /^\d/.test(first.words) ? { ...first, words: `${first.words} each` } : first;
}

/** The worst that can be said of a place; what else there is to say is in `tallyLines`. */
function placeSummary(tally: RowTally | undefined, step: number): RowSummary {
  if (tally === undefined) return { words: 'Reading', tone: 'faint' };
  const rest = tally.hours - tally.covered - tally.gapHours - tally.stoppedHours;
  if (tally.invalid > 0) return { words: invalidWords(tally, step), tone: 'bad' };
  if (tally.missing > 0) return { words: `${count(tally.missing)} missing`, tone: 'bad' };
  if (tally.unread > 0) return { words: `${countOf(tally.unread, 'file')} not readable`, tone: 'warn' };
  if (tally.gapHours > 0) return { words: `${count(tally.gapHours)} h in a gap`, tone: 'warn' };
  if (tally.gaps > 0) return { words: `${countOf(tally.gaps, 'day')} with a gap`, tone: 'warn' };
  if (tally.covered === 0 && tally.stoppedHours === 0) return { words: 'Not acquired', tone: 'faint' };
  if (rest > 0) return { words: `${count(rest)} h not acquired`, tone: 'neutral' };
  if (tally.stoppedHours > 0) return { words: `${count(tally.stoppedHours)} h not delivered`, tone: 'warn' };
  if (tally.managementOnly > 0) return { words: `${managementWords(tally, step)} management only`, tone: 'neutral' };
  return tally.records === 0 ? { words: 'Always empty', tone: 'faint' } : { words: 'Complete', tone: 'ok' };
}

function invalidWords({ invalid }: RowTally, step: number): string {
  return step === HOUR ? `${count(invalid)} h invalid` : `${countOf(invalid, 'day')} invalid`;
}

function managementWords({ managementOnly }: RowTally, step: number): string {
  return step === HOUR ? `${count(managementOnly)} h` : countOf(managementOnly, 'day');
}

const DATA_EVENTS = {
  on: 'Data events are logged, the configuration in evidence says',
  off: 'Data events are not logged, the configuration in evidence says',
  unknown: 'Whether data events are logged is not known: no configuration in evidence says so',
} as const;

/** @param tallies of its places, in their order */
export function rowReading(
  row: CoverageRow,
  tallies: readonly (RowTally | undefined)[],
  step: number,
  shown: string,
): Reading {
  const title = `${rowPlace(row)}, ${shown}`;
  const [place] = row.places;
  const [tally] = tallies;
  if (place === undefined || tally === undefined) return { title, lines: ['On its way'] };
  const data = DATA_EVENTS[place.dataEvents];
  if (row.places.length === 1) return { title, lines: [...tallyLines(tally, step), data] };
  const regions = row.places.map(({ region }) => region).join(', ');
  return { title, lines: [`${rowSummary(tallies, step).words}: ${regions}`, data] };
}

function tallyLines(tally: RowTally, step: number): readonly string[] {
  const rest = tally.hours - tally.covered - tally.gapHours - tally.stoppedHours;
  return [
    `${count(tally.covered)} of ${countOf(tally.hours, 'hour')} covered, ${countOf(tally.records, 'record')}`,
    ...(tally.invalid > 0 ? [invalidWords(tally, step)] : []),
    ...(tally.missing > 0 ? [`${countOf(tally.missing, 'log file')} missing`] : []),
    ...(tally.unread > 0 ? [`${countOf(tally.unread, 'file')} not readable, or only in part`] : []),
    ...(tally.gaps > 0 && tally.gapHours === 0 ? [`${countOf(tally.gaps, 'day')} with a gap between digests`] : []),
    ...(tally.gapHours > 0 ? [`${countOf(tally.gapHours, 'hour')} in a gap between digests`] : []),
    ...(tally.stoppedHours > 0 ? [`${countOf(tally.stoppedHours, 'hour')} with stopped logging`] : []),
    ...(tally.managementOnly > 0 ? [`${managementWords(tally, step)} with management events alone`] : []),
    ...(rest > 0 ? [`${countOf(rest, 'hour')} not acquired`] : []),
  ];
}
