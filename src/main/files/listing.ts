import type { Dirent, Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join, relative, resolve, sep } from 'node:path';
import { describeFileError } from './file-error';
import { pathBelow, realPlace } from './places';

/** One regular file to read as a source. */
export interface LocalFile {
  /** Absolute path. */
  readonly path: string;
  /** Where it came from, as the analyst would name it: the manifest keeps this. */
  readonly uri: string;
  /** Path relative to the folder that was named, with `/`; for progress and lists. */
  readonly name: string;
  /** Stored bytes at the time of listing. */
  readonly size: number;
  /** Time of last change, ISO 8601 UTC. */
  readonly modified: string;
}

/** An entry that cannot be read, or is not read on purpose. */
export interface ListingFailure {
  readonly path: string;
  /** `skipped`: left out on purpose (symbolic link to a folder or out of it, socket). `failed`: it could not be read. */
  readonly kind: 'skipped' | 'failed';
  /** What happened and what to do. */
  readonly message: string;
}

export interface Listing {
  /** In the order of the given paths, each folder sorted by path; no file twice. */
  readonly files: readonly LocalFile[];
  readonly failures: readonly ListingFailure[];
  /** Of the files, stored bytes. */
  readonly bytes: number;
}

export interface ListingOptions {
  readonly signal?: AbortSignal;
  /** Called now and then with what was found so far. */
  readonly onProgress?: (found: { readonly files: number; readonly bytes: number }) => void;
  /** Folders never entered, such as the case folder itself. Absolute paths. */
  readonly exclude?: readonly string[];
  /** The URI of a file; default: its absolute path. */
  readonly uri?: (file: { readonly path: string; readonly name: string }) => string;
  /** Awaited for each file as it is found; what it throws ends the listing. */
  readonly visit?: (file: LocalFile) => Promise<void>;
}

/** Entries of one folder whose status is asked for together. */
const AT_ONCE = 64;

/**
 * Lists the regular files under the given files and folders, in an order that depends on names
 * alone. A symbolic link that the analyst named is followed. Of those in a folder, links to files within that folder
 * are read; links to folders, and those that lead out, are not, so that no circle gets in, and no file of this
 * machine that whoever made the folder chose. What is not read is listed, never thrown.
 *
 * @throws the signal's reason where it aborts; what `visit` throws
 */
export async function listLocal(paths: readonly string[], options: ListingOptions = {}): Promise<Listing> {
  const walk = new Walk(options);
  for (const path of paths) await walk.root(resolve(path));
  return walk.result();
}

class Walk {
  private readonly files: LocalFile[] = [];
  private readonly failures: ListingFailure[] = [];
  private readonly seen = new Set<string>();
  /** Of folders that were named: the same without links. */
  private readonly realRoots = new Map<string, Promise<string>>();
  private bytes = 0;

  constructor(private readonly options: ListingOptions) {}

  result(): Listing {
    this.report();
    return { files: this.files, failures: this.failures, bytes: this.bytes };
  }

  async root(path: string): Promise<void> {
    this.options.signal?.throwIfAborted();
    const status = await this.status(path);
    if (status === undefined) return;
    if (status.isDirectory()) await this.folder(path, path);
    else await this.file(path, basename(path), status);
  }

  private async folder(root: string, path: string): Promise<void> {
    if (this.options.exclude?.includes(path) === true) {
      this.skip(path, 'it is the case folder itself, which is no evidence: nothing to do');
      return;
    }
    let entries: Dirent[];
    try {
      entries = await readdir(path, { withFileTypes: true });
    } catch (cause) {
      this.fail(path, cause);
      return;
    }
    entries.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    for (let at = 0; at < entries.length; at += AT_ONCE) {
      this.options.signal?.throwIfAborted();
      const some = entries.slice(at, at + AT_ONCE);
      // A folder's own entries need no status; a link's target decides what the link is.
      const statuses = await Promise.all(
        some.map((entry) => (entry.isDirectory() ? undefined : this.status(join(path, entry.name)))),
      );
      for (const [index, entry] of some.entries()) {
        await this.entry(root, join(path, entry.name), entry, statuses[index]);
      }
      this.report();
    }
  }

  private async entry(root: string, path: string, entry: Dirent, status: Stats | undefined): Promise<void> {
    if (entry.isDirectory()) {
      await this.folder(root, path);
    } else if (status?.isDirectory() === true) {
      const link = 'it is a symbolic link to a folder, which is not followed: add the real folder if it is wanted';
      // Some file systems do not tell an entry's type in the listing: then it is a folder, not a link.
      if (entry.isSymbolicLink()) this.skip(path, link);
      else await this.folder(root, path);
    } else if (status?.isFile() === true && entry.isSymbolicLink() && (await this.leadsOut(root, path))) {
      this.skip(
        path,
        'it is a symbolic link that leads out of the folder: name the file that it leads to if it is wanted',
      );
    } else if (status !== undefined) {
      await this.file(path, relative(root, path).split(sep).join('/'), status);
    }
  }

  /** Whether a link in a folder that was named leads to something outside of it. */
  private async leadsOut(root: string, path: string): Promise<boolean> {
    let real = this.realRoots.get(root);
    if (real === undefined) this.realRoots.set(root, (real = realPlace(root)));
    return pathBelow(await real, await realPlace(path)) === undefined;
  }

  private async file(path: string, name: string, status: Stats): Promise<void> {
    if (!status.isFile()) {
      this.skip(path, 'it is no regular file (a device, pipe or socket): nothing to do');
      return;
    }
    if (this.seen.has(path)) return;
    this.seen.add(path);
    const uri = this.options.uri?.({ path, name }) ?? path;
    this.bytes += status.size;
    const file = { path, uri, name, size: status.size, modified: status.mtime.toISOString() };
    this.files.push(file);
    await this.options.visit?.(file);
  }

  private async status(path: string): Promise<Stats | undefined> {
    try {
      return await stat(path);
    } catch (cause) {
      this.fail(path, cause);
      return undefined;
    }
  }

  private skip(path: string, message: string): void {
    this.failures.push({ path, kind: 'skipped', message: `${path} was skipped: ${message}.` });
  }

  private fail(path: string, cause: unknown): void {
    const message = `${path} could not be read: ${describeFileError(cause)}.`;
    this.failures.push({ path, kind: 'failed', message });
  }

  private report(): void {
    this.options.onProgress?.({ files: this.files.length, bytes: this.bytes });
  }
}
