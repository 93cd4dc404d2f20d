import { FACETS, type FacetName } from '../../src/core/event/facet-catalogue';
import type { EventValues, FacetValue } from '../../src/core/event/facet-values';
import { QueryEngine } from '../../src/core/query/query-engine';
import { MemoryStore } from '../../src/core/segment/memory-store';
import { SegmentBuilder } from '../../src/core/segment/segment-builder';

/** An event by what its columns hold. */
export interface MadeEvent {
  /** Seconds since 1970 UTC, or NO_TIME. */
  readonly time: number;
  readonly facets: Partial<Record<FacetName, FacetValue>>;
  readonly bytesOut?: number;
}

/** An engine over events that were made up, a segment for each list. */
export async function engineOver(parts: readonly (readonly MadeEvent[])[]): Promise<QueryEngine> {
  const store = new MemoryStore();
  const engine = new QueryEngine(store);
  for (const [source, part] of parts.entries()) {
    const builder = new SegmentBuilder();
    for (const [record, { time, facets, bytesOut = -1 }] of part.entries()) {
      const values: EventValues = {
        time,
        eventId: undefined,
        bytesOut,
        facets: FACETS.map(({ name }) => facets[name]),
      };
      const hash = new Uint8Array(new Uint32Array([source, record, 1, 2]).buffer);
      builder.add(values, { source, record, offset: record * 10, length: 9 }, hash);
    }
    await engine.addSegment(store.add(builder.finish()));
  }
  return engine;
}

/** The values of a facet of an event. */
export function valuesOf({ facets }: MadeEvent, name: FacetName): readonly string[] {
  const value = facets[name];
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}
