import { describe, expect, it } from 'vitest';
import { nextAcquisition, unfinishedAcquisitions } from './acquisition';
import type { LedgerLine } from './ledger';

const STATE = { lines: 0, sha256: '0'.repeat(64) };

function started(acquisition: unknown): LedgerLine {
  const details = { acquisition, paths: ['/logs', 7], host: ['x'] };
  const by = { at: '2026-01-01T00:00:00.000Z', actor: 'ann', tool: 't', prev: '0'.repeat(64) };
  return { ...by, action: 'acquire-started', details, manifest: STATE, journal: STATE };
}

describe('imports that a ledger calls unfinished', () => {
  it('are told with who began them, and without what is none', () => {
    const entries = [started(3)];
    const [state] = unfinishedAcquisitions({ entries, heads: ['ab'] });
    expect(state).toMatchObject({ id: 3, paths: ['/logs'], by: 'ann', host: null, line: 'ab', what: 'local' });
  });

  it('have numbers that this program gives: forged ones are none', () => {
    const forged = [-1, 0, 0.5, 2 ** 53, Infinity, NaN, '1', null, {}, 1e9 + 1].map(started);
    expect(unfinishedAcquisitions({ entries: forged, heads: [] })).toEqual([]);
    expect(nextAcquisition([...forged, started(41)])).toBe(42);
  });
});
