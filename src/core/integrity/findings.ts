import type { Chain, ChainItem } from './chains';
import type { Integrity } from './check';
import { objectName } from './digest-facts';
import type { Finding } from './finding';
import { FindingGroups } from './finding-groups';
import type { FindingGroup } from './finding-groups';
import { MissingKeys } from './missing-keys';
import { logName } from './object-name';
import { codeAt, verdictCode, VERDICTS, ofCode } from './verdict';
import type { VerdictCode } from './verdict';
import { digestOfRow, logWords } from './words';

/** Of each verdict so many findings are kept; the counts of their groups are complete. */
export const FINDINGS_KEPT = 10_000;

const NOTHING = {
  chain: null,
  account: null,
  region: null,
  trail: null,
  source: null,
  digest: null,
  object: null,
  from: null,
  to: null,
} as const;

/** What is wrong, missing or not proven, worst first. */
export interface Found {
  readonly findings: readonly Finding[];
  readonly groups: readonly FindingGroup[];
}

export function findingsOf(integrity: Integrity): readonly Finding[] {
  return found(integrity).findings;
}

/** The findings, and the same together that say the same of one account and region. */
export function found(integrity: Integrity): Found {
  const list = new FindingList();
  const keys = new MissingKeys();
  for (const { source, words } of integrity.broken) {
    const remedy = 'Fetch the object from S3 again and compare; keep both.';
    const kind = 'It cannot be read as a digest.';
    list.add({ ...NOTHING, code: 'invalid-format', about: 'digest', source, words, kind, remedy });
  }
  for (const [index, chain] of integrity.chains.entries()) {
    for (const item of chain.entries) chainFinding(integrity, index, chain, item, { list, keys });
  }
  for (const { digest, log, source } of integrity.logs.missing) {
    const by = integrity.digests[digest];
    const { account = null, region = null, delivered = null } = logName(log.key) ?? {};
    const words = `The digest ${by === undefined ? '' : objectName(by.digest)} lists it, the case does not hold it: it was not acquired, or it was deleted.`;
    const kind = 'A digest lists it, the case does not hold it: it was not acquired, or it was deleted.';
    const remedy =
      'Acquire it. If it is no longer in the bucket, it was deleted: look for its earlier versions and for DeleteObject in the logs of that bucket.';
    const where = { account, region, object: objectName(log), from: delivered, to: delivered };
    list.add({
      ...NOTHING,
      ...where,
      code: 'missing',
      about: 'log',
      source,
      digest: by?.source ?? null,
      words,
      kind,
      remedy,
    });
  }
  logFindings(integrity, { list, keys });
  for (const key of keys.all()) list.addFirst({ ...NOTHING, code: 'unverifiable', about: 'keys', ...key });
  return { findings: list.sorted(), groups: list.groups.sorted() };
}

class FindingList {
  readonly groups = new FindingGroups();
  private readonly byVerdict = new Map<string, Finding[]>(VERDICTS.map((verdict) => [verdict, []]));

  add(finding: Finding): void {
    const list = this.byVerdict.get(ofCode(finding.code).verdict);
    const isKept = list !== undefined && list.length < FINDINGS_KEPT;
    if (isKept) list.push(finding);
    this.groups.add(finding, isKept);
  }

  /** One that explains many others, and must not be left out. */
  addFirst(finding: Finding): void {
    const list = this.byVerdict.get(ofCode(finding.code).verdict) ?? [];
    list.unshift(finding);
    if (list.length > FINDINGS_KEPT) list.pop();
    this.groups.add(finding, true);
  }

  sorted(): Finding[] {
    return VERDICTS.flatMap((verdict) => this.byVerdict.get(verdict) ?? []);
  }
}

interface Gathered {
  readonly list: FindingList;
  /** What only lacks a public key is told once for the key. */
  readonly keys: MissingKeys;
}

function chainFinding(integrity: Integrity, index: number, chain: Chain, item: ChainItem, into: Gathered): void {
  const { list } = into;
  const { account, region, trail } = chain;
  const common = { ...NOTHING, chain: index, account, region, trail };
  if (item.kind === 'digest') {
    const facts = integrity.digests[item.digest];
    const judgement = integrity.judgements[item.digest];
    if (facts === undefined || judgement === undefined || judgement.verdict === 'valid') return;
    if (judgement.wantsKey !== undefined) return into.keys.addDigest(judgement.wantsKey, facts);
    const { source, digest } = facts;
    const { verdict, reason, words, remedy } = judgement;
    const time = { from: digest.start, to: digest.end };
    const code = verdictCode(verdict, reason);
    const kind = DIGEST_KINDS[code] ?? words;
    list.add({ ...common, ...time, code, about: 'digest', source, object: objectName(digest), words, kind, remedy });
    return;
  }
  // Told with the files that cannot be read.
  if (item.kind === 'broken') return;
  const said = chainItemWords(item);
  if (item.kind === 'gap') {
    const { from, to, after } = item;
    const digest = after === null ? null : (integrity.digests[after]?.source ?? null);
    return list.add({ ...common, code: 'gap', about: 'chain', digest, from, to, ...said });
  }
  const { object, statedBy, until: to } = item;
  const digest = integrity.digests[statedBy]?.source ?? null;
  if (item.kind === 'missing')
    return list.add({ ...common, code: 'missing', about: 'digest', digest, object, to, ...said });
  list.add({ ...common, code: 'not-checked', about: 'chain', digest, object, to, ...said });
}

/** What is said of several digests alike, where the words of each name it or what it names. */
const DIGEST_KINDS: Partial<Readonly<Record<VerdictCode, string>>> = {
  'invalid-moved': 'Its content is what AWS signed, but it was found elsewhere than AWS delivered it.',
  'invalid-unknown-key':
    'It names a public key that is not among those of its region and time: it is not AWS that signed it.',
  'invalid-format': 'It is not as AWS describes digests, or its file is not as AWS delivers it.',
};

/** What a missing digest, a gap or the beginning of what the case holds of a chain means. */
export function chainItemWords(item: Extract<ChainItem, { kind: 'missing' | 'before' | 'gap' }>): {
  words: string;
  kind?: string;
  remedy: string;
} {
  if (item.kind === 'missing') {
    const words = 'The digest after it names this digest; the case does not hold it.';
    return {
      words,
      remedy: 'Acquire it. If it is no longer in the bucket, it was deleted: look for its earlier versions.',
    };
  }
  if (item.kind === 'before') {
    const words = `The chain goes on before: ${item.object}. The case does not hold that digest, so what was delivered then is not known.`;
    return {
      words,
      kind: 'The chain goes on before the first digest that the case holds: what was delivered then is not known.',
      remedy:
        'If that time matters, acquire it. If it is no longer in the bucket, it was deleted, maybe with its log files.',
    };
  }
  const length = durationText(item.to - item.from);
  if (item.cause === 'restart') {
    const anew =
      'no digest covers this trail, and then its chain of digests begins anew: logging or validation was turned off and on again.';
    return {
      words: `For ${length} ${anew}`,
      kind: `For a time ${anew}`,
      remedy: 'Look for StopLogging, StartLogging, UpdateTrail and DeleteTrail around this time.',
    };
  }
  const hours = Math.max(1, Math.round((item.to - item.from) / 3600));
  const lost = `about ${String(hours)} ${hours === 1 ? 'digest is' : 'digests are'} missing, as AWS writes one an hour`;
  const unlinked = 'the digests before and after are linked, but their times are not';
  const covers = 'no digest of the case covers this trail';
  return {
    words: `For ${length} ${covers}: ${item.cause === 'missing' ? lost : unlinked}.`,
    kind: `For a time ${covers}: ${item.cause === 'missing' ? 'digests are missing, as AWS writes one an hour' : unlinked}.`,
    remedy: 'Acquire the digests of this time. What was logged in it cannot be proven complete without them.',
  };
}

/** Such as `2 h 5 min`. @param seconds not negative */
export function durationText(seconds: number): string {
  if (seconds < 60) return `${String(seconds)} s`;
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.round((seconds % 3600) / 60)];
  if (hours === 0) return `${String(minutes)} min`;
  return minutes === 0 ? `${String(hours)} h` : `${String(hours)} h ${String(minutes)} min`;
}

function logFindings(integrity: Integrity, { list, keys }: Gathered): void {
  const { table, logs, digests, judgements } = integrity;
  for (let row = 0; row < table.rows; row += 1) {
    const code = codeAt(logs.codes[row]);
    // Missing ones are listed by what the digests say of them.
    if (!table.isLog(row) || code === 'valid' || code === 'not-checked' || code === 'missing') continue;
    const by = digestOfRow(integrity, row);
    const key = code !== 'unverifiable' || by === undefined ? undefined : judgements[by]?.wantsKey;
    if (key !== undefined) {
      keys.addLog(key);
      continue;
    }
    const place = table.places[table.placeAt(row)];
    const { account = null, region = null } = place ?? {};
    const from = place === undefined ? null : table.hour(row) * 3600;
    const digest = by === undefined ? null : (digests[by]?.source ?? null);
    const { words, kind, remedy } = logWords(code, integrity, row);
    const time = { from, to: from === null ? null : from + 3600 };
    list.add({
      ...NOTHING,
      ...time,
      account,
      region,
      code,
      about: 'log',
      source: table.no(row),
      digest,
      words,
      kind,
      remedy,
    });
  }
}
