import { TrailbenchError } from '../../contract/errors';
import type { CoveredRange } from '../../core/segment/layout';
import type { CaseKey } from '../cases/case-key';
import type { Manifest } from '../cases/manifest';

/** What one segment of a window's index covers, with the binding that main gave it out with. */
export interface CoveredSegment {
  /** Hex; see `IndexBinding`. */
  readonly binding: string;
  /** In the order of the segment. */
  readonly covered: readonly CoveredRange[];
}

const USE = 'index segment';
const SHA256_BYTES = 32;
/** u32 LE source number, SHA-256 of the source's stored bytes. */
const ENTRY_BYTES = 4 + SHA256_BYTES;
/** Entries hashed in one go. */
const GROUP = 4096;

/**
 * Binds the segments of an index to the evidence that they were made from: the HMAC-SHA-256, with the case's key, over
 * number and SHA-256 of each covered range's source. A window keeps it with the segment and shows it at its next start.
 * It differs between cases, and says nothing of a source to whoever has not the key.
 */
export class IndexBinding {
  private readonly group = Buffer.alloc(GROUP * ENTRY_BYTES);

  constructor(
    private readonly key: CaseKey,
    private readonly manifest: Pick<Manifest, 'copyDigest' | 'recordsOf'>,
  ) {}

  /** @returns hex; undefined where a source is not in the manifest */
  of(covered: readonly CoveredRange[]): string | undefined {
    const { group, manifest } = this;
    const code = this.key.hmac(USE);
    let at = 0;
    for (const { source } of covered) {
      if (!manifest.copyDigest(source, group, at + 4)) return undefined;
      group.writeUInt32LE(source, at);
      at += ENTRY_BYTES;
      if (at < group.length) continue;
      code.update(group);
      at = 0;
    }
    return code.update(group.subarray(0, at)).digest('hex');
  }

  /** The same for whoever keeps ranges and no segments, such as scripts. @throws TrailbenchError `evidence-changed` */
  bind(covered: readonly CoveredRange[]): CoveredSegment[] {
    if (covered.length === 0) return [];
    checkCovered(this.manifest, covered);
    const binding = this.of(covered);
    if (binding === undefined) throw changed();
    return [{ binding, covered }];
  }

  /**
   * The index that a window has must be one of this case as it is: the case folder may have been put back from an
   * older copy, which lacks sources whose records are in it, or hold other evidence under the same numbers.
   *
   * @throws TrailbenchError `evidence-changed`
   */
  check(segments: readonly CoveredSegment[]): void {
    for (const { binding, covered } of segments) {
      checkCovered(this.manifest, covered);
      if (this.of(covered) !== binding) throw changed();
    }
  }
}

function checkCovered(manifest: Pick<Manifest, 'recordsOf'>, covered: readonly CoveredRange[]): void {
  for (const { source, end } of covered) {
    const records = manifest.recordsOf(source) ?? -1;
    if (end <= records) continue;
    const what =
      records < 0
        ? `source ${source}, which this case does not list`
        : `record ${end - 1} of source ${source}, which has ${records}`;
    const message = `The index on this machine holds ${what}. The case folder is older than its index: the index must be built anew.`;
    throw new TrailbenchError('evidence-changed', message);
  }
}

function changed(): TrailbenchError {
  const message =
    'The index on this machine was made from other evidence than this case holds: the index must be built anew.';
  return new TrailbenchError('evidence-changed', message);
}
