import type { IntegrityProblem } from '../cases/append-log';
import type { Manifest } from '../cases/manifest';
import { sourceName } from '../cases/manifest';

/** Problems kept for the status; more of the same kind say nothing new. */
const KEPT = 100;

/** Sources whose evidence is changed or missing, or that could not be read, found while indexing. */
export class SourceProblems {
  readonly list: IntegrityProblem[] = [];

  /** @param onAdded the list has grown */
  constructor(
    private readonly manifest: Manifest,
    private readonly onAdded: () => void,
  ) {}

  /** @param no number of the source */
  add(no: number, message: string): void {
    if (this.list.length >= KEPT) return;
    const add = (uri: string): void => {
      this.list.push({ file: uri, line: null, message: `Source ${no} (${uri}): ${message}` });
      this.onAdded();
    };
    this.manifest.line(no).then(
      (line) => add(sourceName(line)),
      () => add(`line of source ${no} cannot be read`),
    );
  }
}
