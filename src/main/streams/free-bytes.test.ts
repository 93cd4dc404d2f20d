import { describe, expect, it } from 'vitest';
import { freeBytes } from './free-bytes';

describe('freeBytes', () => {
  it('takes the memory away from large bytes', () => {
    const bytes = new Uint8Array(1024 * 1024);
    freeBytes(bytes);
    expect(bytes.length).toBe(0);
    expect(bytes.buffer.byteLength).toBe(0);
  });

  it('leaves small bytes, which may share their memory', () => {
    const bytes = Buffer.from('a record');
    freeBytes(bytes);
    expect(bytes.toString()).toBe('a record');
  });

  it('leaves a buffer of which the bytes are a small part', () => {
    const whole = new Uint8Array(1024 * 1024).fill(7);
    freeBytes(whole.subarray(0, 100_000));
    expect(whole[500_000]).toBe(7);
  });
});
