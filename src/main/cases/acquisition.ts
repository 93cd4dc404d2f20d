import type { Json } from '../../core/event/json';
import type { Ledger, LedgerLine } from './ledger';

/** An import that was begun. */
export interface AcquisitionState {
  /** Where it takes from: `local`, or a kind of acquisition from AWS. */
  readonly what: string;
  /** The rest of what the ledger was told when it was begun. */
  readonly details: Readonly<Record<string, unknown>>;
  /** Counts from 1 in the case. */
  readonly id: number;
  /** Files and folders as they were given. */
  readonly paths: readonly string[];
  /** When it was begun, ISO 8601 UTC. */
  readonly since: string;
  /** The user who began it, and the machine; self-asserted, null in ledgers of versions that did not say. */
  readonly by: string;
  readonly host: string | null;
  /** SHA-256 (hex) of the ledger's line that says so. */
  readonly line: string;
}

/** Numbers beyond are forged. */
const MOST = 1e9;

/** What the ledger says of acquisitions that were begun and neither finished nor cancelled, oldest first. */
export function unfinishedAcquisitions({ entries, heads }: Pick<Ledger, 'entries' | 'heads'>): AcquisitionState[] {
  const open = new Map<number, AcquisitionState>();
  for (const [position, entry] of entries.entries()) {
    const { action, details } = entry;
    const id = acquisitionOf(details);
    if (id === undefined) continue;
    if (action === 'acquire-started') open.set(id, startedAcquisition(id, entry, heads[position] ?? ''));
    else if (action === 'acquire-finished' || action === 'acquire-cancelled') open.delete(id);
  }
  return [...open.values()];
}

/** What a ledger line says of an acquisition that was begun. @param line its SHA-256, hex */
export function startedAcquisition(
  id: number,
  { details, at, actor }: Pick<LedgerLine, 'details' | 'at' | 'actor'>,
  line: string,
): AcquisitionState {
  const { what, host } = details;
  return {
    id,
    what: typeof what === 'string' ? what : 'local',
    paths: texts(details['paths']),
    since: at,
    by: actor,
    host: typeof host === 'string' ? host : null,
    line,
    details,
  };
}

/** The number that a ledger line is about; undefined for what is none that this program gives. */
export function acquisitionOf(details: Readonly<Record<string, unknown>>): number | undefined {
  const id = details['acquisition'];
  return typeof id === 'number' && Number.isInteger(id) && id >= 1 && id <= MOST ? id : undefined;
}

/** The number of the next acquisition. */
export function nextAcquisition(entries: readonly LedgerLine[]): number {
  let highest = 0;
  for (const { details } of entries) {
    highest = Math.max(highest, acquisitionOf(details) ?? 0);
  }
  return highest + 1;
}

/** Whether two imports are of the same files and folders, named in the same order. */
export function samePaths(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((one, place) => one === others[place]);
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

/** An import that is going on in this session. Exactly one of the three ends it. */
export interface Acquisition extends AcquisitionState {
  /** Everything was read: with counts for the ledger. */
  finish(details: Readonly<Record<string, Json>>): Promise<void>;
  /** The analyst gave it up; what was stored stays. */
  cancel(details: Readonly<Record<string, Json>>): Promise<void>;
  /** It stopped, by a failure or because the case is closed, and is to go on later: nothing is written. */
  suspend(): void;
}
