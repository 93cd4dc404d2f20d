/** Something wrong that was found at opening. */
export interface IntegrityProblem {
  /** Path within the case folder, with `/`. */
  readonly file: string;
  /** Physical line from 1; null where it is no single line. */
  readonly line: number | null;
  /** What is wrong and what was done about it. */
  readonly message: string;
}

const KEPT = 100;

/** The first 100 problems of one file or folder, and how many more there are: a damaged case may have a million. */
export class ProblemList {
  private readonly kept: IntegrityProblem[] = [];
  private hidden = 0;

  /** @param name what the count of the others is said of: a path within the case folder */
  constructor(private readonly name: string) {}

  /** Problems that were added, those that were only counted among them. */
  get count(): number {
    return this.kept.length + this.hidden;
  }

  /** At most 101: the last one counts the others. */
  get list(): readonly IntegrityProblem[] {
    if (this.hidden === 0) return this.kept;
    const more = this.hidden === 1 ? '1 more problem like these' : `${String(this.hidden)} more problems like these`;
    return [...this.kept, { file: this.name, line: null, message: `${this.name} has ${more}.` }];
  }

  /** @param problem made only where it is kept */
  add(problem: () => IntegrityProblem): void {
    if (this.kept.length < KEPT) this.kept.push(problem());
    else this.hidden += 1;
  }
}
