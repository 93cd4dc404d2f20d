import { TrailbenchError } from '../../contract/errors';
import { sumOf } from '../../core/counts';
import type { FormatId } from '../../core/format/format';
import type { OpenCase } from '../open-case/open-case';
import { storedTask } from './case-keeper';
import type { Coverage } from './coverage';
import type { SourceTask } from './source-task';

/** The sources of a case whose records the window does not have, or not all. */
export interface StoredPlan {
  readonly sources: number;
  /** Stored bytes. */
  readonly bytes: number;
  /** Each made when it is asked for. */
  readonly tasks: Iterator<SourceTask>;
}

/** @param onMissing a source whose stored bytes are not there */
export function planStored(
  openCase: OpenCase,
  coverage: Coverage,
  onMissing: (source: number, message: string) => void,
): StoredPlan {
  const { manifest, evidence } = openCase;
  // Sources that are added from now on are indexed as they come.
  const count = manifest.count;
  const wanted = (row: number): { no: number; format: FormatId; size: number; inflates: number } | undefined => {
    const { no, kind, format, records, size, inflatedSize } = manifest.outlineAt(row);
    if (kind !== 'cloudtrail' || format === null || records === 0 || coverage.isComplete(no)) return undefined;
    return { no, format: format as FormatId, size, inflates: inflatedSize };
  };
  function* tasks(): Generator<SourceTask> {
    for (let row = 0; row < count; row += 1) {
      const source = wanted(row);
      if (source === undefined) continue;
      const { no, format, inflates } = source;
      try {
        const task = storedTask(evidence, { no, format, inflates, uri: `source ${no}` });
        yield { ...task, skip: coverage.of(no) };
      } catch (cause) {
        if (!(cause instanceof TrailbenchError)) throw cause;
        onMissing(no, cause.message);
      }
    }
  }
  let sources = 0;
  let bytes = 0;
  for (let row = 0; row < count; row += 1) {
    const source = wanted(row);
    if (source === undefined) continue;
    sources += 1;
    bytes = sumOf(bytes, source.size);
  }
  return { sources, bytes, tasks: tasks() };
}
