import path from 'node:path';
import { kindIdOf, readingOf } from '../../core/format/reading';
import { otherKind } from '../../core/format/other-kinds';
import type { Manifest, ManifestLine } from '../cases/manifest';
import { sourceName } from '../cases/manifest';
import { eventsOf } from '../cases/manifest-line';

/** Failures that are listed; the count is complete. */
const FAILURES_LISTED = 1_000;
/** Links and devices in an archive: nothing is missing. */
const LEFT_OUT = 'skipped';

export interface ImportFailure {
  readonly uri: string;
  readonly reason: string;
  readonly message: string;
}

/** What became of the files and folders of an import, archives' members among them. */
export interface ImportedSources {
  /** Sources that it added, also before it was cut off. */
  readonly added: number;
  /** All that could not be read, and the first of them. */
  readonly failed: number;
  readonly failures: readonly ImportFailure[];
  /** Logs that could be read, and what is of use beside them, whenever they came into the case. */
  readonly understood: number;
}

/**
 * Looks through the manifest for what lies under these paths.
 * @param paths absolute
 * @param since when the import was begun, ISO 8601 UTC
 */
export async function importedSources(
  manifest: Manifest,
  paths: readonly string[],
  since: string,
): Promise<ImportedSources> {
  const roots = new Set(paths);
  const failures: ImportFailure[] = [];
  let added = 0;
  let failed = 0;
  let understood = 0;
  await manifest.scan(0, (line) => {
    if (!liesUnder(line.uri, roots)) return;
    const failure = failureOf(line, manifest);
    if (failure === undefined) {
      if (line.kind !== 'failed' && line.acquired >= since) added += 1;
      if (isUnderstood(line)) understood += 1;
      return;
    }
    failed += 1;
    if (failures.length < FAILURES_LISTED) failures.push(failure);
  });
  return { added, failed, failures, understood };
}

function failureOf(line: ManifestLine, manifest: Manifest): ImportFailure | undefined {
  // One that failed and came complete later is none any more.
  if (line.kind !== 'failed' || (line.failed !== undefined && !manifest.isFailing(line.no))) return undefined;
  const [first] = line.rejects;
  const { reason, message } = line.failed ?? first ?? { reason: 'unreadable', message: 'It could not be read.' };
  return reason === LEFT_OUT ? undefined : { uri: sourceName(line), reason, message };
}

/** A log of which anything could be read, or a kind beside logs that needs no converting: digests, keys, settings. */
function isUnderstood(line: ManifestLine): boolean {
  const reading = readingOf({ ...line, events: eventsOf(line) });
  if (line.kind === 'cloudtrail') return reading !== 'unknown';
  return reading === 'other' && line.kind !== 'empty' && otherKind(kindIdOf(line) ?? '')?.remedy === undefined;
}

/** Whether a path is one of these, or lies in one. */
function liesUnder(uri: string, roots: ReadonlySet<string>): boolean {
  for (let at = uri; ; at = path.dirname(at)) {
    if (roots.has(at)) return true;
    if (path.dirname(at) === at) return false;
  }
}
