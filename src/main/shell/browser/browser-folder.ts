import os from 'node:os';
import path from 'node:path';
import { profileFolder } from '../../cases/paths';
import { probeProcess } from '../../cases/process-start';
import { errorCode, nodeDisk } from '../../files/disk';
import type { Disk } from '../../files/disk';
import { guardedDisk } from '../../files/guarded-disk';
import { browserProfile } from './find-browser';
import type { Browser } from './find-browser';

/** Between the name of a folder and the process that it belongs to. */
const HEADLESS = '-headless-';
const MODE = 0o700;

/** Where a browser keeps its data: the index of every case. A link in its place would have it write elsewhere. */
export class BrowserFolder {
  /** Of windows that are shown. */
  readonly path: string;
  private readonly disk: Disk;

  constructor(browser: Browser, profile: string = profileFolder(), home: string = os.homedir()) {
    this.path = browserProfile(browser, profile, home);
    // That of a snap lies where the snap may write, and not in the profile.
    this.disk = browser.snap === null ? guardedDisk(profile, 'profile') : nodeDisk;
  }

  /** Makes it where it is missing. @throws TrailbenchError `refused` where something else has its name */
  async make(): Promise<string> {
    await this.disk.ensureFolder(this.path, MODE);
    return this.path;
  }

  /** Makes a folder of its own for a run without a window, once those of runs that were killed are gone. */
  async makeHeadless(): Promise<string> {
    await this.sweep();
    const folder = `${this.path}${HEADLESS}${String(process.pid)}`;
    await this.disk.ensureFolder(path.dirname(folder), MODE);
    // Whatever has this name was left by another process of the same number.
    await this.disk.removeTree(folder);
    await this.disk.makeFolder(folder, MODE);
    return folder;
  }

  /** Removes what `makeHeadless` made. */
  remove(folder: string): Promise<void> {
    return this.disk.removeTree(folder);
  }

  private async sweep(): Promise<void> {
    const parent = path.dirname(this.path);
    const prefix = `${path.basename(this.path)}${HEADLESS}`;
    for (const name of await this.namesIn(parent)) {
      const digits = name.startsWith(prefix) ? name.slice(prefix.length) : '';
      if (!/^\d{1,10}$/.test(digits) || (await probeProcess(Number(digits))).alive) continue;
      await this.disk.removeTree(path.join(parent, name));
    }
  }

  private async namesIn(folder: string): Promise<string[]> {
    try {
      return (await this.disk.list(folder)).map(({ name }) => name);
    } catch (cause) {
      if (errorCode(cause) === 'ENOENT') return [];
      throw cause;
    }
  }
}
