import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { bytes } from './reply';

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
