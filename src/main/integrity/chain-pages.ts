import { TrailbenchError } from '../../contract/errors';
import type { ChainEntry, DigestChain } from '../../contract/integrity';
import type { Chain, ChainItem } from '../../core/integrity/chains';
import { countCodes } from '../../core/integrity/check';
import type { Integrity } from '../../core/integrity/check';
import { objectName } from '../../core/integrity/digest-facts';
import { chainItemWords } from '../../core/integrity/findings';
import { GET_AGAIN } from '../../core/integrity/judgement';
import { codeAt, ofCode, verdictCode } from '../../core/integrity/verdict';
import type { VerdictCode } from '../../core/integrity/verdict';
import { countsOf } from './summary';

/** All chains of digests of a case. */
export function chainList(integrity: Integrity): DigestChain[] {
  return integrity.chains.map((chain, no) => {
    const { account, region, trail, homeRegion, backfill, entries } = chain;
    const digests = entries.flatMap((item) => (item.kind === 'digest' ? (integrity.digests[item.digest] ?? []) : []));
    const times = digests.flatMap(({ digest: { start, end } }) => [start, end]).filter((time) => time !== null);
    const [from, to] = times.reduce<[number, number]>(
      ([low, high], time) => [Math.min(low, time), Math.max(high, time)],
      [Infinity, -Infinity],
    );
    return {
      ...{ no, account, region, trail, homeRegion, backfill },
      from: isoOf(from),
      to: isoOf(to),
      digests: digests.length,
      counts: countsOf(countCodes(entries.map((item) => codeOfItem(integrity, item)))),
      logs: digests.reduce((sum, { logs }) => sum + logs, 0),
    };
  });
}

function codeOfItem({ judgements }: Integrity, item: ChainItem): VerdictCode {
  if (item.kind === 'broken') return 'invalid-format';
  if (item.kind === 'before') return 'not-checked';
  if (item.kind !== 'digest') return item.kind;
  const judgement = judgements[item.digest];
  return judgement === undefined ? 'not-checked' : verdictCode(judgement.verdict, judgement.reason);
}

/**
 * Some entries of a chain, oldest first.
 * @throws TrailbenchError `not-found` for a number that is none, as after a new check
 */
export function chainEntries(
  integrity: Integrity,
  no: number,
  from: number,
  count: number,
): { total: number; entries: ChainEntry[] } {
  const chain: Chain | undefined = integrity.chains[no];
  if (chain === undefined) {
    throw new TrailbenchError('not-found', `There is no chain ${String(no)} any more: load the list of chains again.`);
  }
  const page = chain.entries.slice(from, from + count);
  const invalid = invalidLogs(integrity, new Set(page.flatMap((item) => (item.kind === 'digest' ? item.digest : []))));
  return { total: chain.entries.length, entries: page.map((item) => entryOf(integrity, item, invalid)) };
}

const NOTHING = {
  reason: null,
  source: null,
  proof: null,
  fingerprint: null,
  logs: 0,
  missing: 0,
  invalid: 0,
} as const;

function said(item: Parameters<typeof chainItemWords>[0]): Pick<ChainEntry, 'words' | 'remedy'> {
  const { words, remedy } = chainItemWords(item);
  return { words, remedy };
}

function entryOf(integrity: Integrity, item: ChainItem, invalid: ReadonlyMap<number, number>): ChainEntry {
  if (item.kind === 'gap') {
    const times = { start: isoOf(item.from), end: isoOf(item.to) };
    return { ...NOTHING, ...times, verdict: 'gap', object: null, ...said(item) };
  }
  if (item.kind === 'missing' || item.kind === 'before') {
    const end = item.until === null ? null : isoOf(item.until);
    const verdict = item.kind === 'missing' ? 'missing' : 'not-checked';
    return { ...NOTHING, verdict, object: item.object, start: null, end, ...said(item) };
  }
  if (item.kind === 'broken') return brokenEntry(integrity, item);
  const facts = integrity.digests[item.digest];
  const judgement = integrity.judgements[item.digest];
  if (facts === undefined || judgement === undefined) throw new RangeError(`no digest ${String(item.digest)}`);
  const { verdict, reason, proof, words, remedy } = judgement;
  const { digest, source, logs } = facts;
  return {
    ...{ verdict, reason, source, proof, words, remedy, logs },
    object: objectName(digest),
    start: digest.start === null ? null : isoOf(digest.start),
    end: digest.end === null ? null : isoOf(digest.end),
    fingerprint: digest.fingerprint === '' ? null : digest.fingerprint,
    missing: integrity.logs.missingOf[item.digest] ?? 0,
    invalid: invalid.get(item.digest) ?? 0,
  };
}

function brokenEntry(
  { broken }: Integrity,
  { broken: index, end }: Extract<ChainItem, { kind: 'broken' }>,
): ChainEntry {
  const digest = broken[index];
  if (digest === undefined) throw new RangeError(`no broken digest ${String(index)}`);
  const { source, found, words } = digest;
  const common = { ...NOTHING, source, object: found, words, remedy: GET_AGAIN };
  return { ...common, verdict: 'invalid', reason: 'format', start: null, end: end === null ? null : isoOf(end) };
}

/** By digest of those wanted: log files judged by it that contradict it. */
function invalidLogs({ logs }: Integrity, wanted: ReadonlySet<number>): Map<number, number> {
  const counts = new Map<number, number>();
  for (const [row, digest] of logs.digests.entries()) {
    if (!wanted.has(digest) || ofCode(codeAt(logs.codes[row])).verdict !== 'invalid') continue;
    counts.set(digest, (counts.get(digest) ?? 0) + 1);
  }
  return counts;
}

function isoOf(seconds: number): string | null {
  return Number.isFinite(seconds) ? new Date(seconds * 1000).toISOString() : null;
}
