import type { Disk, DiskFile } from './disk';
import { nodeDisk } from './disk';
import { FolderGuard } from './folder-guard';
import type { GuardedWhat } from './folder-guard';
import { NotRegularError } from './regular-file';

/**
 * A disk that ends at one folder: nothing outside of it is read, made, changed or removed, whatever links, pipes or
 * devices stand in it. Every file of a case and of the profile is opened through one.
 *
 * @param root absolute
 * @param inner what really does it
 */
export function guardedDisk(root: string, what: GuardedWhat, inner: Disk = nodeDisk): Disk {
  return new GuardedDisk(new FolderGuard(root, what), inner);
}

class GuardedDisk implements Disk {
  constructor(
    private readonly guard: FolderGuard,
    private readonly inner: Disk,
  ) {}

  async openForReading(path: string): ReturnType<Disk['openForReading']> {
    await this.guard.parents(path, 'read');
    return this.regular(path, () => this.inner.openForReading(path));
  }

  async list(path: string): ReturnType<Disk['list']> {
    await this.guard.folder(path, 'read');
    return this.inner.list(path);
  }

  async status(path: string): ReturnType<Disk['status']> {
    await this.guard.parents(path, 'read');
    return this.inner.status(path);
  }

  async openForWriting(path: string, how: 'new' | 'existing', mode?: number): Promise<DiskFile> {
    await this.guard.parents(path, 'change');
    return this.regular(path, () => this.inner.openForWriting(path, how, mode));
  }

  async makeFolder(path: string, mode?: number): Promise<void> {
    await this.guard.parents(path, 'change');
    await this.inner.makeFolder(path, mode);
  }

  async ensureFolder(path: string, mode?: number): Promise<void> {
    await this.guard.folder(path, 'change');
    await this.inner.ensureFolder(path, mode);
    await this.guard.folder(path, 'change');
  }

  async rename(from: string, to: string): Promise<void> {
    await this.guard.parents(from, 'change');
    await this.guard.parents(to, 'change');
    await this.inner.rename(from, to);
  }

  async link(from: string, to: string): Promise<void> {
    await this.guard.parents(from, 'change');
    await this.guard.parents(to, 'change');
    await this.inner.link(from, to);
  }

  async remove(path: string): Promise<void> {
    await this.guard.parents(path, 'change');
    await this.inner.remove(path);
  }

  async removeTree(path: string): Promise<void> {
    await this.guard.parents(path, 'change');
    await this.inner.removeTree(path);
  }

  async touch(path: string): Promise<void> {
    await this.guard.parents(path, 'change');
    await this.regular(path, () => this.inner.touch(path));
  }

  async syncFolder(path: string): Promise<void> {
    await this.guard.folder(path, 'change');
    await this.inner.syncFolder(path);
  }

  freeBytes(path: string): Promise<number | null> {
    return this.inner.freeBytes(path);
  }

  private async regular<T>(path: string, open: () => Promise<T>): Promise<T> {
    try {
      return await open();
    } catch (cause) {
      throw cause instanceof NotRegularError ? this.guard.unsafe(path, cause.kind, cause) : cause;
    }
  }
}
