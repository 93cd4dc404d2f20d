import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { expandArchive } from '../../src/main/archives/expand';
import { ARCHIVE_LIMITS, ArchiveBudget, type ArchiveLimits } from '../../src/main/archives/limits';
import type { ArchiveFault } from '../../src/main/archives/member';

export interface Expanded {
  /** Text of each member by its path. */
  readonly members: Readonly<Record<string, string>>;
  readonly modified: readonly (string | null)[];
  /** Path and reason of each fault and finding of members that were read. */
  readonly told: readonly string[];
  /** The same as they are. */
  readonly messages: readonly string[];
  readonly faults: readonly ArchiveFault[];
}

export interface ExpandingOptions {
  readonly limits?: ArchiveLimits;
  readonly gzip?: boolean;
  readonly sha256?: string;
  /** The archive lies in a file with other bytes around it. */
  readonly inPack?: boolean;
}

/** Expands an archive in a folder of its own, and sees to it that no temporary file is left. */
export async function expanded(bytes: Uint8Array, options: ExpandingOptions = {}): Promise<Expanded> {
  const { limits = ARCHIVE_LIMITS, gzip = bytes[0] === 0x1f } = options;
  const folder = mkdtempSync(join(tmpdir(), 'trailbench-archives-'));
  try {
    const path = join(folder, 'archive');
    const before = options.inPack === true ? 700 : 0;
    writeFileSync(path, Buffer.concat([Buffer.alloc(before, 1), bytes, Buffer.alloc(before, 2)]));
    let spools = 0;
    const batches = expandArchive({
      range: { path, offset: before, length: bytes.length },
      sha256: options.sha256 ?? createHash('sha256').update(bytes).digest('hex'),
      gzip,
      limits,
      budget: new ArchiveBudget(limits, bytes.length),
      spoolPath: () => join(folder, `spool-${String((spools += 1))}`),
    });
    const all = await gathered(batches);
    expect(readdirSync(folder)).toEqual(['archive']);
    return all;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function gathered(batches: ReturnType<typeof expandArchive>): Promise<Expanded> {
  const members: Record<string, string> = {};
  const modified: (string | null)[] = [];
  const told: string[] = [];
  const messages: string[] = [];
  const faults: ArchiveFault[] = [];
  for await (const batch of batches) {
    const read = new Map<string, Buffer>();
    for (const { path: name, range, fault, findings, ...member } of batch.members) {
      const file = read.get(range.path) ?? readFileSync(range.path);
      read.set(range.path, file);
      members[name] = file.subarray(range.offset, range.offset + range.length).toString();
      modified.push(member.modified);
      for (const { reason, message } of fault === undefined ? findings : [fault, ...findings]) {
        told.push(`${name}: ${reason}`);
        messages.push(message);
      }
    }
    faults.push(...batch.faults);
    await batch.spool?.remove();
  }
  return { members, modified, told, messages, faults };
}

/** Path and reason of each fault. */
export function reasonsOf({ faults }: Pick<Expanded, 'faults'>): string[] {
  return faults.map(({ path, reason }) => `${path}: ${reason}`);
}
