import { basename, dirname, join } from 'node:path';
import { TrailbenchError } from '../../contract/errors';
import { errorCode, nodeDisk } from '../files/disk';
import type { Disk } from '../files/disk';
import { endOf } from '../files/places';
import { kindOf } from '../files/regular-file';
import { exportFailure } from './export-failure';

/** The two files that an export makes. */
export interface ExportPlace {
  /** Absolute, without links where a person chose it. */
  readonly file: string;
  readonly manifest: string;
}

/** What stands under a name that an export is to take. */
export interface Obstacle {
  readonly path: string;
  /** As `kindOf` names it. */
  readonly kind: string;
}

/** Bytes that a file system takes for one name, and a system for a path. */
const NAME_MOST = 255;
const PATH_MOST: Readonly<Partial<Record<NodeJS.Platform, number>>> = { darwin: 1_023, win32: 32_000 };
const PATH_MOST_ELSEWHERE = 4_095;
/** Of a temporary file and of one in the scratch folder, beside the export. */
const TEMPORARY_BYTES = '/.trailbench-export-0123456789ab.tmp/lines'.length;
/** Names that stand for whatever this program was started with: no files, even where one is behind them. */
const STREAMS = /^\/(?:dev\/(?:std(?:in|out|err)|fd(?:\/.*)?)|proc\/.*)$/;

export function placeOf(file: string): ExportPlace {
  return { file, manifest: `${file}.manifest.json` };
}

/**
 * The place that a person chose, without links: its folder may lie behind some, and it may be one to a file.
 *
 * @param chosen absolute
 * @throws TrailbenchError `bad-request` for a link that leads nowhere or to no regular file, and for a name that is too
 *   long; `unreadable-path` where there is no such folder
 */
export async function choosePlace(chosen: string): Promise<ExportPlace> {
  const place = placeOf(await withoutLinks(chosen));
  checkLength(place, chosen);
  return place;
}

/** What is in the way of an export; undefined where nothing is. A regular file is not where it is to be replaced. */
export async function obstacleAt(disk: Disk, path: string, replace: boolean): Promise<Obstacle | undefined> {
  const found = await disk.status(path);
  if (found === undefined || (replace && found.isFile())) return undefined;
  return { path, kind: kindOf(found) };
}

/** What to tell of an obstacle. @param rather what can be done instead */
export function obstacleFault({ path, kind }: Obstacle, rather = 'Choose another name.'): TrailbenchError {
  const what =
    kind === 'a regular file'
      ? `${path} exists already, and an export never overwrites a file by itself. ${rather}`
      : `${path} is ${kind}, and an export takes the place of a regular file at most. Choose another name.`;
  return new TrailbenchError('bad-request', what, { details: path });
}

/** @throws TrailbenchError `bad-request` where file, manifest or temporary files would have too long a name */
export function checkLength({ file, manifest }: ExportPlace, named = file): void {
  const name = Buffer.byteLength(basename(manifest));
  const path = Math.max(Buffer.byteLength(manifest), Buffer.byteLength(dirname(file)) + TEMPORARY_BYTES);
  const pathMost = PATH_MOST[process.platform] ?? PATH_MOST_ELSEWHERE;
  if (name <= NAME_MOST && path <= pathMost) return;
  const [what, bytes, most] = name > NAME_MOST ? ['name', name, NAME_MOST] : ['path', path, pathMost];
  const message = `The ${what} of the export is too long: with ".manifest.json" for the manifest beside it, it has ${String(bytes)} bytes of ${String(most)} at most. Choose a shorter one.`;
  throw new TrailbenchError('bad-request', message, { details: named });
}

async function withoutLinks(chosen: string): Promise<string> {
  if (STREAMS.test(chosen)) throw noFile(chosen, `is a stream of a program`);
  let link = false;
  try {
    link = (await nodeDisk.status(chosen))?.isSymbolicLink() === true;
    if (!link) return join((await endOf(dirname(chosen))).path, basename(chosen));
    const { path, status } = await endOf(chosen);
    if (!status.isFile()) throw noFile(chosen, `leads to ${kindOf(status)}`);
    return path;
  } catch (cause) {
    if (link && errorCode(cause) === 'ENOENT') throw noFile(chosen, 'is a symbolic link that leads nowhere');
    throw await exportFailure(nodeDisk, chosen, 0, cause);
  }
}

function noFile(chosen: string, is: string): TrailbenchError {
  const message = `${chosen} ${is}, and an export goes to a regular file. Choose another name.`;
  return new TrailbenchError('bad-request', message, { details: chosen });
}
