import type { Integrity } from './check';
import { RowGroups } from './row-groups';
import type { SourceTable } from './source-table';
import { codeAt, ofCode } from './verdict';
import type { Verdict } from './verdict';

/** A log file of an hour, once however many copies of it the case holds. */
export interface HourFile {
  /** Index in the table's places, and hours since 1970 UTC. */
  readonly place: number;
  readonly hour: number;
  readonly records: number;
  /** `whole` and `part`: events could be read of it; `unread`: none, though it is named so. */
  readonly reading: 'whole' | 'part' | 'unread';
  readonly proof: 'proven' | 'invalid' | 'unproven';
  /** A digest speaks of it. */
  readonly listed: boolean;
}

/** Insights, aggregated and network activity events: no hour is covered by them. */
export interface OtherFiles {
  readonly sources: number;
  readonly records: number;
}

/** Another trail delivers the same events within so many minutes. */
const TRAILS_APART = 15;

/**
 * The log files of each hour, file by file. Copies of one name count once. Where the same events lie under a later name,
 * too, that file counts as a copy, since nobody delivers them twice: unless a digest proves it, or it is so little
 * later that another trail delivered it. A file that could not be read whole counts for nothing where another of its
 * name could.
 */
export function hourFiles(
  { table, logs }: Pick<Integrity, 'table' | 'logs'>,
  visit: (file: HourFile) => void,
  visitOther: (place: number, hour: number, records: number) => void,
): void {
  const verdictOf = (row: number): Verdict => ofCode(codeAt(logs.codes[row])).verdict;
  const copies = copiesIn(table);
  const lacking = new LackingNames(table);
  for (let row = 0; row < table.rows; row += 1) {
    const place = table.placeAt(row);
    if (place < 0) continue;
    const part = table.part(row);
    if (part === 'other') {
      visitOther(place, table.hour(row), table.records(row));
      continue;
    }
    if (part === 'whole' ? copies.ofName.firstOf(row) !== row : !lacking.take(row)) continue;
    const verdicts = (part === 'whole' ? copies.ofName.rowsOf(row) : [row]).map(verdictOf);
    // Without bytes, and listed by a digest: it is counted with those that are missing.
    if (verdicts.includes('missing')) continue;
    const proof = verdicts.includes('valid') ? 'proven' : verdicts.includes('invalid') ? 'invalid' : 'unproven';
    if (part === 'whole' && proof !== 'proven' && table.minute(row) > copies.earliest(row) + TRAILS_APART) continue;
    const listed = verdicts.some((verdict) => verdict !== 'uncovered' && verdict !== 'not-checked');
    visit({ place, hour: table.hour(row), records: table.records(row), reading: part, proof, listed });
  }
}

interface CopiesIn {
  /** Files of the same name and content. */
  readonly ofName: RowGroups;
  /** When the events of a file were delivered first, minutes since 1970 UTC. */
  readonly earliest: (row: number) => number;
}

function copiesIn(table: SourceTable): CopiesIn {
  const isSame = (row: number, other: number): boolean =>
    table.placeAt(row) === table.placeAt(other) && table.isSame(row, other);
  const contentKey = (row: number): number => table.shortHash(row) ^ table.placeAt(row);
  const ofContent = new RowGroups(contentKey, isSame);
  const ofName = new RowGroups(
    (row) => contentKey(row) ^ (table.nameKey(row) >>> 0),
    (row, other) => table.nameKey(row) === table.nameKey(other) && isSame(row, other),
  );
  const earliest = new Map<number, number>();
  for (let row = 0; row < table.rows; row += 1) {
    if (!isPlaced(table, row) || table.part(row) !== 'whole') continue;
    ofName.add(row);
    // Lists of nothing are all the same.
    if (table.records(row) === 0) continue;
    const first = ofContent.add(row);
    if (first !== row) earliest.set(first, Math.min(earliest.get(first) ?? table.minute(first), table.minute(row)));
  }
  return { ofName, earliest: (row) => earliest.get(ofContent.firstOf(row)) ?? table.minute(row) };
}

function isPlaced(table: SourceTable, row: number): boolean {
  return table.placeAt(row) >= 0 && table.part(row) !== 'other';
}

/** Names of files of which none could be read whole. */
class LackingNames {
  /** By name: the row of which most could be read. */
  private readonly names = new Map<number, number>();

  constructor(private readonly table: SourceTable) {
    const { names } = this;
    for (let row = 0; row < table.rows; row += 1) {
      if (!isPlaced(table, row) || table.part(row) === 'whole') continue;
      const other = names.get(table.nameKey(row));
      if (other === undefined || read(table, row) > read(table, other)) names.set(table.nameKey(row), row);
    }
    if (names.size === 0) return;
    for (let row = 0; row < table.rows; row += 1) {
      if (isPlaced(table, row) && table.part(row) === 'whole') names.delete(table.nameKey(row));
    }
  }

  /** True for one file of each name. */
  take(row: number): boolean {
    return this.names.get(this.table.nameKey(row)) === row;
  }
}

/** How much could be read of a file that was not read whole: more is better. */
function read(table: SourceTable, row: number): number {
  return table.part(row) === 'part' ? 1 + table.records(row) : 0;
}
