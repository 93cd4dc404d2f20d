import { afterEach, expect, it } from 'vitest';
import { gated, keepGate, mayEnd, newGate } from './thread-gate';

afterEach(() => keepGate(undefined));

it('keeps a thread from being ended while it makes an inflater, and not a moment longer', () => {
  const gate = newGate();
  keepGate(gate);
  expect(gated(() => mayEnd(gate))).toBe(false);
  expect(() =>
    gated(() => {
      throw new Error('damaged');
    }),
  ).toThrow('damaged');
  expect(mayEnd(gate)).toBe(true);
  // Asked twice, it is still to be ended.
  expect(mayEnd(gate)).toBe(true);
});

it('is in nobody’s way where no thread is to be ended', () => {
  expect(gated(() => 1)).toBe(1);
});
