import { afterEach, describe, expect, it, vi } from 'vitest';
import type { IntegritySummary, VerdictCounts } from '../../../contract/integrity';
import type { CaseStatus } from '../../../contract/schemas';
import { numberOf } from '../../../core/integrity/verdict';
import type { IntegrityApi } from './integrity-api';
import { IntegrityState } from './integrity-state.svelte';

const REASONS = {
  hash: 0,
  signature: 0,
  'signature-missing': 0,
  'unknown-key': 0,
  moved: 0,
  format: 0,
  'trailing-data': 0,
};
const NONE: VerdictCounts = {
  valid: 0,
  invalid: 0,
  missing: 0,
  gap: 0,
  uncovered: 0,
  unverifiable: 0,
  'not-checked': 0,
  reasons: REASONS,
};

function summaryOf(sources: number, current = true): IntegritySummary {
  const logs = { ...NONE, valid: 3, missing: 2, invalid: 1, reasons: { ...REASONS, hash: 1 } };
  return {
    ...{ worst: 'invalid', words: 'Something is invalid', remedy: null, logs, digests: { ...NONE, gap: 1 } },
    answer: { state: 'wrong', proven: 3, of: 4, unproven: [], words: 'Something is wrong' },
    ...{ chains: 1, keys: 1, keysWanted: [], sources, current, at: `2026-03-12T00:00:0${String(sources)}Z` },
  };
}

function statusOf(sources: number): CaseStatus {
  return {
    ...{ id: 'a', name: 'a', path: '/a', created: '', readOnly: false, readOnlyReason: null, sources },
    ...{
      otherSources: {},
      readings: { read: 0, partly: 0, other: 0, unknown: 0 },
      convertible: 0,
      evidenceBytes: 0,
      records: 0,
      quarantined: 0,
      head: '',
      index: '',
      twin: null,
      problems: [],
      unfinished: [],
    },
  };
}

function stateWith(summaries: readonly IntegritySummary[]) {
  const asked: string[] = [];
  let next = 0;
  const api = {
    summary: () => {
      asked.push('summary');
      const summary = summaries[Math.min(next++, summaries.length - 1)];
      return summary === undefined ? Promise.reject(new Error('No summary')) : Promise.resolve(summary);
    },
    verdicts: () => Promise.resolve(Uint8Array.of(numberOf('valid'), numberOf('invalid-hash'))),
    findings: (_from: number, _count: number, { verdict, group }: { verdict?: string; group?: number }) => {
      asked.push(`findings ${verdict ?? `of group ${String(group)}`}`);
      return Promise.resolve({ total: 0, counts: NONE, items: [] });
    },
    findingGroups: (_from: number, _count: number, verdict: string | undefined, text: string) => {
      asked.push(`groups ${verdict ?? 'all'} ${text}`.trim());
      return Promise.resolve({ total: 0, items: [] });
    },
    proof: (no: number) => {
      asked.push(`proof ${String(no)}`);
      return Promise.resolve({ no });
    },
  };
  let checked = 0;
  const state = new IntegrityState(api as unknown as IntegrityApi, () => checked++);
  return { state, asked, checks: () => checked };
}

afterEach(() => {
  vi.useRealTimers();
});

describe('integrity of a case', () => {
  it('is asked for when nothing is imported, and classes found are told worst first', async () => {
    const { state, asked } = stateWith([summaryOf(2)]);
    state.follow(statusOf(2), true);
    expect(asked).toEqual([]);
    state.follow(statusOf(2), false);
    await vi.waitFor(() => expect(state.summary?.sources).toBe(2));
    expect(state.found).toEqual(['invalid', 'missing', 'gap']);
    expect(asked.filter((what) => what.startsWith('findings'))).toEqual([
      'findings invalid',
      'findings missing',
      'findings gap',
    ]);
    expect([state.verdict(0), state.verdict(1), state.verdict(2)]).toEqual(['valid', 'invalid-hash', undefined]);
    state.follow(statusOf(2), false);
    expect(asked.filter((what) => what === 'summary')).toHaveLength(1);
  });

  it('is asked for again where main had not counted in all sources, but not for ever', async () => {
    vi.useFakeTimers();
    const { state, asked, checks } = stateWith([summaryOf(1), summaryOf(1), summaryOf(2)]);
    state.follow(statusOf(2), false);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(state.summary?.sources).toBe(2);
    expect(checks()).toBe(2);
    const other = stateWith([summaryOf(1)]);
    other.state.follow(statusOf(5), false);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(other.asked.filter((what) => what === 'summary')).toHaveLength(3);
    expect(asked.filter((what) => what === 'summary')).toHaveLength(3);
  });

  it('asks for the proof of a source once, and anew when more was checked', async () => {
    const { state, asked } = stateWith([summaryOf(1), summaryOf(2)]);
    await Promise.all([state.proof(7), state.proof(7)]);
    state.follow(statusOf(1), false);
    await vi.waitFor(() => expect(state.summary?.sources).toBe(1));
    await state.proof(7);
    expect(asked.filter((what) => what === 'proof 7')).toHaveLength(2);
  });

  it('lists groups of findings by verdict and text, and the findings of one', async () => {
    const { state, asked } = stateWith([summaryOf(1)]);
    state.show('uncovered');
    state.find('eu-west-1');
    state.show(undefined);
    state.ofGroup(3).want(0, 1);
    await vi.waitFor(() => expect(state.groups.total).toBe(0));
    expect(asked).toEqual([
      'groups uncovered',
      'groups uncovered eu-west-1',
      'groups all eu-west-1',
      'findings of group 3',
    ]);
  });

  it('tells what went wrong and is no longer checking', async () => {
    const { state } = stateWith([]);
    state.check();
    await vi.waitFor(() => expect(state.problem).toEqual({ message: 'No summary' }));
    expect(state.checking).toBe(false);
  });
});
