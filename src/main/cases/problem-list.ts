/** Something wrong that was found at opening. */
export interface IntegrityProblem {
  /** Path within the case folder, with `/`. */
  readonly file: string;
  /** Physical line from 1; null where it is no single line. */
  readonly line: number | null;
  /** What is wrong and what was done about it. */
  readonly message: string;
}

/** More of the same kind say nothing new. */
export const PROBLEMS_KEPT = 100;

/** The first 100 problems of one file or folder, and how many more there are: a damaged case may have a million. */
export class ProblemList {
  private readonly kept: IntegrityProblem[] = [];
  private hidden = 0;

  /** @param name what the count of the others is said of: a path within the case folder */
  constructor(private readonly name: string) {}

  /** At most 101: the last one counts the others. */
  get list(): readonly IntegrityProblem[] {
    return this.hidden === 0 ? this.kept : [...this.kept, moreProblems(this.name, this.hidden)];
  }

  /** @param problem made only where it is kept */
  add(problem: () => IntegrityProblem): void {
    if (this.kept.length < PROBLEMS_KEPT) this.kept.push(problem());
    else this.hidden += 1;
  }
}

/** The line that stands for problems which are not listed. @param name a path within the case folder */
export function moreProblems(name: string, count: number): IntegrityProblem {
  const more = count === 1 ? '1 more problem like these' : `${String(count)} more problems like these`;
  return { file: name, line: null, message: `${name} has ${more}.` };
}
