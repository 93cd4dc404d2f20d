import { lookupPageName, type LookupWindow } from '../../../core/trail/lookup-name';
import type { ManifestLine, SourceEntry } from '../../cases/manifest';
import { sleep } from '../s3/sleep';
import { readPageNote } from './page-note';
import type { NumberedNote } from './stretches';

/** What of a manifest is needed. */
export interface PageManifest {
  versions(uri: string): SourceEntry[];
  line(no: number): Promise<ManifestLine>;
}

/** Pages that may be handed over and not durable: so many numbers at most can be missing in a row after a crash. */
const UNDER_WAY = 8;
const LOOK_EVERY = 50;

/** The pages of one account, region and window: which are kept, and how many are still on their way to the disk. */
export class KeptPages {
  private under: string[] = [];
  private numbers = 0;

  constructor(
    private readonly manifest: PageManifest,
    private readonly window: LookupWindow,
  ) {}

  /** Finds what is kept from before. @returns ascending by page */
  async read(): Promise<NumberedNote[]> {
    const notes: NumberedNote[] = [];
    for (let page = 1; page <= this.numbers + UNDER_WAY; page += 1) {
      const kept = this.keptAt(this.name(page));
      if (kept === undefined) continue;
      this.numbers = page;
      const note = readPageNote((await this.manifest.line(kept.no)).metadata);
      if (note !== undefined) notes.push({ ...note, page });
    }
    return notes;
  }

  /** The number that the next page gets. */
  get next(): number {
    return this.numbers + 1;
  }

  name(page: number): string {
    return lookupPageName({ ...this.window, page });
  }

  /** A page was handed over under the next number. */
  handedOver(): void {
    this.numbers += 1;
    this.under.push(this.name(this.numbers));
  }

  /** Waits until another page may be handed over. @throws the signal's reason */
  room(signal: AbortSignal): Promise<void> {
    return this.wait(UNDER_WAY - 1, signal);
  }

  /** Waits until all are durable. @throws the signal's reason */
  settled(signal: AbortSignal): Promise<void> {
    return this.wait(0, signal);
  }

  private async wait(most: number, signal: AbortSignal): Promise<void> {
    for (;;) {
      this.under = this.under.filter((uri) => this.keptAt(uri) === undefined);
      if (this.under.length <= most) return;
      await sleep(LOOK_EVERY, signal);
    }
  }

  private keptAt(uri: string): SourceEntry | undefined {
    return this.manifest.versions(uri).find(({ sha256 }) => sha256 !== null);
  }
}
