import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../core/event/json';
import type { EventRow } from '../../../core/query/filter';
import { badgesOf } from './badges';

function words(values: EventRow['values'], record: JsonObject = {}): readonly (readonly [string, string])[] {
  const row: EventRow = { event: 0, time: 0, copies: 0, conflicting: false, values };
  return badgesOf(row, record).map((badge) => [badge.words, badge.tone]);
}

describe('badges of an event', () => {
  it('say how it ended', () => {
    expect(words({ outcome: 'success' })).toEqual([]);
    expect(words({ outcome: null })).toEqual([]);
    expect(words({ outcome: 'denied' })).toEqual([['Denied', 'bad']]);
    expect(words({ outcome: 'partly failed' })).toEqual([['Partly failed', 'warn']]);
    expect(words({ outcome: 'probe' })).toEqual([['Probe', 'neutral']]);
    expect(words({ outcome: 'credentials expired or invalid' })).toEqual([['Credentials expired or invalid', 'warn']]);
  });

  it('say who was behind it', () => {
    expect(words({ callerClass: 'through a service' })).toEqual([['Through a service', 'neutral']]);
    expect(words({ principal: '(anonymous)', callerClass: 'anonymous' })).toEqual([['Anonymous', 'warn']]);
  });

  it('say what is no call, and what was left out', () => {
    expect(words({}, { eventCategory: 'Insight' })).toEqual([['Insight', 'neutral']]);
    expect(words({}, { eventType: 'AwsAggregatedEvent' })).toEqual([['Aggregated', 'neutral']]);
    expect(words({}, { eventType: 'AwsServiceEvent' })).toEqual([['Service event', 'neutral']]);
    expect(words({}, { responseElements: { omitted: true, originalSize: 1 } })).toEqual([['Omitted by AWS', 'warn']]);
  });
});
