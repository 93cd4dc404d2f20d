import { TrailbenchError } from '../../contract/errors';
import { errorCode, errorText, formatBytes, isFullCode, isReadOnlyCode } from '../files/disk';
import type { Disk } from '../files/disk';

/**
 * What to throw where an export cannot be written: `disk-full`, `unreadable-path` or `internal`, each
 * naming the file and the remedy. The case itself is not concerned by any of them.
 *
 * @param needed bytes that were to be written
 */
export async function exportFailure(
  disk: Disk,
  path: string,
  needed: number,
  cause: unknown,
): Promise<TrailbenchError> {
  if (cause instanceof TrailbenchError) return cause;
  const code = errorCode(cause);
  const options = { cause, details: path };
  if (isFullCode(code)) {
    const free = await disk.freeBytes(path);
    const have = free === null ? '' : `, ${formatBytes(free)} are free`;
    const message = `The disk is full: the export to ${path} needs at least ${formatBytes(needed)} more${have}. What was written of it has been removed. Make room, or export to another disk.`;
    return new TrailbenchError('disk-full', message, options);
  }
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    const message = `${path} cannot be written: its folder does not exist. Make the folder, or choose another place for the export.`;
    return new TrailbenchError('unreadable-path', message, options);
  }
  if (code === 'ELOOP') {
    const message = `${path} cannot be written: links on the way to it lead in a circle. Choose another place for the export.`;
    return new TrailbenchError('bad-request', message, options);
  }
  if (code === 'ENAMETOOLONG') {
    const message = `${path} cannot be written: this disk takes no name as long as that of the export, or of the manifest beside it. Choose a shorter one.`;
    return new TrailbenchError('bad-request', message, options);
  }
  if (isReadOnlyCode(code) || code === 'EISDIR') {
    const message = `${path} cannot be written (${code ?? ''}): it is a folder, read-only, or this user may not write there. Choose another place for the export.`;
    return new TrailbenchError('unreadable-path', message, options);
  }
  return new TrailbenchError('internal', `The export to ${path} failed: ${errorText(cause)}. Export again.`, options);
}

export function cancelled(): TrailbenchError {
  return new TrailbenchError('cancelled', 'The export was cancelled; nothing of it was kept.');
}
