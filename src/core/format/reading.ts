import type { Reject, SourceKind } from './format';
import { otherKind } from './other-kinds';

/**
 * How a source ended: all of it was read; some of its records were; it is another kind of thing, which is known; or it
 * is not known what it holds, or nothing of it could be read.
 */
export const READINGS = ['read', 'partly', 'other', 'unknown'] as const;
export type Reading = (typeof READINGS)[number];

export interface ReadSource {
  readonly kind: SourceKind | 'failed';
  /** Which of the kinds that are known; see `other-kinds`. */
  readonly what?: string | null | undefined;
  /** Records that became events. */
  readonly events: number;
  /** Quarantine entries. */
  readonly rejected: number;
}

/** By itself; of an archive its members have a say besides: see `archiveReading`. */
export function readingOf({ kind, what, events, rejected }: ReadSource): Reading {
  switch (kind) {
    case 'cloudtrail':
      return rejected === 0 ? 'read' : events > 0 ? 'partly' : 'unknown';
    case 'archive':
      return rejected === 0 ? 'read' : 'partly';
    case 'failed':
      return 'unknown';
    case 'digest':
    case 'config':
      return 'other';
    case 'empty':
      return rejected === 0 ? 'other' : 'unknown';
    default:
      // Damage leaves open what more there is.
      return rejected > 0 || what === undefined || what === null ? 'unknown' : 'other';
  }
}

/** Kinds that are known by themselves. */
const ITSELF: ReadonlySet<string> = new Set(['digest', 'config', 'empty']);

/**
 * @param own how the archive was read by itself
 * @param lacks some of its members could not be had @param gives others could
 */
export function archiveReading(own: Reading, lacks: boolean, gives: boolean): Reading {
  if (own === 'read' && !lacks) return own;
  return gives ? 'partly' : 'unknown';
}

/** Why an archive was not read whole, where nothing of it itself was quarantined. */
export const LACKS_MEMBERS = 'Not all that it holds could be read: each such member is told by itself.';

export interface KindOf {
  readonly kind: string;
  readonly what?: string | null | undefined;
}

/** The id of its kind; undefined where it is none that is known. */
export function kindIdOf({ kind, what }: KindOf): string | undefined {
  return ITSELF.has(kind) ? kind : (what ?? undefined);
}

/** What a source without events is, to stand behind "it is", and what to do to have its events. */
export function whatItIs(source: KindOf): { readonly label: string; readonly remedy?: string } {
  const id = kindIdOf(source);
  const known = id === undefined ? undefined : otherKind(id);
  if (known !== undefined) return known;
  if (id !== undefined) return { label: 'of a kind that a newer version of the program named' };
  const what = source.kind === 'json' ? 'JSON' : source.kind === 'text' ? 'text' : 'binary data';
  return { label: `${what} in which no record of CloudTrail was found` };
}

/** Why a source without quarantine entries gave no events, in sentences. */
export function whyNoEvents(source: KindOf): string {
  const { label, remedy } = whatItIs(source);
  if (kindIdOf(source) === undefined) return `It is ${label}: look at it by hand.`;
  return `It is ${label}.${remedy === undefined ? '' : ` ${remedy}`}`;
}

/** Why a source was not read whole: what was quarantined first, and how much more. */
export function whyPartly(
  first: Pick<Reject, 'message' | 'offset'> & { readonly line?: number | undefined },
  rejected: number,
): string {
  const line = first.line === undefined ? '' : `Line ${String(first.line)}, byte ${String(first.offset)}: `;
  return `${line}${first.message}${rejected > 1 ? ` And ${String(rejected - 1)} more.` : ''}`;
}
