import { describe, expect, it, vi } from 'vitest';
import type { FailureList } from './failure-list';
import type { OriginState } from './remote-origin';
import { RemoteTally, type TallyOf } from './remote-tally';

const failures = { count: 0, overcome: 0 } as FailureList;
const about: TallyOf = {
  no: 1,
  since: '2026-11-30T00:00:00Z',
  by: { by: 'analyst', host: 'desk', begunHere: true },
  plan: { what: 's3', title: 's3://bucket', connection: {}, identity: null, details: {} },
  connection: { spec: {}, identity: null },
  state: 'downloading',
  message: null,
};
const told = (more: Partial<OriginState>): OriginState => ({
  listing: false,
  listed: false,
  objects: 10,
  bytes: 1_000,
  bytesGuessed: null,
  received: 0,
  retrying: 0,
  active: 1,
  parallel: 1,
  paused: false,
  message: null,
  ...more,
});

describe('the counts of an acquisition', () => {
  it('are of the whole after a break: what came before it was added by it', () => {
    const tally = new RemoteTally(failures, 40);
    tally.there(10, 39);
    tally.there(10, undefined);
    for (const no of [40, 41]) tally.there(10, no);
    tally.settled('added', 10);
    expect(tally.details()).toEqual({ objects: 5, bytes: 50, added: 3, known: 2, failed: 0, unchecked: 0 });
    tally.restart();
    expect(tally.details()).toMatchObject({ objects: 0, bytes: 0 });
    const old = new RemoteTally(failures, undefined);
    old.there(10, 41);
    expect(old.details()).toMatchObject({ added: 0, known: 1 });
  });

  it('say in the end what was checked by its length alone', () => {
    const tally = new RemoteTally(failures, 0);
    tally.comparedByLength();
    expect(tally.progress(about, told({})).message).toBeNull();
    expect(tally.progress({ ...about, state: 'done' }, told({})).message).toContain('One object could be checked');
  });
});

describe('the time left', () => {
  it('is told by what is still to come, at the speed of what is fetched', () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    try {
      const tally = new RemoteTally(failures, 0);
      tally.progress(about, told({}));
      for (let i = 0; i < 10; i += 1) {
        vi.advanceTimersByTime(400);
        tally.settled('added', 100);
        // Passed in no time, which says nothing of the rest.
        tally.there(1_000_000, 0);
        tally.progress(about, told({}));
      }
      const bytes = 10_001_000;
      const left = (more: Partial<OriginState>) => tally.progress(about, told(more)).secondsLeft;
      expect(left({ bytes })).toBeNull();
      expect(left({ bytes: bytes + 1_000, listed: true })).toBeCloseTo(4, 0);
      expect(left({ bytes, bytesGuessed: bytes + 2_000 })).toBeCloseTo(8, 0);
    } finally {
      vi.useRealTimers();
    }
  });
});
