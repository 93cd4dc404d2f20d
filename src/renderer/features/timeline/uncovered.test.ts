import { describe, expect, it } from 'vitest';
import { uncoveredHint, uncoveredLabel, uncoveredOf } from './uncovered';

describe('uncovered stretches of the timeline', () => {
  it('say of which accounts', () => {
    expect(uncoveredLabel({ accounts: ['1'], whole: true, why: 'not-acquired' })).toBe('No coverage');
    expect(uncoveredLabel({ accounts: ['1'], whole: false, why: 'not-acquired' })).toBe('No coverage of 1');
    expect(uncoveredLabel({ accounts: ['1', '2'], whole: false, why: 'not-acquired' })).toBe('No coverage of 1 and 2');
    expect(uncoveredLabel({ accounts: ['1'], whole: true, why: 'missing' })).toBe('Log files missing');
    expect(uncoveredLabel({ accounts: ['1'], whole: true, why: 'stopped' })).toBe('No coverage: logging stopped');
    expect(uncoveredLabel({ accounts: ['1'], whole: false, why: 'gap' })).toBe('No coverage of 1: gap between digests');
    expect(uncoveredLabel({ accounts: ['1', '2', '3'], whole: false, why: 'not-acquired' })).toBe(
      'No coverage of 3 accounts',
    );
  });

  it('are told of a bucket that they touch, and whether they fill it', () => {
    const uncovered = uncoveredOf([
      { from: 10, to: 20, accounts: ['1'], whole: false, why: 'not-acquired' },
      { from: 20, to: 30, accounts: ['1', '2'], whole: true, why: 'not-acquired' },
    ]);
    expect(uncoveredHint(uncovered, 12, 18)).toBe('No coverage of 1');
    expect(uncoveredHint(uncovered, 5, 15)).toBe('No coverage of 1 in part of it');
    expect(uncoveredHint(uncovered, 15, 25)).toBe('No coverage of 1; No coverage in part of it');
    expect(uncoveredHint(uncovered, 30, 40)).toBeUndefined();
  });
});
