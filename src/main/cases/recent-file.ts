import { visibleJson } from '../../core/event/visible-json';
import { hash, randomBytes } from 'node:crypto';
import * as v from 'valibot';
import { caseSummary } from '../../contract/schemas';

export const RECENT_NAME = 'recent-cases.json';

const INDEX_BYTES = 16;
const shown = v.omit(caseSummary, ['present']);
/** 16 random bytes in hex: unlike a case id, which named the index before, it has no dashes. */
const indexName = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/));

const recentCase = v.object({
  ...shown.entries,
  /** SHA-256 (hex) of the case's key; null for a case without one. */
  fingerprint: v.nullable(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))),
  /** Names the case's index in the window's profile. */
  index: indexName,
  /** Rises with each folder that comes onto the list: of a case and its copies, the first is the original. */
  no: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
});
/** One case folder that this user has had open. Of `id` and `path` together there is one. */
export type RecentCase = v.InferOutput<typeof recentCase>;

const newest = v.object({ version: v.literal(2), cases: v.array(recentCase) });
const first = v.object({ version: v.literal(1), cases: v.array(shown) });

export function newIndexName(): string {
  return randomBytes(INDEX_BYTES).toString('hex');
}

/** Reads the list of this version, or of the one before; undefined for anything else. */
export function readRecent(bytes: Uint8Array): RecentCase[] | undefined {
  const value = parseJson(bytes);
  const now = v.safeParse(newest, value);
  if (now.success) return now.output.cases;
  const before = v.safeParse(first, value);
  if (!before.success) return undefined;
  // Their cases have no key, and their indexes had the id for a name. Not a random one, since nothing is written here.
  return before.output.cases.map((one, at) => {
    const index = hash('sha256', `index of ${one.id}`).slice(0, 2 * INDEX_BYTES);
    return { ...one, fingerprint: null, index, no: before.output.cases.length - at };
  });
}

export function writeRecent(cases: readonly RecentCase[]): Buffer {
  return Buffer.from(`${visibleJson({ version: 2, cases }, 2)}\n`);
}

/** Undefined for what is no JSON. */
function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined;
    throw cause;
  }
}
