import type { EvidenceStore } from '../evidence/evidence-store';
import { isNested, type SearchableSource } from './search-protocol';

/**
 * A source of a case, ready to be searched.
 * @throws TrailbenchError where it has no bytes, or there is none of that number
 */
export function caseSource(evidence: Pick<EvidenceStore, 'locate'>, source: number): SearchableSource {
  const { entry, path, offset, length, within, sha256 } = evidence.locate(source);
  const range = { path, offset, length, within };
  return { range, sha256, nested: isNested(entry.format), name: `Source ${String(source)}` };
}
