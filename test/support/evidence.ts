import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Manifest } from '../../src/main/cases/manifest';
import { EvidenceStore } from '../../src/main/evidence/evidence-store';
import type { EvidenceStoreOptions, NewSource } from '../../src/main/evidence/evidence-store';

export function sha(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export function sourceOf(no: number, uri: string, bytes: Uint8Array, more: Partial<NewSource> = {}): NewSource {
  return {
    no,
    uri,
    size: bytes.length,
    modified: '2024-01-01T00:00:00.000Z',
    sha256: sha(bytes),
    compression: 'none',
    inflatedSize: bytes.length,
    inflatedSha256: sha(bytes),
    kind: 'cloudtrail',
    format: 'records',
    records: 1,
    rejected: 0,
    rejects: [],
    ...more,
  };
}

export function gzipped(no: number, uri: string, stored: Uint8Array, inflated: Uint8Array): NewSource {
  const more = { compression: 'gzip' as const, inflatedSize: inflated.length, inflatedSha256: sha(inflated) };
  return sourceOf(no, uri, stored, more);
}

export interface Pair {
  readonly manifest: Manifest;
  readonly store: EvidenceStore;
}

export async function openPair(root: string, more: Partial<EvidenceStoreOptions> = {}): Promise<Pair> {
  mkdirSync(join(root, 'evidence'), { recursive: true });
  const { writable = true, disk } = more;
  const path = join(root, 'evidence', 'manifest.jsonl');
  const manifest = await Manifest.open({ path, writable, create: true, ...(disk === undefined ? {} : { disk }) });
  const store = await EvidenceStore.open({
    folder: join(root, 'evidence'),
    manifest,
    writable,
    sound: manifest.whole,
    by: 'me',
    tool: 'Trailbench 0',
    ...more,
  });
  return { manifest, store };
}

export async function closePair({ manifest, store }: Pair): Promise<void> {
  await store.close();
  await manifest.close();
}

export function pack(root: string, number = 1): string {
  return join(root, 'evidence', 'packs', `${String(number).padStart(4, '0')}.tar`);
}

export function listTar(path: string): string[] {
  return execFileSync('tar', ['tf', path], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
    .split('\n')
    .filter((name) => name !== '');
}

export async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts);
}
