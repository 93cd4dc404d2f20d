import { TrailbenchError } from '../../contract/errors';
import { INDEX_VERSION } from '../../core/event/facet-catalogue';
import type { CoveredRange } from '../../core/segment/layout';
import type { CaseIndexing, PulledSegment } from '../indexing/case-indexing';

export interface PullOptions {
  /** What needs no reading. */
  readonly covered: readonly CoveredRange[];
  readonly onSegment?: (segment: PulledSegment) => void;
  /** Ends the pulling, and nothing else. */
  readonly signal: AbortSignal;
}

/**
 * Pulls what is indexed, as a window does, until everything is read: nothing is read faster than it is pulled.
 * @throws TrailbenchError where the case cannot be written to
 */
export async function pullSegments(indexing: CaseIndexing, { covered, onSegment, signal }: PullOptions): Promise<void> {
  const { session } = await indexing.start({ indexVersion: INDEX_VERSION, segments: indexing.bind(covered) });
  const committed: string[] = [];
  while (!signal.aborted) {
    const segment = await indexing.next({ session, committed: committed.splice(0) }, signal);
    if (segment !== null) {
      onSegment?.(segment);
      committed.push(segment.id);
      continue;
    }
    const { phase, message } = indexing.progress();
    if (phase === 'failed') throw new TrailbenchError('disk-full', message ?? 'The case cannot be written to.');
    if (phase !== 'reading' && phase !== 'listing') return;
  }
}
