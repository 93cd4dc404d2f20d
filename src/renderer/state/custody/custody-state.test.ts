import { describe, expect, it } from 'vitest';
import type { CustodyLine, Verified } from '../../../contract/integrity';
import { CustodyState } from './custody-state.svelte';
import type { IntegrityApi } from '../integrity/integrity-api';

function lineOf(line: number): CustodyLine {
  return {
    ...{ line, at: '', actor: '', tool: '', action: '', words: `line ${String(line)}`, details: '{}' },
    ...{ manifest: 0, journal: 0, hash: String(line) },
  };
}

function custodyOf(total: () => number, verify: IntegrityApi['verify']) {
  const api = {
    custody: (from: number, count: number) => {
      const lines = Array.from({ length: Math.min(count, total() - from) }, (_, at) => lineOf(from + at + 1));
      return Promise.resolve({ total: total(), head: String(total()), lines });
    },
    verify,
  };
  let told = 0;
  return { state: new CustodyState(api as unknown as IntegrityApi, () => told++), told: () => told };
}

const never: IntegrityApi['verify'] = () => new Promise(() => undefined);

describe('the custody ledger', () => {
  it('is read newest first, a page at a time, whatever was added since', async () => {
    let total = 230;
    const { state } = custodyOf(() => total, never);
    await state.read();
    expect([state.lines.total, state.head, state.lines.at(0)?.line, state.lines.at(99)?.line]).toEqual([
      230,
      '230',
      230,
      131,
    ]);
    total = 231;
    state.lines.want(220, 230);
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect([state.lines.at(200)?.line, state.lines.at(229)?.line]).toEqual([30, 1]);
    await state.read();
    expect([state.lines.total, state.lines.at(0)?.line]).toEqual([231, 231]);
  });

  it('is not verified against what is no hash', async () => {
    const { state } = custodyOf(() => 1, never);
    state.lodged = 'abc';
    expect(state.lodgedFault).toMatch(/64 digits/);
    await state.verify();
    expect(state.verifying.state).toBe('idle');
    state.lodged = ` ${'AB'.repeat(32)} `;
    expect(state.lodgedFault).toBeUndefined();
  });

  it('tells how far verifying is, what it found, and reads the ledger again', async () => {
    const verified = { sound: true, words: 'Sound' } as Verified;
    const progress = { phase: 'evidence', sourcesDone: 1, sourcesTotal: 2, bytesDone: 3, bytesTotal: 4 } as const;
    const sent: string[] = [];
    const { state, told } = custodyOf(
      () => 3,
      (head, { told: tell }) => {
        sent.push(head);
        tell(progress);
        return Promise.resolve(verified);
      },
    );
    state.lodged = ` ${'AB'.repeat(32)}`;
    const running = state.verify();
    expect(state.verifying).toEqual({ state: 'running', progress });
    await running;
    expect(state.verifying).toEqual({ state: 'done', verified });
    expect([sent, told(), state.head]).toEqual([['ab'.repeat(32)], 1, '3']);
  });

  it('is cancelled without being taken for a failure', async () => {
    const { state } = custodyOf(
      () => 1,
      (_head, { signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(new DOMException('gone', 'AbortError')));
        }),
    );
    const running = state.verify();
    state.cancel();
    await running;
    expect(state.verifying).toEqual({ state: 'cancelled' });
  });
});
