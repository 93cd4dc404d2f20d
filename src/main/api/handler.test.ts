import { afterEach, expect, it, vi } from 'vitest';
import { TrailbenchError } from '../../contract/errors';
import { createHandler } from './handler';
import type { CaseServices, Services } from './services';

afterEach(() => {
  vi.restoreAllMocks();
});

/** Services of which only what a test gives exists. */
function handlerOf(given: Partial<Services>): (request: Request) => Promise<Response> {
  return createHandler(given as Services);
}

const get = (path: string) => new Request(`http://trailbench.localhost${path}`);
const post = (path: string, body: BodyInit, type = 'application/json') =>
  new Request(`http://trailbench.localhost${path}`, {
    method: 'POST',
    headers: { 'content-type': type },
    body,
    ...(body instanceof ReadableStream ? { duplex: 'half' } : {}),
  });

it('hides what nobody foresaw from the window, and writes it to stderr whole', async () => {
  const written: string[] = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  const cause = new Error('secret cause');
  const handle = handlerOf({ appInfo: () => Promise.reject(new Error('secret path /home/x', { cause })) });
  const response = await handle(get('/api/app'));
  expect(response.status).toBe(500);
  const text = await response.text();
  expect(JSON.parse(text)).toMatchObject({ ok: false, error: { code: 'internal' } });
  expect(text).not.toMatch(/secret|at .*\.ts/);
  expect(written.join('')).toMatch(/GET \/api\/app failed: .*secret path[\s\S]*caused by: .*secret cause/);
});

it.each([
  ['disk-full', 507],
  ['case-locked', 423],
  ['case-read-only', 409],
  ['case-too-new', 409],
  ['evidence-missing', 410],
  ['refused', 403],
  ['not-supported', 501],
] as const)('tells %s with its own status, message and object', async (code, status) => {
  const error = new TrailbenchError(code, 'What to do.', { details: '/the/object', cause: new Error('inner') });
  const response = await handlerOf({ appInfo: () => Promise.reject(error) })(get('/api/app'));
  expect(response.status).toBe(status);
  expect(await response.json()).toEqual({ ok: false, error: { code, message: 'What to do.', details: '/the/object' } });
});

it('reads no more of a body than it may hold, whatever it claims', async () => {
  let pulled = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      pulled += 1;
      controller.enqueue(new Uint8Array(1 << 20).fill(0x20));
    },
  });
  const response = await handlerOf({})(post('/api/cases/open', endless));
  expect(response.status).toBe(413);
  expect(((await response.json()) as { error: { message: string } }).error.message).toContain('4.0 MiB');
  expect(pulled).toBeLessThan(10);
});

it('says which field of a body is wrong', async () => {
  const response = await handlerOf({})(post('/api/cases', '{"paths":["a",1]}'));
  expect(await response.json()).toMatchObject({ ok: false, error: { message: expect.stringContaining('paths.1') } });
});

it.each(['text/plain', 'application/json; charset=utf-8', 'application/octet-stream', ''])(
  'takes no JSON that calls itself %j',
  async (type) => {
    expect((await handlerOf({})(post('/api/cases', '{}', type))).status).toBe(400);
  },
);

it('passes the going away of a window on to whoever waits for a segment', async () => {
  const abort = new AbortController();
  // Held as a host holds it: a request that nobody refers to any more is collected, and its signal with it.
  const held: unknown[] = [];
  const seen = new Promise<boolean>((resolve) => {
    const waiting: Partial<CaseServices> = {
      nextSegment: (_request, signal) =>
        new Promise((_resolve, reject) => {
          held.push(signal);
          signal.addEventListener('abort', () => {
            resolve(true);
            reject(new TrailbenchError('cancelled', 'The window is gone.'));
          });
        }),
    };
    const handle = handlerOf({ openedCase: () => waiting as CaseServices });
    const request = post('/api/cases/0b5f2d5e/index/next', '{"session":"s","committed":[]}');
    const followed = new Request(request, { signal: abort.signal });
    held.push(request, followed);
    void handle(followed);
  });
  await vi.waitFor(() => expect(held).toHaveLength(3));
  abort.abort();
  expect(await seen).toBe(true);
});
