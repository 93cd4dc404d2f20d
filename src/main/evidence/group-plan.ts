import type { Manifest, StoredAt } from '../cases/manifest';
import type { UnfinishedLine } from './new-source';

/** A source that waits to be stored with others. */
export interface QueuedSource {
  readonly line: UnfinishedLine;
  /** To be packed; undefined where they are an object already, or where there are none. */
  readonly bytes: Uint8Array | undefined;
}

/** A source that gets a manifest line of its own. */
export interface Fresh<W extends QueuedSource> {
  readonly waiting: W;
  readonly line: UnfinishedLine;
  /** Number of the newest source under the same address, whose bytes are others. */
  readonly supersedes: number | undefined;
}

/** What is to be done about each of a group, in the order of the group. */
export interface GroupPlan<W extends QueuedSource> {
  readonly fresh: readonly Fresh<W>[];
  /** The case has the very same already, or the group itself does: `same` is its number. */
  readonly known: readonly { readonly waiting: W; readonly same: number }[];
  /** Bytes that are not kept yet, each once. */
  readonly pack: readonly { readonly sha256: string; readonly bytes: Uint8Array }[];
}

/** What of a group is new, and which bytes are not kept yet. */
export function planGroup<W extends QueuedSource>(group: readonly W[], manifest: Manifest): GroupPlan<W> {
  const fresh: Fresh<W>[] = [];
  const known: { waiting: W; same: number }[] = [];
  const pack: { sha256: string; bytes: Uint8Array }[] = [];
  const packed = new Set<string>();
  /** By key: the sources of this very group, newest last. */
  const here = new Map<string, UnfinishedLine[]>();
  for (const waiting of group) {
    const { line, bytes } = waiting;
    const key = `${line.uri}\0${line.member ?? ''}`;
    const mates = here.get(key) ?? [];
    const before = manifest.lookUp(line.uri, line.sha256 ?? '', line.member);
    const newest = mates.at(-1) ?? before.newest;
    const same = sameAs(line, mates, newest) ?? before.same?.no;
    if (same !== undefined) {
      known.push({ waiting, same });
      continue;
    }
    // What could not be read has no other bytes than before: it has none.
    fresh.push({ waiting, line, supersedes: line.sha256 === null ? undefined : newest?.no });
    here.set(key, [...mates, line]);
    if (bytes === undefined || line.sha256 === null) continue;
    if (packed.has(line.sha256) || manifest.keeping(line.sha256) !== undefined) continue;
    packed.add(line.sha256);
    pack.push({ sha256: line.sha256, bytes });
  }
  return { fresh, known, pack };
}

/** Among the sources of the same group; a failure is the same as the one just before it. */
function sameAs(
  line: UnfinishedLine,
  mates: readonly UnfinishedLine[],
  newest: { readonly no: number; readonly kind: string; readonly sha256: string | null } | undefined,
): number | undefined {
  if (line.sha256 !== null) return mates.find(({ sha256 }) => sha256 === line.sha256)?.no;
  return newest?.kind === 'failed' && newest.sha256 === null ? newest.no : undefined;
}

/** Where a source's bytes are, once those of its group are packed; null where it has none. */
export function placeOf(
  line: UnfinishedLine,
  stored: ReadonlyMap<string, StoredAt>,
  manifest: Manifest,
): StoredAt | null {
  if (line.sha256 === null) return null;
  return stored.get(line.sha256) ?? manifest.keeping(line.sha256)?.stored ?? null;
}
