import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { INFLATE_LIMITS, type InflateLimits } from './limits';
import { streamSource, type StreamResult } from './source-stream';
import { StoredBytes } from '../files/stored-bytes';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trailbench-stream-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

interface Streamed extends StreamResult {
  readonly inflated: Buffer;
  readonly copied: Buffer;
}

let files = 0;
async function stream(
  bytes: Uint8Array,
  options: { limits?: InflateLimits; known?: readonly string[]; expected?: string } = {},
): Promise<Streamed> {
  files += 1;
  const path = join(folder, String(files));
  writeFileSync(path, bytes);
  const stored = StoredBytes.open({ path, offset: 0, length: undefined });
  const inflated: Buffer[] = [];
  const copied: Buffer[] = [];
  try {
    const result = await streamSource(stored, {
      limits: INFLATE_LIMITS,
      small: SMALL,
      onInflated: (chunk) => inflated.push(Buffer.from(chunk)),
      onStored: (chunk) => copied.push(Buffer.from(chunk)),
      between: () => Promise.resolve(),
      hashInflated: true,
      ...options,
    });
    return { ...result, inflated: Buffer.concat(inflated), copied: Buffer.concat(copied) };
  } finally {
    stored.close();
    rmSync(path);
  }
}

/** Text that does not compress to nothing, so that damage and chunks fall somewhere in it. */
function noise(bytes: number, seed = 1): Buffer {
  const buffer = Buffer.alloc(bytes);
  let state = seed;
  for (let i = 0; i < bytes; i += 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    buffer[i] = 97 + ((state >>> 16) % 26);
  }
  return buffer;
}

/** Sources over SMALL stream; LARGE ones do so in several chunks, compressed too. */
const SMALL = 256 * 1024;
const LARGE = 2 * 1024 * 1024;

describe('streamSource', () => {
  it('hashes stored and inflated bytes of plain and gzip sources, small and large', async () => {
    for (const size of [0, 1, 1000, LARGE]) {
      const plain = noise(size);
      for (const stored of [plain, gzipSync(plain, { level: 1 })]) {
        const found = await stream(stored);
        expect(found.sha256).toBe(sha256(stored));
        expect(found.inflatedSha256).toBe(sha256(plain));
        expect(found.inflated.equals(plain)).toBe(true);
        expect(found).toMatchObject({ size: stored.length, inflatedSize: size, fault: undefined, findings: [] });
        expect(found.gzip).toBe(stored !== plain);
        if (stored.length >= SMALL) expect(found.copied.equals(stored)).toBe(true);
        else expect(Buffer.from(found.stored ?? []).equals(stored)).toBe(true);
      }
    }
  });

  it('reads all members of a gzip source, whatever their sizes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 3000 }), { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        async (members, padded) => {
          const whole = Buffer.concat(members);
          const gz = Buffer.concat([...members.map((member) => gzipSync(member)), Buffer.alloc(padded ? 700 : 0)]);
          const found = await stream(gz);
          expect(found.inflated.equals(whole)).toBe(true);
          expect(found.fault).toBeUndefined();
          expect(found.findings.map((finding) => finding.reason)).toEqual(padded ? ['trailing'] : []);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('reads members with names, comments and extra fields, also across chunks', async () => {
    const body = gzipSync('inflated').subarray(10);
    const extra = noise(40_000);
    const header = Buffer.from([
      0x1f,
      0x8b,
      8,
      4 | 8 | 16 | 2,
      0,
      0,
      0,
      0,
      0,
      3,
      extra.length & 255,
      extra.length >> 8,
    ]);
    const text = Buffer.from('name\0comment\0');
    const member = Buffer.concat([header, extra, text, Buffer.from([0, 0]), body]);
    expect((await stream(Buffer.concat([member, member]))).inflated.toString()).toBe('inflatedinflated');
    const large = Buffer.concat([gzipSync(noise(LARGE), { level: 1 }), member]);
    expect((await stream(large)).inflated.subarray(LARGE).toString()).toBe('inflated');
  });

  it('takes bytes behind the last member for a finding, and tells padding from other bytes', async () => {
    for (const size of [100, LARGE]) {
      const gz = gzipSync(noise(size), { level: 1 });
      const garbage = await stream(Buffer.concat([gz, Buffer.from('not gzip')]));
      expect(garbage.inflated.length).toBe(size);
      expect(garbage.fault).toBeUndefined();
      expect(garbage.findings[0]?.message).toContain(
        `8 bytes that are no gzip member follow the gzip data, from byte ${gz.length}`,
      );
      const half = await stream(Buffer.concat([gz, Buffer.from([0x1f, 0x8b])]));
      expect(half.findings[0]?.message).toContain('2 bytes that are no gzip member');
      const padded = await stream(Buffer.concat([gz, Buffer.alloc(512)]));
      expect(padded.findings[0]?.message).toContain('512 zero bytes of padding');
    }
  });

  it('keeps all that a truncated gzip source inflates to', async () => {
    for (const size of [200_000, LARGE]) {
      const plain = noise(size);
      const gz = gzipSync(plain, { level: 1 });
      const found = await stream(gz.subarray(0, gz.length / 2));
      expect(found.fault?.reason).toBe('truncated');
      expect(found.inflated.length).toBeGreaterThan(size * 0.4);
      expect(plain.subarray(0, found.inflated.length).equals(found.inflated)).toBe(true);
      const withoutTrailer = await stream(gz.subarray(0, gz.length - 3));
      expect(withoutTrailer.fault?.reason).toBe('truncated');
      expect(withoutTrailer.inflated.equals(plain)).toBe(true);
    }
  });

  it('keeps what comes before damage, to within a few bytes', async () => {
    for (const size of [200_000, LARGE]) {
      const plain = noise(size);
      // Stored blocks: their headers are easy to find, and a wrong one is damage just there.
      const gz = Buffer.from(gzipSync(plain, { level: 0 }));
      let at = 10;
      let good = 0;
      while (good < size / 2) {
        const length = gz.readUInt16LE(at + 1);
        good += length;
        at += 5 + length;
      }
      gz.writeUInt16LE(0, at + 3);
      const found = await stream(gz);
      expect(found.fault?.reason).toBe('gzip');
      expect(found.fault?.message).toContain('damaged near byte');
      expect(found.inflated.length).toBeGreaterThanOrEqual(good - 64);
      expect(plain.subarray(0, found.inflated.length).equals(found.inflated)).toBe(true);
    }
  });

  it('reports a wrong checksum and reads on', async () => {
    const gz = Buffer.from(gzipSync('first'));
    gz[gz.length - 6] = (gz[gz.length - 6] ?? 0) ^ 1;
    const found = await stream(Buffer.concat([gz, gzipSync('second')]));
    expect(found.inflated.toString()).toBe('firstsecond');
    expect(found.findings).toMatchObject([{ reason: 'gzip', offset: 0, length: 5 }]);
  });

  it('stops a bomb by its ratio once enough has been inflated', async () => {
    const limits = { ratio: 200, ratioFrom: 1024 * 1024, size: INFLATE_LIMITS.size };
    const found = await stream(gzipSync(Buffer.alloc(64 * 1024 * 1024)), { limits });
    expect(found.fault?.reason).toBe('inflates-too-far');
    expect(found.inflated.length).toBeLessThanOrEqual(limits.ratioFrom);
    expect(found.inflatedSize).toBe(found.inflated.length);
  });

  it('lets the same ratio pass below the size from which it counts', async () => {
    const found = await stream(gzipSync(Buffer.alloc(32 * 1024 * 1024)));
    expect(found.fault).toBeUndefined();
    expect(found.inflatedSize).toBe(32 * 1024 * 1024);
  });

  it('stops at the largest size, of gzip and plain sources', async () => {
    const limits = { ratio: 200, ratioFrom: INFLATE_LIMITS.ratioFrom, size: LARGE / 2 };
    for (const stored of [noise(LARGE), gzipSync(noise(LARGE), { level: 1 })]) {
      const found = await stream(stored, { limits });
      expect(found.fault?.reason).toBe('inflates-too-far');
      expect(found.inflated.length).toBeLessThan(limits.size);
      expect(found.sha256).toBe(sha256(stored));
      expect(found.copied.equals(stored)).toBe(true);
    }
  });

  it('hashes known and unexpected sources without reading them', async () => {
    for (const size of [100, LARGE]) {
      const bytes = noise(size);
      const known = await stream(bytes, { known: [sha256(bytes)] });
      expect(known).toMatchObject({ read: false, sha256: sha256(bytes) });
      expect(known.inflated.length).toBe(0);
      expect(await stream(bytes, { expected: '00' })).toMatchObject({ read: false });
      expect((await stream(bytes, { known: ['00'] })).inflated.length).toBe(size);
      expect((await stream(bytes, { expected: sha256(bytes) })).inflated.length).toBe(size);
    }
  });

  it('never throws for random damage, and never gives out more than is there', async () => {
    const plain = noise(50_000);
    const gz = gzipSync(plain);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(gz.length - 1), fc.nat(255)), { maxLength: 4 }),
        fc.nat(gz.length),
        async (changes, cut) => {
          const damaged = Buffer.from(gz);
          for (const [at, value] of changes) damaged[at] = value;
          const found = await stream(damaged.subarray(0, cut));
          expect(found.sha256).toBe(sha256(damaged.subarray(0, cut)));
          expect(found.inflatedSize).toBe(found.inflated.length);
          expect(found.inflatedSha256).toBe(sha256(found.inflated));
          const whole = found.inflated.equals(plain);
          if (!whole && found.gzip)
            expect([found.fault, ...found.findings].some((fault) => fault !== undefined)).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});
