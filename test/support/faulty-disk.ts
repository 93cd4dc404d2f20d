import type { Disk, DiskFile } from '../../src/main/files/disk';
import { nodeDisk } from '../../src/main/files/disk';

/** An error as the system would throw it. */
export function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: injected`), { code });
}

/** The real disk, with faults that a test switches on: it fills up, breaks or turns read-only. */
export class FaultyDisk implements Disk {
  /** Bytes that may still be written before the disk is full. */
  room = Infinity;
  /** Every change fails with this code. */
  refuses: string | undefined;
  /** Writes to paths that match fail with this code, after half of their bytes. */
  breaks: { readonly path: RegExp; readonly code: string; readonly on: 'write' | 'sync' | 'truncate' } | undefined;
  /** Called when a file is about to be synced, and once it is. */
  onSync: ((path: string, when: 'before' | 'after') => void) | undefined;
  syncs = 0;
  writes = 0;

  openForReading(path: string): ReturnType<Disk['openForReading']> {
    return nodeDisk.openForReading(path);
  }

  list(path: string): ReturnType<Disk['list']> {
    return nodeDisk.list(path);
  }

  status(path: string): ReturnType<Disk['status']> {
    return nodeDisk.status(path);
  }

  async openForWriting(path: string, how: 'new' | 'existing', mode?: number): Promise<DiskFile> {
    this.check();
    return new FaultyFile(await nodeDisk.openForWriting(path, how, mode), path, this);
  }

  makeFolder(path: string, mode?: number): Promise<void> {
    return this.checked(() => nodeDisk.makeFolder(path, mode));
  }

  ensureFolder(path: string, mode?: number): Promise<void> {
    return this.checked(() => nodeDisk.ensureFolder(path, mode));
  }

  rename(from: string, to: string): Promise<void> {
    return this.checked(() => nodeDisk.rename(from, to));
  }

  link(from: string, to: string): Promise<void> {
    return this.checked(() => nodeDisk.link(from, to));
  }

  remove(path: string): Promise<void> {
    return this.checked(() => nodeDisk.remove(path));
  }

  removeTree(path: string): Promise<void> {
    return this.checked(() => nodeDisk.removeTree(path));
  }

  touch(path: string): Promise<void> {
    return this.checked(() => nodeDisk.touch(path));
  }

  syncFolder(path: string): Promise<void> {
    return nodeDisk.syncFolder(path);
  }

  freeBytes(): Promise<number | null> {
    return Promise.resolve(Number.isFinite(this.room) ? this.room : null);
  }

  check(): void {
    if (this.refuses !== undefined) throw systemError(this.refuses);
  }

  private async checked(change: () => Promise<void>): Promise<void> {
    this.check();
    await change();
  }
}

class FaultyFile implements DiskFile {
  constructor(
    private readonly file: DiskFile,
    private readonly path: string,
    private readonly disk: FaultyDisk,
  ) {}

  async write(bytes: Uint8Array, position: number): Promise<void> {
    this.disk.check();
    this.disk.writes += 1;
    if (this.breaks('write')) {
      await this.file.write(bytes.subarray(0, bytes.length >> 1), position);
      throw systemError(this.disk.breaks?.code ?? 'EIO');
    }
    const fits = Math.min(bytes.length, this.disk.room);
    this.disk.room -= fits;
    await this.file.write(bytes.subarray(0, fits), position);
    if (fits < bytes.length) throw systemError('ENOSPC');
  }

  async sync(): Promise<void> {
    this.disk.syncs += 1;
    if (this.breaks('sync')) throw systemError(this.disk.breaks?.code ?? 'EIO');
    this.disk.onSync?.(this.path, 'before');
    await this.file.sync();
    this.disk.onSync?.(this.path, 'after');
  }

  async truncate(size: number): Promise<void> {
    if (this.breaks('truncate')) throw systemError(this.disk.breaks?.code ?? 'EIO');
    await this.file.truncate(size);
  }

  chmod(mode: number): Promise<void> {
    return this.file.chmod(mode);
  }

  close(): Promise<void> {
    return this.file.close();
  }

  private breaks(on: 'write' | 'sync' | 'truncate'): boolean {
    const { breaks } = this.disk;
    return breaks?.on === on && breaks.path.test(this.path);
  }
}
