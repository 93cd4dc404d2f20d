import { dirname } from 'node:path';
import type { Disk, DiskFile } from '../files/disk';
import { exportFailure } from './export-failure';
import { ExportOutput } from './export-output';
import type { ExportPlace, Obstacle } from './export-place';
import type { FormerFile } from './former-file';
import { NameSlot, temporaryBeside } from './name-slot';

/** Spaces behind a drafted manifest, so that the final one, which has custody in it, finds its room on the disk. */
const DRAFT_ROOM = 8 * 1024;

/**
 * A file and its manifest, written under temporary names beside them: under their own names they are whole or not
 * there. In this order: `write`, `finish`, `draft`, `conclude`; until then `discard` leaves the folder as it was.
 */
export class FileOutput extends ExportOutput {
  /** The file and the manifest that were replaced, the file first. */
  readonly replaced: { file?: FormerFile; manifest?: FormerFile } = {};
  private readonly temporary: Temporary;
  private manifest: Temporary | undefined;

  private constructor(
    private readonly disk: Disk,
    readonly place: ExportPlace,
    private readonly slots: Slots,
    temporary: Temporary,
  ) {
    super();
    this.temporary = temporary;
  }

  /**
   * Takes both names and begins the file.
   *
   * @param replace regular files that have these names are replaced
   * @returns what is in the way, where something is
   * @throws TrailbenchError `disk-full`, `unreadable-path` and others
   */
  static async open(disk: Disk, place: ExportPlace, replace: boolean): Promise<FileOutput | Obstacle> {
    const taken: NameSlot[] = [];
    try {
      const file = await NameSlot.take(disk, place.file, replace);
      if (!(file instanceof NameSlot)) return file;
      taken.push(file);
      const manifest = await NameSlot.take(disk, place.manifest, replace);
      if (!(manifest instanceof NameSlot)) {
        await undoAll(taken);
        return manifest;
      }
      taken.push(manifest);
      const temporary = await Temporary.open(disk, place.file);
      return new FileOutput(disk, place, { file, manifest }, temporary);
    } catch (cause) {
      await undoAll(taken);
      throw await exportFailure(disk, place.file, 0, cause);
    }
  }

  get path(): string {
    return this.place.file;
  }

  get scratch(): string {
    return dirname(this.path);
  }

  /** Writes the manifest as far as it is known, beside its place: a disk that has no room for it says so now. */
  async draft(text: string): Promise<void> {
    const { disk, place } = this;
    try {
      this.manifest = await Temporary.open(disk, place.manifest);
      await this.manifest.file.write(Buffer.from(text + ' '.repeat(DRAFT_ROOM)), 0);
      await this.manifest.file.sync();
    } catch (cause) {
      throw await exportFailure(disk, place.manifest, text.length, cause);
    }
  }

  /** The manifest stands under its name; nothing can be undone any more. */
  async conclude(text: string): Promise<void> {
    const { disk, place, slots, manifest } = this;
    if (manifest === undefined) throw new Error('A manifest is drafted before it is concluded.');
    const bytes = Buffer.from(text);
    try {
      await manifest.file.write(bytes, 0);
      await manifest.file.truncate(bytes.length);
      await manifest.file.sync();
      await manifest.close();
      const former = await slots.manifest.put(manifest.path);
      if (former !== undefined) this.replaced.manifest = former;
      await disk.syncFolder(this.scratch);
    } catch (cause) {
      await attemptAll([() => manifest.remove(), () => slots.manifest.undo()]);
      throw await exportFailure(disk, place.manifest, bytes.length, cause);
    } finally {
      await attemptAll([() => slots.file.settle(), () => slots.manifest.settle()]);
    }
  }

  async discard(): Promise<void> {
    const { temporary, manifest, slots } = this;
    await attemptAll([
      () => temporary.remove(),
      () => manifest?.remove() ?? Promise.resolve(),
      () => slots.manifest.undo(),
      () => slots.file.undo(),
    ]);
  }

  protected async handOn(bytes: Uint8Array): Promise<void> {
    try {
      await this.temporary.file.write(bytes, this.bytes);
    } catch (cause) {
      throw await exportFailure(this.disk, this.path, bytes.length, cause);
    }
  }

  protected async complete(): Promise<void> {
    const { temporary, slots, disk } = this;
    try {
      await temporary.file.sync();
      await temporary.close();
      const former = await slots.file.put(temporary.path);
      if (former !== undefined) this.replaced.file = former;
      await disk.syncFolder(this.scratch);
    } catch (cause) {
      throw await exportFailure(disk, this.path, 0, cause);
    }
  }
}

interface Slots {
  readonly file: NameSlot;
  readonly manifest: NameSlot;
}

/** A file under a name of nobody's, which is removed or renamed in the end. */
class Temporary {
  private open = true;

  private constructor(
    private readonly disk: Disk,
    readonly path: string,
    readonly file: DiskFile,
  ) {}

  static async open(disk: Disk, beside: string): Promise<Temporary> {
    const path = temporaryBeside(beside);
    return new Temporary(disk, path, await disk.openForWriting(path, 'new'));
  }

  async close(): Promise<void> {
    if (!this.open) return;
    this.open = false;
    await this.file.close();
  }

  /** No error where it has been renamed. */
  async remove(): Promise<void> {
    await attemptAll([() => this.close(), () => this.disk.remove(this.path)]);
  }
}

async function undoAll(slots: readonly NameSlot[]): Promise<void> {
  await attemptAll(slots.map((slot) => () => slot.undo()));
}

/** Each step, whatever becomes of the others: what is told is the failure that led here. */
async function attemptAll(steps: readonly (() => Promise<void>)[]): Promise<void> {
  for (const step of steps) await step().catch(() => undefined);
}
