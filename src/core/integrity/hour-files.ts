import type { Integrity } from './check';
import type { SourceTable } from './source-table';
import { codeAt, ofCode } from './verdict';

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

/**
 * The log files of each hour, file by file. Copies count once: the same events under two names are one file, of the
 * earlier hour, since none can be delivered before it was written. A file that could not be read whole counts for
 * nothing where another of its name could.
 */
export function hourFiles(
  { table, logs }: Pick<Integrity, 'table' | 'logs'>,
  visit: (file: HourFile) => void,
  visitOther: (place: number, hour: number, records: number) => void,
): void {
  const copies = new Copies(table);
  for (let row = 0; row < table.rows; row += 1) {
    if (isPlaced(table, row) && table.part(row) === 'whole') copies.add(row);
  }
  const lacking = new LackingNames(table);
  for (let row = 0; row < table.rows; row += 1) {
    const place = table.placeAt(row);
    if (place < 0) continue;
    const part = table.part(row);
    if (part === 'other') {
      visitOther(place, table.hour(row), table.records(row));
      continue;
    }
    if (part !== 'whole' && !lacking.take(row)) continue;
    if (part === 'whole' && copies.firstOf(row) !== row) continue;
    const codes = (part === 'whole' ? copies.of(row) : [row]).map((one) => ofCode(codeAt(logs.codes[one])).verdict);
    // Without bytes, and listed by a digest: it is counted with those that are missing.
    if (codes.includes('missing')) continue;
    const proof = codes.includes('valid') ? 'proven' : codes.includes('invalid') ? 'invalid' : 'unproven';
    const listed = codes.some((verdict) => verdict !== 'uncovered' && verdict !== 'not-checked');
    visit({ place, hour: table.hour(row), records: table.records(row), reading: part, proof, listed });
  }
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

/** Rows with the same content and place. */
class Copies {
  /** Row + 1 of the first one met of each group, or 0. */
  private slots = new Uint32Array(1024);
  private groups = 0;
  /** By row: the first one met of its group. Only of groups of several. */
  private readonly groupOf = new Map<number, number>();
  /** By the first one met: all rows of the group, and the one of the earliest hour. */
  private readonly rows = new Map<number, { readonly all: number[]; earliest: number }>();

  constructor(private readonly table: SourceTable) {}

  add(row: number): void {
    const group = this.find(row);
    if (group === row) return;
    let rows = this.rows.get(group);
    if (rows === undefined) this.rows.set(group, (rows = { all: [group], earliest: group }));
    rows.all.push(row);
    if (this.table.hour(row) < this.table.hour(rows.earliest)) rows.earliest = row;
    this.groupOf.set(row, group).set(group, group);
  }

  /** The row that stands for the group of a row: itself where it is alone. */
  firstOf(row: number): number {
    return this.rows.get(this.groupOf.get(row) ?? row)?.earliest ?? row;
  }

  /** All rows of a row's group. */
  of(row: number): readonly number[] {
    return this.rows.get(this.groupOf.get(row) ?? row)?.all ?? [row];
  }

  /** The first row met of the group that this one belongs to. */
  private find(row: number): number {
    if ((this.groups + 1) * 2 > this.slots.length) this.grow();
    const mask = this.slots.length - 1;
    for (let slot = this.hash(row) & mask; ; slot = (slot + 1) & mask) {
      const other = (this.slots[slot] ?? 0) - 1;
      if (other < 0) {
        this.slots[slot] = row + 1;
        this.groups += 1;
        return row;
      }
      if (this.isCopy(row, other)) return other;
    }
  }

  /** Lists of nothing are all the same: only those of one name are one file. */
  private isCopy(row: number, other: number): boolean {
    const { table } = this;
    if (table.placeAt(other) !== table.placeAt(row) || !table.isSame(row, other)) return false;
    return table.records(row) > 0 || table.nameKey(row) === table.nameKey(other);
  }

  private hash(row: number): number {
    const { table } = this;
    return table.shortHash(row) ^ table.placeAt(row) ^ (table.records(row) > 0 ? 0 : table.nameKey(row) >>> 0);
  }

  private grow(): void {
    const rows = this.slots.filter((row) => row > 0);
    this.slots = new Uint32Array(this.slots.length * 2);
    const mask = this.slots.length - 1;
    for (const at of rows) {
      let slot = this.hash(at - 1) & mask;
      while ((this.slots[slot] ?? 0) > 0) slot = (slot + 1) & mask;
      this.slots[slot] = at;
    }
  }
}
