import { describe, expect, it, vi } from 'vitest';
import type { Api } from '../api/api';
import { CaseInMain } from './case-in-main.svelte';

/** Main whose stream the test writes. */
function made(api: Partial<Api> = {}) {
  let tell: ReadableStreamDefaultController<Uint8Array> | undefined;
  const stream = new ReadableStream<Uint8Array>({ start: (controller) => void (tell = controller) });
  const heard = { work: vi.fn(() => Promise.resolve()), changed: vi.fn(), acquisitions: vi.fn() };
  const main = new CaseInMain('c', { stream: () => Promise.resolve(stream), ...api } as Api, heard);
  const say = (event: unknown): void => tell?.enqueue(new TextEncoder().encode(`${JSON.stringify(event)}\n`));
  return { main, heard, say };
}

describe('a case as main has it', () => {
  it('hears of work, and of an event that it cannot read', async () => {
    const { main, heard, say } = made();
    await main.follow();
    say({ type: 'work' });
    await vi.waitFor(() => expect(heard.work).toHaveBeenCalledTimes(1));
    say({ type: 'weather' });
    await vi.waitFor(() => expect(main.refusal?.message).toContain('unexpected shape'));
    main.leave();
  });

  it('says what was refused, until something is done again', async () => {
    const { main } = made({ reveal: () => Promise.reject(new Error('No file manager.')) });
    await main.reveal();
    expect(main.refusal?.message).toBe('No file manager.');
    await main.act(() => Promise.resolve());
    expect(main.refusal).toBeUndefined();
  });

  it('says nothing once the window has left the case', async () => {
    const { main } = made();
    main.leave();
    await main.act(() => Promise.reject(new Error('aborted')));
    expect(main.refusal).toBeUndefined();
  });

  it('pulls after an import was taken up again, and not after one was given up', async () => {
    const { main, heard } = made({ decideImport: () => Promise.resolve() });
    await main.decideImport(1, 'give-up');
    expect(heard.work).not.toHaveBeenCalled();
    await main.decideImport(1, 'go-on');
    expect(heard.work).toHaveBeenCalledTimes(1);
  });

  it('has nothing to close where main never opened it', async () => {
    const closeCase = vi.fn(() => Promise.resolve());
    await made({ closeCase }).main.close();
    expect(closeCase).not.toHaveBeenCalled();
  });
});
