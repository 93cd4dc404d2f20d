import { extractEvent, newEventValues } from '../../src/core/event/extract-facets';
import type { JsonObject } from '../../src/core/event/json';
import { QueryEngine } from '../../src/core/query/query-engine';
import { MemoryStore } from '../../src/core/segment/memory-store';
import { SegmentBuilder } from '../../src/core/segment/segment-builder';

/** An engine over segments of these records, which are read as an import reads them. */
export async function engineOf(...segments: readonly (readonly JsonObject[])[]): Promise<QueryEngine> {
  const store = new MemoryStore();
  const engine = new QueryEngine(store);
  const infos = segments.map((records, source) => store.add(segmentOf(records, source)));
  await engine.addSegments(infos);
  return engine;
}

function segmentOf(records: readonly JsonObject[], source: number): Uint8Array<ArrayBuffer> {
  const builder = new SegmentBuilder();
  const values = newEventValues();
  for (const [record, json] of records.entries()) {
    extractEvent(json, values);
    const hash = new Uint8Array(16);
    new DataView(hash.buffer).setUint32(0, hashOf(JSON.stringify(json)));
    builder.add(values, { source, record, offset: record, length: 1 }, hash);
  }
  return builder.finish();
}

function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash;
}
