import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { TrailbenchError } from '../../contract/errors';
import { errorCode, isFullCode } from '../files/disk';
import type { Disk } from '../files/disk';
import { FolderGuard } from '../files/folder-guard';
import { guardedDisk } from '../files/guarded-disk';
import { pathBelow } from '../files/places';
import { kindOf } from '../files/regular-file';
import type { Upload } from './services';

/** A source that inflates to 4 GiB or more is quarantined; a stored file of that size cannot be evidence either. */
const FILE_MAX = 4 * 1024 ** 3;
/** Bytes of a name: as long as a key in S3 may be. */
const NAME_MAX = 1_024;
/** Staged files of a start that never came to a case are removed after this time. */
const KEPT_MS = 30 * 24 * 3_600_000;
/** Hexadecimal digits of a name that go into one folder's name. */
const SEGMENT = 200;
const URI = 'upload:';
const FILE_END = '.bin';
const BATCH = /^[A-Za-z0-9-]{1,64}$/;

/**
 * Files dropped on a window that cannot tell their paths. They wait here until a case has taken them in. A file's
 * name comes from outside, so it is kept as hexadecimal digits: it can neither leave the folder, nor collide with
 * another that differs by case, nor be a name that the system reserves; and it is read back for the manifest.
 */
export class Uploads {
  private readonly disk: Disk;
  private readonly guard: FolderGuard;

  /** @param folder in the user's profile folder, which ends at that */
  constructor(private readonly folder: string) {
    this.disk = guardedDisk(path.dirname(folder), 'profile');
    this.guard = new FolderGuard(path.dirname(folder), 'profile');
  }

  /** Removes what was left behind long ago. */
  async sweep(now: number = Date.now()): Promise<void> {
    await this.disk.ensureFolder(this.folder, 0o700);
    for (const { name: batch } of await this.disk.list(this.folder)) {
      const place = path.join(this.folder, batch);
      const found = await this.disk.status(place);
      if (found !== undefined && now - found.mtimeMs > KEPT_MS) await this.disk.removeTree(place);
    }
  }

  /** Stages one file; an interrupted one leaves nothing that could pass for it. The id is the batch's. */
  async receive({ name, batch, body }: Upload): Promise<{ readonly id: string; readonly bytes: number }> {
    if (Buffer.byteLength(name) > NAME_MAX) {
      const message = `A name of over ${NAME_MAX} bytes is longer than any log file's: rename it, or open its folder by path.`;
      throw new TrailbenchError('bad-request', message, { details: name });
    }
    const file = path.join(this.place(batch), encodeName(name));
    await this.disk.ensureFolder(path.dirname(file), 0o700);
    const partial = `${file}.${randomBytes(6).toString('hex')}.part`;
    try {
      const bytes = await write(this.disk, body, partial, name);
      await this.disk.rename(partial, file);
      return { id: batch, bytes };
    } catch (cause) {
      await this.disk.remove(partial);
      if (cause instanceof TrailbenchError) throw cause;
      if (isFullCode(errorCode(cause))) {
        const message = `The disk is full: ${name} was not taken in. Free some space and drop it again.`;
        throw new TrailbenchError('disk-full', message, { cause, details: name });
      }
      throw new TrailbenchError('cancelled', `${name} did not arrive to its end: drop it again.`, { cause });
    }
  }

  /**
   * The folder of a batch, for the import, which reads links where a person names them: so there are none in it. Fails
   * with 'not-found' where nothing was uploaded under this id, 'refused' where it holds what nobody dropped.
   */
  async folderOf(batch: string): Promise<string> {
    const place = this.place(batch);
    const found = await this.disk.status(place);
    if (found?.isDirectory() !== true)
      throw new TrailbenchError('not-found', `Nothing was uploaded as ${batch}: drop the files again.`);
    await this.mustBePlain(place);
    return place;
  }

  /** The name under which a staged file was dropped, as a URI; null for a path that lies elsewhere. */
  uriOf(file: string): string | null {
    const inside = pathBelow(this.folder, file);
    return inside === undefined ? null : `${URI}${decodeName(inside.split(path.sep).slice(1))}`;
  }

  /** How a path is called to a person: a staged file as it was dropped. */
  nameOf(path: string): string {
    const uri = this.uriOf(path);
    return uri === null ? path : uri.slice(URI.length) || 'what was dropped';
  }

  /** The name of one file of a batch, the first by name. */
  async firstName(batch: string): Promise<string> {
    let place = await this.folderOf(batch);
    for (;;) {
      const entries = (await this.disk.list(place)).sort((a, b) => (a.name < b.name ? -1 : 1));
      const [first] = entries.filter(
        (entry) => entry.isDirectory() || (entry.isFile() && entry.name.endsWith(FILE_END)),
      );
      if (first === undefined) return batch;
      place = path.join(place, first.name);
      if (first.isFile()) return this.uriOf(place)?.slice(URI.length) ?? batch;
    }
  }

  /** Removes the batches among the paths of an import that is over: a case holds their files now. */
  async discardAll(paths: readonly string[]): Promise<void> {
    for (const place of paths) {
      if (path.dirname(place) === this.folder) await this.disk.removeTree(place);
    }
  }

  private async mustBePlain(folder: string): Promise<void> {
    for (const { name } of await this.disk.list(folder)) {
      const inside = path.join(folder, name);
      const found = await this.disk.status(inside);
      if (found === undefined || found.isFile()) continue;
      if (!found.isDirectory()) throw this.guard.unsafe(inside, kindOf(found));
      await this.mustBePlain(inside);
    }
  }

  private place(batch: string): string {
    if (!BATCH.test(batch)) throw new TrailbenchError('bad-request', 'This is no id of an upload.', { details: batch });
    return path.join(this.folder, batch);
  }
}

/** @returns bytes */
async function write(disk: Disk, body: ReadableStream<Uint8Array> | null, path: string, name: string): Promise<number> {
  let bytes = 0;
  const file = await disk.openForWriting(path, 'new', 0o600);
  try {
    for await (const chunk of body ?? []) {
      if (bytes + chunk.byteLength > FILE_MAX) {
        const message = `${name} is over 4 GiB, which no log file is: open its folder by its path instead.`;
        throw new TrailbenchError('refused', message, { details: name });
      }
      await file.write(chunk, bytes);
      bytes += chunk.byteLength;
    }
    return bytes;
  } finally {
    await file.close();
  }
}

function encodeName(name: string): string {
  const digits = Buffer.from(name, 'utf8').toString('hex');
  const segments = digits.match(new RegExp(`.{1,${SEGMENT}}`, 'g')) ?? [];
  return `${segments.join(path.sep)}${FILE_END}`;
}

function decodeName(segments: readonly string[]): string {
  const digits = segments.join('').slice(0, -FILE_END.length);
  return Buffer.from(digits, 'hex').toString('utf8');
}
