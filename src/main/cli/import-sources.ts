import path from 'node:path';
import type { Manifest, ManifestLine } from '../cases/manifest';
import { sourceName } from '../cases/manifest';

/** Failures that are listed; the count is complete. */
const FAILURES_LISTED = 1_000;
/** Kinds of sources that were understood. */
const UNDERSTOOD = new Set(['cloudtrail', 'digest', 'config', 'json']);
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
  /** Sources that were understood, whenever they came into the case. */
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
      if (UNDERSTOOD.has(line.kind)) understood += 1;
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

/** Whether a path is one of these, or lies in one. */
function liesUnder(uri: string, roots: ReadonlySet<string>): boolean {
  for (let at = uri; ; at = path.dirname(at)) {
    if (roots.has(at)) return true;
    if (path.dirname(at) === at) return false;
  }
}
