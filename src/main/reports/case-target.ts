import { dirname, join, relative, resolve, sep } from 'node:path';
import { TrailbenchError } from '../../contract/errors';
import { EXPORTS_FOLDER } from '../cases/case-folder';
import { enclosingCase } from '../cases/enclosing-case';
import type { OpenCase } from '../open-case/open-case';
import type { Disk } from '../files/disk';
import { guardedDisk } from '../files/guarded-disk';
import { identityOf, pathBelow, realPlace } from '../files/places';
import type { ChosenFile, ExportTarget } from './export-output';
import { choosePlace } from './export-place';

/** Where an export of a case goes, and the disk that takes it there. */
export interface CaseTarget {
  readonly to: ExportTarget;
  readonly disk: Disk;
}

/**
 * The place of an export of a case. Nothing but `exports/` may be written in a case, since a file over evidence or a
 * log would destroy it; and nothing on the way there may be a link. Elsewhere links are followed.
 *
 * @param wanted default: a new file in the case's `exports/`
 * @param name what such a file's name begins with
 * @throws TrailbenchError `case-read-only` where it would go into a case that is; `bad-request` for a place in a case
 *   that is not for exports, and as `choosePlace`
 */
export async function caseTarget(
  opened: OpenCase,
  wanted: ChosenFile | undefined,
  disk: Disk,
  name = 'events',
): Promise<CaseTarget> {
  const exports = join(opened.path, EXPORTS_FOLDER);
  const guarded = guardedDisk(opened.path, 'case', disk);
  if (wanted === undefined) {
    mustBeWritable(opened);
    return { to: { folder: exports, name }, disk: guarded };
  }
  const chosen = resolve(wanted.path);
  const root = await realPlace(opened.path);
  let inside = await restBelow(opened.path, chosen);
  if (inside === undefined) {
    const { file } = await choosePlace(chosen);
    inside = pathBelow(root, file);
    if (inside === undefined) {
      await mustBeInNoCase(file);
      return { to: { ...wanted, path: file }, disk };
    }
  }
  mustBeWritable(opened);
  const path = join(opened.path, inside);
  if (path !== exports && !path.startsWith(exports + sep)) throw notForExports(chosen, opened.path, exports);
  return { to: { ...wanted, path }, disk: guarded };
}

/** @throws TrailbenchError `bad-request` where a file would lie in a case. @param file absolute, without links */
export async function mustBeInNoCase(file: string): Promise<void> {
  const folder = await enclosingCase(file);
  if (folder === undefined) return;
  const message = `${file} lies within the case ${folder}, where only exports of that case go, made from its window. Choose a place outside of it.`;
  throw new TrailbenchError('bad-request', message, { details: file });
}

/**
 * What of a path, as it is written, stands below a folder; undefined where it does not go through it. Links below the
 * folder are not gone through: whether there are any is for a guard to see.
 */
async function restBelow(root: string, path: string): Promise<string | undefined> {
  const wanted = await identityOf(root);
  let rest: string | undefined;
  for (let folder = path; wanted !== undefined; folder = dirname(folder)) {
    if ((await identityOf(folder)) === wanted) rest = relative(folder, path);
    if (dirname(folder) === folder) break;
  }
  return rest;
}

function mustBeWritable(opened: OpenCase): void {
  if (!opened.readOnly) return;
  const message = `${opened.readOnlyReason ?? 'This case is open read-only.'} Choose a place outside the case for the export.`;
  throw new TrailbenchError('case-read-only', message, { details: opened.path });
}

function notForExports(chosen: string, folder: string, exports: string): TrailbenchError {
  const message = `${chosen} lies within the case ${folder}: there, exports go to ${exports} only. Choose that folder or a place outside the case.`;
  return new TrailbenchError('bad-request', message, { details: chosen });
}
