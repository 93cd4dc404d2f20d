import { Hono } from 'hono';
import { describe, expect, it, vi } from 'vitest';
import { bytes, toFailure } from './reply';

describe('bytes', () => {
  it.each([0, 1, 256 * 1024, 256 * 1024 + 1, 3 * 1024 * 1024 + 7])('gives %i bytes as they are', async (length) => {
    const value = Uint8Array.from({ length }, (_, i) => (i * 31) % 251);
    const app = new Hono().get('/', (context) => bytes(context, value, { 'x-id': 'a' }));
    const response = await app.request('/');
    expect(response.headers.get('content-length')).toBe(String(length));
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
    expect(response.headers.get('x-id')).toBe('a');
    expect(Buffer.from(await response.arrayBuffer()).equals(value)).toBe(true);
  });
});

describe('a failure that nobody foresaw', () => {
  it('is written to the terminal escaped, and reaches the window without its text', () => {
    const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const failure = toFailure(new Error('name\u001b[31m\u202e\nforged line'), 'GET /api/\u001b');
    const [told] = write.mock.lastCall ?? [];
    write.mockRestore();
    expect(String(told).split('\n')[0]).toBe(
      'GET /api/<U+001B> failed: Error: name<U+001B>[31m<U+202E><U+000A>forged line',
    );
    expect(JSON.stringify(failure)).not.toContain('forged');
  });
});
