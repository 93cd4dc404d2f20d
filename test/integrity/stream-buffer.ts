import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { INFLATE_LIMITS } from '../../src/main/streams/limits';
import { streamSource } from '../../src/main/streams/source-stream';
import type { StreamResult } from '../../src/main/streams/source-stream';
import { StoredBytes } from '../../src/main/files/stored-bytes';

/** Reads bytes as the program reads a source. */
export async function streamBuffer(bytes: Uint8Array): Promise<{ inflated: Uint8Array; result: StreamResult }> {
  const folder = mkdtempSync(join(tmpdir(), 'trailbench-test-'));
  try {
    const path = join(folder, 'source');
    writeFileSync(path, bytes);
    const stored = StoredBytes.open({ path, offset: 0, length: undefined });
    try {
      const parts: Uint8Array[] = [];
      const result = await streamSource(stored, {
        limits: INFLATE_LIMITS,
        onInflated: (chunk) => parts.push(new Uint8Array(chunk)),
        between: () => Promise.resolve(),
        hashInflated: true,
      });
      return { inflated: Buffer.concat(parts), result };
    } finally {
      stored.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
