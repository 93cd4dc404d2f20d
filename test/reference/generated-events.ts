import fc from 'fast-check';
import { FACETS, type FacetName } from '../../src/core/event/facet-catalogue';
import { NO_TIME, type EventValues, type FacetValue } from '../../src/core/event/facet-values';
import type { Locator } from '../../src/core/segment/layout';
import { SegmentBuilder } from '../../src/core/segment/segment-builder';
import type { NaiveEvent } from './naive-engine';

/** Facets that generated events have. */
export const FACETS_USED = ['eventName', 'sourceIPAddress', 'errorCode', 'accessKeyId', 'resource'] as const;

export const VOCABULARY: Record<(typeof FACETS_USED)[number], readonly string[]> = {
  eventName: ['GetObject', 'GetBucketAcl', 'PutObject', 'get', ''],
  sourceIPAddress: ['10.0.0.1', '10.0.3.7', '192.168.1.1', 's3.amazonaws.com', 'AWS Internal', ''],
  errorCode: ['AccessDenied', 'Client.UnauthorizedOperation', '(none)'],
  accessKeyId: ['AKIA1', 'AKIA2', 'ASIA\u00e9', '\ufeffx', '\ud83d\ude00', '\ud800', '\uffee'],
  resource: ['arn:a', 'arn:b', 'arn:bucket/*', ''],
};

export function valuesWith(
  facets: Partial<Record<FacetName, FacetValue>>,
  rest: Partial<EventValues> = {},
): EventValues {
  return {
    time: 1_700_000_000,
    eventId: undefined,
    bytesOut: -1,
    facets: FACETS.map(({ name }) => facets[name]),
    ...rest,
  };
}

const facetValues = fc
  .record({
    eventName: fc.option(fc.constantFrom(...VOCABULARY.eventName), { nil: undefined }),
    sourceIPAddress: fc.option(fc.constantFrom(...VOCABULARY.sourceIPAddress), { nil: undefined }),
    errorCode: fc.option(fc.constantFrom(...VOCABULARY.errorCode), { nil: undefined }),
    accessKeyId: fc.option(fc.constantFrom(...VOCABULARY.accessKeyId), { nil: undefined }),
    resource: fc.option(fc.array(fc.constantFrom(...VOCABULARY.resource), { maxLength: 3 }), { nil: undefined }),
    principal: fc.constantFrom('xy', 'y'),
  })
  .map((facets) => facets as Partial<Record<FacetName, FacetValue>>);

/** Events in segments. Content follows from the eventID and a variant; bytes also from a spelling. */
export const segments = fc
  .array(
    fc.array(
      fc.record({
        facets: facetValues,
        time: fc.oneof(fc.integer({ min: 1000, max: 1030 }), fc.constant(NO_TIME)),
        eventId: fc.option(fc.integer({ min: 0, max: 12 }), { nil: undefined }),
        variant: fc.constantFrom(0, 0, 0, 1),
        spelling: fc.constantFrom(0, 0, 1),
        source: fc.integer({ min: 0, max: 4 }),
      }),
      { maxLength: 40 },
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((parts) => {
    const records = new Map<number, number>();
    return parts.map((part) =>
      part.map(({ facets, time, eventId, variant, spelling, source }): NaiveEvent => {
        const record = records.get(source) ?? 0;
        records.set(source, record + 1);
        const canonical = (eventId ?? 1000) * 10 + variant;
        const id = eventId === undefined ? undefined : `event-${eventId}`;
        return {
          values: valuesWith(facets, { time, eventId: id, bytesOut: record - 1 }),
          locator: { source, record, offset: record * 100, length: 99 },
          bytes: canonical * 10 + spelling,
          canonical,
        };
      }),
    );
  });

export const ranksBySource = fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5, maxLength: 5 });

/** The key of a record of these bytes. */
export function contentHash(content: number): Uint8Array {
  return new Uint8Array(new Uint32Array([content, content * 7, 1, 2]).buffer);
}

export function segmentOf(events: readonly NaiveEvent[]): Uint8Array {
  const builder = new SegmentBuilder();
  for (const { values, locator, bytes } of events) builder.add(values, locator, contentHash(bytes));
  return builder.finish();
}

export function canonicalHashes(events: readonly NaiveEvent[], locators: readonly Locator[]): string[] {
  return locators.map(({ source, record }) => {
    const event = events.find(({ locator }) => locator.source === source && locator.record === record);
    return `hash-${String(event?.canonical)}`;
  });
}
