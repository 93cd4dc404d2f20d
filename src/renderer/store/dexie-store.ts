import type { GroupName } from '../../core/segment/layout';
import type { SegmentInfo, SegmentStore } from '../../core/segment/store';
import type { CaseDatabase } from './case-database';
import { StoreError } from './store-error';

/** The case's database as the query engine reads it. */
export class DexieStore implements SegmentStore {
  /** Groups just committed, which are in memory already: they are handed out once. */
  readonly #fresh = new Map<string, Uint8Array>();

  constructor(private readonly database: CaseDatabase) {}

  list(): Promise<readonly SegmentInfo[]> {
    return this.database.list();
  }

  async read(segment: string, group: GroupName): Promise<Uint8Array> {
    const key = `${segment} ${group}`;
    const fresh = this.#fresh.get(key);
    if (fresh !== undefined) {
      this.#fresh.delete(key);
      return fresh;
    }
    const blob = await this.database.group(segment, group);
    if (blob === undefined) throw new StoreError('damaged', `A part of the index is lost (${group}).`);
    try {
      return new Uint8Array(await blob.arrayBuffer());
    } catch (cause) {
      // The browser keeps large values as files of its own; one may be gone.
      throw new StoreError('damaged', `A part of the index cannot be read (${group}).`, { cause });
    }
  }

  /** Spares reading back what was just committed. */
  hold(segment: string, group: GroupName, bytes: Uint8Array): void {
    this.#fresh.set(`${segment} ${group}`, bytes);
  }
}
