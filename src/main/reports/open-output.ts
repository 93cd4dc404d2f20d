import { join } from 'node:path';
import { TrailbenchError } from '../../contract/errors';
import type { Disk } from '../files/disk';
import { exportFailure } from './export-failure';
import { StreamOutput } from './export-output';
import type { ExportOutput, ExportTarget } from './export-output';
import { checkLength, obstacleFault, placeOf } from './export-place';
import { FileOutput } from './file-output';

const MAX_SUFFIX = 10_000;

/**
 * Begins an export: the names of its file and of its manifest are taken before anything is read.
 *
 * @throws TrailbenchError `bad-request` for a name that is taken or too long, `unreadable-path`, `disk-full`
 */
export async function openOutput(
  disk: Disk,
  target: ExportTarget,
  extension: string,
  now: Date,
): Promise<ExportOutput> {
  if ('write' in target) return new StreamOutput(target.write, target.scratch);
  if ('path' in target) {
    const place = placeOf(target.path);
    checkLength(place);
    const opened = await FileOutput.open(disk, place, target.replace === true);
    if (opened instanceof FileOutput) return opened;
    throw obstacleFault(opened);
  }
  const { folder, name } = target;
  try {
    await disk.ensureFolder(folder);
  } catch (cause) {
    throw await exportFailure(disk, folder, 0, cause);
  }
  const stem = `${name}-${now.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
  for (let n = 1; n <= MAX_SUFFIX; n += 1) {
    const place = placeOf(join(folder, `${stem}${n === 1 ? '' : `-${String(n)}`}.${extension}`));
    checkLength(place);
    const opened = await FileOutput.open(disk, place, false);
    if (opened instanceof FileOutput) return opened;
  }
  throw new TrailbenchError('bad-request', `${folder} has too many exports called ${stem}: try again in a second.`);
}
