import * as v from 'valibot';
import { INVALID_REASONS, VERDICTS } from '../core/integrity/verdict';
import { ERROR_CODES } from './errors';
import { listOf } from './list';
import { integrityProblem } from './schemas';

export * from './coverage';

/**
 * Integrity, coverage and custody of a case. Times are ISO 8601 UTC as text, or seconds since 1970 UTC as numbers, as
 * noted; hashes are hex. Sentences (`words`, `remedy`) may name objects: show them as text.
 */
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const isoTime = v.string();
const short = v.pipe(v.string(), v.maxLength(4_096));

export const verdict = v.picklist(VERDICTS);
/** Of `invalid` alone. */
export const invalidReason = v.picklist(INVALID_REASONS);

/** How many have which verdict; `invalid` is the sum of `reasons`. */
export const verdictCounts = v.object({
  valid: count,
  invalid: count,
  missing: count,
  gap: count,
  uncovered: count,
  unverifiable: count,
  'not-checked': count,
  reasons: v.object({
    hash: count,
    signature: count,
    'signature-missing': count,
    'unknown-key': count,
    moved: count,
    format: count,
    'trailing-data': count,
  }),
});
export type VerdictCounts = v.InferOutput<typeof verdictCounts>;

/** What the digests say of the log files, all in all. */
export const integrityAnswer = v.object({
  /** `proven`: everything is. `wrong`: something is invalid or missing. Else nothing is wrong, and not all is proven. */
  state: v.picklist(['proven', 'unproven', 'wrong']),
  /** Log files that are proven, of those held. */
  proven: count,
  of: count,
  /** What is not proven, and not wrong either: how many, and why ("no digest speaks of them"). */
  unproven: v.array(v.object({ about: v.picklist(['log', 'digest', 'gap']), count, why: v.string() })),
  words: v.string(),
});
export type IntegrityAnswer = v.InferOutput<typeof integrityAnswer>;

/** One line for the bar of the case. Asking for it checks what has not been checked yet. */
export const integritySummary = v.object({
  /** The worst of all verdicts, `not-checked` aside; `none`: the case has no digests, so there is nothing to check against. */
  worst: v.picklist(['valid', 'unverifiable', 'uncovered', 'gap', 'missing', 'invalid', 'none']),
  /** A sentence. */
  words: v.string(),
  answer: integrityAnswer,
  /** What to do about the worst; null where nothing is to be done. */
  remedy: v.nullable(v.string()),
  /** Of the log files that the case holds, and of those that digests list and it does not hold (`missing`). */
  logs: verdictCounts,
  /** Of the digests, of those missing, and of the gaps between them. */
  digests: verdictCounts,
  chains: count,
  /** Public keys known, and fingerprints that digests name and no key of the case has. */
  keys: count,
  keysWanted: v.array(v.string()),
  /** Sources that this speaks of; fewer than the case has while an import is running. */
  sources: count,
  current: v.boolean(),
  /** When it was checked. */
  at: isoTime,
});
export type IntegritySummary = v.InferOutput<typeof integritySummary>;

/** One chain of digests: of an account, region and trail; backfill digests form a chain of their own. */
export const digestChain = v.object({
  /** Names the chain in this session's routes. */
  no: count,
  account: v.string(),
  region: v.string(),
  trail: v.string(),
  homeRegion: v.string(),
  backfill: v.boolean(),
  /** From the first start to the last end; null where no digest has a readable time. */
  from: v.nullable(isoTime),
  to: v.nullable(isoTime),
  digests: count,
  counts: verdictCounts,
  /** Log files that its digests list. */
  logs: count,
});
export type DigestChain = v.InferOutput<typeof digestChain>;
export const digestChains = v.object({ chains: v.array(digestChain) });

/** An entry of a chain, oldest first: a digest, a missing one, or a gap. */
export const chainEntry = v.object({
  verdict,
  reason: v.nullable(invalidReason),
  /** Its source; null for a missing digest and for a gap. */
  source: v.nullable(count),
  /** Bucket and key as the digest, or the one after it, states them; null for a gap. */
  object: v.nullable(v.string()),
  start: v.nullable(isoTime),
  end: v.nullable(isoTime),
  /** What proves it. */
  proof: v.nullable(v.picklist(['own-signature', 'signature-in-next', 'hash-in-next'])),
  fingerprint: v.nullable(v.string()),
  /** Log files listed, and of those how many the case does not hold and how many contradict their hash. */
  logs: count,
  missing: count,
  invalid: count,
  words: v.string(),
  remedy: v.nullable(v.string()),
});
export type ChainEntry = v.InferOutput<typeof chainEntry>;
export const chainEntries = v.object({ total: count, entries: v.array(chainEntry) });

/** Something that is not as it should be, worst first. */
export const integrityFinding = v.object({
  verdict,
  reason: v.nullable(invalidReason),
  about: v.picklist(['log', 'digest', 'chain', 'keys']),
  account: v.nullable(v.string()),
  region: v.nullable(v.string()),
  trail: v.nullable(v.string()),
  chain: v.nullable(count),
  /** Sources of the case: the one it is about, and the digest that says so. */
  source: v.nullable(count),
  digest: v.nullable(count),
  object: v.nullable(v.string()),
  /** The time it concerns. */
  from: v.nullable(isoTime),
  to: v.nullable(isoTime),
  words: v.string(),
  remedy: v.nullable(v.string()),
});
export type IntegrityFinding = v.InferOutput<typeof integrityFinding>;
/** Of each verdict the first 10,000 findings are kept; `counts` counts them all. */
export const integrityFindings = v.object({
  total: count,
  counts: verdictCounts,
  findings: v.array(integrityFinding),
});

/** Findings that say the same of one account and region. */
export const findingGroup = v.object({
  /** Names the group in this session's routes. */
  no: count,
  verdict,
  reason: v.nullable(invalidReason),
  about: v.picklist(['log', 'digest', 'chain', 'keys']),
  account: v.nullable(v.string()),
  region: v.nullable(v.string()),
  /** "380 log files", "1 gap between digests". */
  title: v.string(),
  count,
  /** Of them so many are kept, to be listed. */
  listed: count,
  /** The time they concern, from the first to the last. */
  from: v.nullable(isoTime),
  to: v.nullable(isoTime),
  words: v.string(),
  /** What is said of all findings like these, whatever their account and region: groups of a kind follow each other. */
  kind: v.string(),
  /** Null also where it is another for each. */
  remedy: v.nullable(v.string()),
});
export type FindingGroup = v.InferOutput<typeof findingGroup>;
/** Worst first. */
export const findingGroups = v.object({ total: count, groups: v.array(findingGroup) });

/** What is known of one source. */
export const sourceProof = v.object({
  no: count,
  verdict,
  reason: v.nullable(invalidReason),
  /** Source number of the digest that it is judged by, and that digest's verdict. */
  digest: v.nullable(count),
  digestVerdict: v.nullable(verdict),
  /** Bucket and key of that digest, and the public key's fingerprint. */
  digestObject: v.nullable(v.string()),
  fingerprint: v.nullable(v.string()),
  /** What the digest lists and what the case holds; hex. */
  listedHash: v.nullable(v.string()),
  heldHash: v.nullable(v.string()),
  words: v.string(),
  remedy: v.nullable(v.string()),
});
export type SourceProof = v.InferOutput<typeof sourceProof>;

/** A line of the custody ledger. */
export const custodyLine = v.object({
  line: count,
  at: isoTime,
  /** User of the operating system: self-asserted. */
  actor: v.string(),
  tool: v.string(),
  action: v.string(),
  /** What was done, as a sentence, and as it is written. */
  words: v.string(),
  details: v.string(),
  /** Lines of manifest and journal that it vouches for. */
  manifest: count,
  journal: count,
  /** SHA-256 of the line: what the next one carries, and of the last one the head. */
  hash: v.string(),
});
export type CustodyLine = v.InferOutput<typeof custodyLine>;
export const custodyPage = v.object({
  total: count,
  /** Head hash: lodged elsewhere, it proves that nothing before was rewritten. */
  head: v.string(),
  lines: v.array(custodyLine),
});
export type CustodyPage = v.InferOutput<typeof custodyPage>;

/** Body of POST verify. */
export const verifyWish = v.object({
  /** A head hash that was lodged earlier; hex, any case. */
  head: v.optional(v.pipe(v.string(), v.trim(), v.regex(/^[0-9a-fA-F]{64}$/, 'is no SHA-256 in hex'))),
});

export const verifyProgress = v.object({
  phase: v.picklist(['logs', 'evidence', 'digests']),
  sourcesDone: count,
  sourcesTotal: count,
  /** Stored bytes. */
  bytesDone: count,
  bytesTotal: count,
});
export type VerifyProgressBody = v.InferOutput<typeof verifyProgress>;

/** What "verify everything" found: of the case, whether it is unchanged; of its log files, `summary.answer`. */
export const verified = v.object({
  /** Nothing is wrong: the case is unchanged, and nothing is invalid or missing. What is not proven is not wrong. */
  sound: v.boolean(),
  /** Stored bytes, manifest, ledger and journal are as they were written, and the head that was given is the ledger's. */
  unchanged: v.boolean(),
  caseWords: v.string(),
  /** Both answers. */
  words: v.string(),
  sources: count,
  bytes: count,
  /** Manifest, ledger, journal, and sources whose stored bytes are not what the manifest says. */
  problems: v.array(integrityProblem),
  /** More than the problems listed. */
  moreProblems: count,
  head: v.string(),
  /** Line of the ledger whose hash is the head that was given; 0 where no line has it; null where none was given. */
  headLine: v.nullable(count),
  summary: integritySummary,
  /** Entered in the ledger; not where the case is read-only. */
  entered: v.boolean(),
  at: isoTime,
});
export type Verified = v.InferOutput<typeof verified>;

/** Lines of the reply to POST verify (NDJSON); the last one is `done` or `failed`. Going away cancels. */
export const verifyMessage = v.variant('type', [
  v.object({ type: v.literal('progress'), progress: verifyProgress }),
  v.object({ type: v.literal('done'), verified }),
  v.object({
    type: v.literal('failed'),
    error: v.object({ code: v.picklist(ERROR_CODES), message: v.string(), details: v.optional(v.string()) }),
  }),
]);
export type VerifyMessage = v.InferOutput<typeof verifyMessage>;

/** Body of POST keys: files with public keys; they become sources of the case. */
export const addKeys = v.object({
  paths: v.optional(listOf(short, 10_000), []),
  uploads: v.optional(listOf(short, 10_000), []),
});
/** The keys found in the files given. Ask for the summary again when the import has ended. */
export const addedKeys = v.object({
  keys: v.array(
    v.object({ fingerprint: v.string(), from: v.nullable(isoTime), to: v.nullable(isoTime), file: v.string() }),
  ),
});
export type AddedKeys = v.InferOutput<typeof addedKeys>;
