import { describe, expect, it } from 'vitest';
import { isFailure, OUTCOMES } from '../../core/event/outcome';
import { noCallWords, outcomeHint, outcomeTone } from './outcomes';

describe('words of outcomes', () => {
  it('have a hue for every failure, and for nothing else', () => {
    for (const outcome of OUTCOMES)
      expect([outcome, outcomeTone(outcome) !== 'plain']).toEqual([outcome, isFailure(outcome)]);
  });

  it('explain each outcome that is derived from more than the code', () => {
    const general = outcomeHint('success');
    for (const outcome of OUTCOMES) {
      if (outcome !== 'success' && outcome !== 'other error') expect(outcomeHint(outcome), outcome).not.toBe(general);
    }
  });

  it('name records that are no calls, and no others', () => {
    expect(noCallWords('AwsCloudTrailInsight', null)).toBe('(insight)');
    expect(noCallWords(null, 'Aggregated')).toBe('(aggregated)');
    expect(noCallWords('AwsApiCall', 'Management')).toBe(undefined);
    expect(noCallWords(undefined, undefined)).toBe(undefined);
  });
});
