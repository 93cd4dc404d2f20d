import { createHash, randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import { TrailbenchError } from '../../contract/errors';
import type { Disk, DiskFile } from '../files/disk';
import { errorCode } from '../files/disk';
import { exportFailure } from './export-failure';

/** Where an export goes. */
export type ExportTarget =
  /** A chosen file. One that exists is refused unless `replace`. */
  | { readonly path: string; readonly replace?: boolean }
  /** A name that is not taken in this folder: `<name>-<UTC time>.<extension>`. */
  | { readonly folder: string; readonly name: string }
  /** A stream, such as standard output; it is waited for. Temporary files, if any, go to `scratch`. */
  | { readonly write: (bytes: Uint8Array) => Promise<void>; readonly scratch: string };

export interface Written {
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
}

const WRITE_BYTES = 1024 * 1024;
const MAX_SUFFIX = 10_000;

/** Gathers an export's bytes, hashes them and hands them on in large pieces. */
export abstract class ExportOutput {
  /** Absolute path of the finished file; null for a stream. */
  abstract readonly path: string | null;
  /** Folder for temporary files. */
  abstract readonly scratch: string;
  private readonly hash = createHash('sha256');
  private gathered: Uint8Array[] = [];
  private gatheredBytes = 0;
  protected bytes = 0;

  /** Takes bytes; they must not be changed afterwards. */
  async write(bytes: Uint8Array): Promise<void> {
    this.gathered.push(bytes);
    this.gatheredBytes += bytes.length;
    if (this.gatheredBytes >= WRITE_BYTES) await this.flush();
  }

  /** Everything is handed on, durably where it is a file, and stands under its name. */
  async finish(): Promise<Written> {
    await this.flush();
    await this.complete();
    return { bytes: this.bytes, sha256: this.hash.digest('hex') };
  }

  /** Removes what there is of a file. */
  abstract discard(): Promise<void>;

  protected abstract handOn(bytes: Uint8Array): Promise<void>;
  protected abstract complete(): Promise<void>;

  private async flush(): Promise<void> {
    if (this.gatheredBytes === 0) return;
    const bytes = Buffer.concat(this.gathered);
    this.gathered = [];
    this.gatheredBytes = 0;
    this.hash.update(bytes);
    await this.handOn(bytes);
    this.bytes += bytes.length;
  }
}

/** @throws TrailbenchError `bad-request` for a file that exists, `unreadable-path`, `disk-full` */
export async function openOutput(
  disk: Disk,
  target: ExportTarget,
  extension: string,
  now: Date,
): Promise<ExportOutput> {
  if ('write' in target) return new StreamOutput(target.write, target.scratch);
  if ('path' in target) {
    const reserved = target.replace !== true;
    if (reserved && !(await reserve(disk, target.path))) {
      const message = `${target.path} exists already, and an export never overwrites a file by itself. Choose another name.`;
      throw new TrailbenchError('bad-request', message, { details: target.path });
    }
    return FileOutput.open(disk, target.path, reserved);
  }
  const { folder, name } = target;
  try {
    await disk.ensureFolder(folder);
  } catch (cause) {
    throw await exportFailure(disk, folder, 0, cause);
  }
  const stem = `${name}-${now.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
  for (let n = 1; n <= MAX_SUFFIX; n += 1) {
    const path = join(folder, `${stem}${n === 1 ? '' : `-${String(n)}`}.${extension}`);
    if (await reserve(disk, path)) return FileOutput.open(disk, path, true);
  }
  throw new TrailbenchError('bad-request', `${folder} has too many exports called ${stem}: try again in a second.`);
}

/** Makes the name ours with an empty file; false where it is taken. */
async function reserve(disk: Disk, path: string): Promise<boolean> {
  try {
    const file = await disk.openForWriting(path, 'new');
    await file.close();
    return true;
  } catch (cause) {
    if (errorCode(cause) === 'EEXIST') return false;
    throw await exportFailure(disk, path, 0, cause);
  }
}

/** A file, written under a temporary name beside it: under its own name it is whole or not there. */
class FileOutput extends ExportOutput {
  private open = true;
  private renamed = false;

  private constructor(
    private readonly disk: Disk,
    readonly path: string,
    private readonly reserved: boolean,
    private readonly temporary: string,
    private readonly file: DiskFile,
  ) {
    super();
  }

  static async open(disk: Disk, path: string, reserved: boolean): Promise<FileOutput> {
    const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
    try {
      return new FileOutput(disk, path, reserved, temporary, await disk.openForWriting(temporary, 'new'));
    } catch (cause) {
      if (reserved) await disk.remove(path);
      throw await exportFailure(disk, path, 0, cause);
    }
  }

  get scratch(): string {
    return dirname(this.path);
  }

  async discard(): Promise<void> {
    await this.close();
    await this.disk.remove(this.temporary);
    if (this.reserved || this.renamed) await this.disk.remove(this.path);
  }

  protected async handOn(bytes: Uint8Array): Promise<void> {
    try {
      await this.file.write(bytes, this.bytes);
    } catch (cause) {
      throw await exportFailure(this.disk, this.path, bytes.length, cause);
    }
  }

  protected async complete(): Promise<void> {
    try {
      await this.file.sync();
      await this.close();
      await this.disk.rename(this.temporary, this.path);
      this.renamed = true;
      await this.disk.syncFolder(this.scratch);
    } catch (cause) {
      throw await exportFailure(this.disk, this.path, 0, cause);
    }
  }

  private async close(): Promise<void> {
    if (!this.open) return;
    this.open = false;
    await this.file.close();
  }
}

class StreamOutput extends ExportOutput {
  readonly path = null;

  constructor(
    private readonly take: (bytes: Uint8Array) => Promise<void>,
    readonly scratch: string,
  ) {
    super();
  }

  protected handOn(bytes: Uint8Array): Promise<void> {
    return this.take(bytes);
  }

  protected complete(): Promise<void> {
    return Promise.resolve();
  }

  discard(): Promise<void> {
    return Promise.resolve();
  }
}
