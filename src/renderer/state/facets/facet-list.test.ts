import { describe, expect, it } from 'vitest';
import { FACETS } from '../../../core/event/facet-catalogue';
import {
  AS_IT_COMES,
  movedBy,
  OPEN_FACETS,
  PANEL_FACETS,
  PANEL_RANGE,
  readArrangement,
  writeArrangement,
} from './facet-list';

describe('the panel', () => {
  it('has every facet of the catalogue once, the first ones first and TLS last', () => {
    expect([...PANEL_FACETS].sort()).toEqual([...FACETS.map(({ name }) => name), PANEL_RANGE].sort());
    expect(PANEL_FACETS.slice(0, 6)).toEqual(['tag', 'status', 'starred', 'annotated', 'finding', 'note']);
    expect(PANEL_FACETS.slice(6, 10)).toEqual(['eventName', 'principal', 'sourceIPAddress', 'signatureVersion']);
    expect(PANEL_FACETS.slice(-2)).toEqual(['tlsVersion', 'cipherSuite']);
  });

  it('opens at the start what is loaded with the case', () => {
    const cold = new Set<string>(FACETS.filter(({ temperature }) => temperature === 'cold').map(({ name }) => name));
    expect(OPEN_FACETS.filter((facet) => cold.has(facet))).toEqual([]);
  });

  it('is arranged as it was left', () => {
    const arrangement = {
      order: movedBy(PANEL_FACETS, 'errorCode', -100),
      hidden: ['mfa', PANEL_RANGE] as const,
      open: ['resource'] as const,
      orders: { eventName: 'rarity' } as const,
    };
    expect(arrangement.order[0]).toBe('errorCode');
    expect(readArrangement(writeArrangement(arrangement))).toEqual(arrangement);
  });

  it('takes what is unreadable as it comes, and puts new facets where they belong', () => {
    for (const text of [null, '', '{', '[]', '{"order":3,"hidden":"x","orders":{"eventName":"odd"}}']) {
      expect(readArrangement(text)).toEqual(AS_IT_COMES);
    }
    const { order } = readArrangement(JSON.stringify({ order: ['awsRegion', 'eventName', 'gone', 'awsRegion'] }));
    expect([...order].sort()).toEqual([...PANEL_FACETS].sort());
    expect(order.slice(6, 9)).toEqual(['awsRegion', 'accountId', 'recipientAccountId']);
    expect(order[order.indexOf('eventName') + 1]).toBe('principal');
  });
});
