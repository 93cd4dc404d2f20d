import type { GroupName, SegmentHeader } from './layout';
import { groupBytes, readHeader, segmentInfo } from './segment-reader';
import { SegmentError } from './segment-error';
import type { SegmentInfo, SegmentStore } from './store';

/** Segments held in memory: for scripts and tests, where nothing is kept. */
export class MemoryStore implements SegmentStore {
  readonly #segments = new Map<string, { readonly bytes: Uint8Array; readonly header: SegmentHeader }>();

  /**
   * Takes a segment as `SegmentBuilder.finish` gave it.
   * @throws SegmentError where the bytes are no sound segment, or the id is taken
   */
  add(bytes: Uint8Array, id = `segment-${this.#segments.size + 1}`): SegmentInfo {
    if (this.#segments.has(id)) throw new SegmentError(`There is a segment ${id} already.`);
    const header = readHeader(bytes);
    this.#segments.set(id, { bytes, header });
    return segmentInfo(id, header);
  }

  list(): Promise<readonly SegmentInfo[]> {
    return Promise.resolve([...this.#segments].map(([id, { header }]) => segmentInfo(id, header)));
  }

  read(segment: string, group: GroupName): Promise<Uint8Array> {
    const held = this.#segments.get(segment);
    if (held === undefined) return Promise.reject(new SegmentError(`There is no segment ${segment}.`));
    return Promise.resolve(groupBytes(held.bytes, held.header, group));
  }
}
