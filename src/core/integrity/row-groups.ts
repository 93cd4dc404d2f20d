/** Rows that are the same in some respect, each group known by the one of it that was added first. */
export class RowGroups {
  /** Row + 1 of the first one of each group, or 0. */
  private slots = new Uint32Array(1024);
  private groups = 0;
  /** By row: the first one of its group. Only of groups of several. */
  private readonly first = new Map<number, number>();
  /** By the first one: all rows of the group. */
  private readonly rows = new Map<number, number[]>();

  /** @param hash equal for rows that are the same */
  constructor(
    private readonly hash: (row: number) => number,
    private readonly isSame: (row: number, other: number) => boolean,
  ) {}

  /** @returns the first row of the group that it belongs to, itself where it is the first */
  add(row: number): number {
    const first = this.find(row);
    if (first === row) return row;
    const rows = this.rows.get(first);
    if (rows === undefined) this.rows.set(first, [first, row]);
    else rows.push(row);
    this.first.set(row, first);
    return first;
  }

  firstOf(row: number): number {
    return this.first.get(row) ?? row;
  }

  /** All rows of the group of which this is the first. */
  rowsOf(row: number): readonly number[] {
    return this.rows.get(row) ?? [row];
  }

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
      if (this.isSame(row, other)) return other;
    }
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
