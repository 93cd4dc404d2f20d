import { expect, it } from 'vitest';
import { Latest } from './latest';

function gate(): { readonly passed: Promise<void>; open(): void } {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

function unexpected(error: unknown): void {
  expect.fail(String(error));
}

it('many requests during a run make one more run, which sees the latest state', async () => {
  const first = gate();
  const seen: number[] = [];
  let state = 1;
  const latest = new Latest(async () => {
    seen.push(state);
    if (seen.length === 1) await first.passed;
  }, unexpected);
  latest.request();
  for (state = 2; state < 9; state++) latest.request();
  first.open();
  await settled();
  expect(seen).toEqual([1, 9]);
  expect(latest.busy).toBe(false);
});

it('a failed run is told and does not keep the next one from running', async () => {
  const failures: unknown[] = [];
  let runs = 0;
  const latest = new Latest(
    () => (++runs === 1 ? Promise.reject(new Error('first')) : Promise.resolve()),
    (error) => failures.push(error),
  );
  latest.request();
  latest.request();
  await settled();
  expect([runs, failures.map(String)]).toEqual([2, ['Error: first']]);
});

it('nothing starts after it was stopped', async () => {
  let runs = 0;
  const latest = new Latest(() => Promise.resolve(void runs++), unexpected);
  latest.stop();
  latest.request();
  await settled();
  expect(runs).toBe(0);
});
