import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Disk, DiskFile } from '../files/disk';
import { exportFailure } from './export-failure';
import { temporaryBeside } from './name-slot';

/** Temporary files of one export, in a folder that is made when the first is needed. */
export class Scratch {
  private readonly path: string;
  private readonly files: ScratchFile[] = [];
  private made: Promise<void> | undefined;

  constructor(
    private readonly disk: Disk,
    private readonly folder: string,
  ) {
    this.path = temporaryBeside(join(folder, 'scratch'));
  }

  /** A new empty file. @throws TrailbenchError where the disk refuses */
  async file(name: string): Promise<ScratchFile> {
    const path = join(this.path, name);
    try {
      // Only this user's: it holds evidence for a while.
      this.made ??= this.disk.makeFolder(this.path, 0o700);
      await this.made;
      const file = new ScratchFile(this.disk, path, await this.disk.openForWriting(path, 'new', 0o600));
      this.files.push(file);
      return file;
    } catch (cause) {
      throw await exportFailure(this.disk, this.folder, 0, cause);
    }
  }

  /** Closes and removes everything. Never fails: the export has ended by then, well or not. */
  async remove(): Promise<void> {
    for (const file of this.files.splice(0)) await file.close().catch(() => undefined);
    if (this.made !== undefined) await this.disk.removeTree(this.path).catch(() => undefined);
  }
}

/** A file that is first written to its end and then read from any place. */
export class ScratchFile {
  /** Bytes written. */
  size = 0;
  private reading: FileHandle | undefined;

  constructor(
    private readonly disk: Disk,
    private readonly path: string,
    private readonly writing: DiskFile,
  ) {}

  /** @throws TrailbenchError `disk-full` and others */
  async append(bytes: Uint8Array): Promise<void> {
    try {
      await this.writing.write(bytes, this.size);
      this.size += bytes.length;
    } catch (cause) {
      throw await exportFailure(this.disk, this.path, bytes.length, cause);
    }
  }

  /** Fills `into` from `position` on; returns how many bytes there were. */
  async read(into: Uint8Array, position: number): Promise<number> {
    this.reading ??= await this.disk.openForReading(this.path);
    let done = 0;
    while (done < into.length) {
      const { bytesRead } = await this.reading.read(into, done, into.length - done, position + done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    return done;
  }

  async close(): Promise<void> {
    await this.reading?.close();
    await this.writing.close();
  }
}
