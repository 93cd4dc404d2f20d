import type { Manifest } from '../cases/manifest';
import { sourceName } from '../cases/manifest';
import { moreProblems, PROBLEMS_KEPT } from '../cases/problem-list';
import type { IntegrityProblem } from '../cases/problem-list';

/** Sources whose evidence is changed or missing, or that could not be read, found while indexing. */
export class SourceProblems {
  private readonly kept: IntegrityProblem[] = [];
  /** All that were added, those whose names are still being read among them. */
  private added = 0;

  /** @param onAdded the list has grown; told once for all those that are only counted */
  constructor(
    private readonly manifest: Manifest,
    private readonly onAdded: () => void,
  ) {}

  /** At most 100, and how many more there are. */
  get list(): readonly IntegrityProblem[] {
    const hidden = this.added - PROBLEMS_KEPT;
    return hidden > 0 ? [...this.kept, moreProblems('evidence', hidden)] : this.kept;
  }

  /** @param no number of the source */
  add(no: number, message: string): void {
    this.added += 1;
    if (this.added > PROBLEMS_KEPT) {
      if (this.added === PROBLEMS_KEPT + 1) this.onAdded();
      return;
    }
    const add = (uri: string): void => {
      this.kept.push({ file: uri, line: null, message: `Source ${no} (${uri}): ${message}` });
      this.onAdded();
    };
    this.manifest.line(no).then(
      (line) => add(sourceName(line)),
      () => add(`line of source ${no} cannot be read`),
    );
  }
}
