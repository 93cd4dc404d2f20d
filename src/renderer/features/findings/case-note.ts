import type { NoteSummary } from '../../../core/annotation/summary';

/** A note that is on the case itself. */
export function isCaseNote({ targets }: NoteSummary): boolean {
  return targets.some(({ on }) => on === 'case');
}
