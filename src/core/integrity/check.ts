import { AddedLogs } from './added-logs';
import { buildChains } from './chains';
import type { Chain, ChainItem, WasChosen } from './chains';
import { excuseCopies } from './copies';
import type { ListedLog } from './digest';
import type { BrokenDigest, DigestFacts, Judgement, KeyKnowledge, SignatureCheck } from './digest-facts';
import { judgeDigests } from './judge-digests';
import { LogMatcher } from './log-verdicts';
import type { LogVerdicts } from './log-verdicts';
import type { SourceTable } from './source-table';
import { codeAt, numberOf, ofCode, VERDICT_CODES, verdictCode } from './verdict';
import type { VerdictCode } from './verdict';

/** How many have each verdict. */
export type CodeCounts = Readonly<Record<VerdictCode, number>>;

/** What the digests of a case prove. */
export interface Integrity {
  readonly table: SourceTable;
  readonly digests: readonly DigestFacts[];
  /** In the order of the digests. */
  readonly judgements: readonly Judgement[];
  readonly broken: readonly BrokenDigest[];
  readonly chains: readonly Chain[];
  readonly logs: LogVerdicts & {
    /** Log files that no digest lists though proven ones cover their time; each is marked. */
    readonly added: number;
  };
  /** Of log files held, and of those missing. */
  readonly logCounts: CodeCounts;
  /** Of digests held, of missing ones and of gaps. */
  readonly digestCounts: CodeCounts;
  /** Fingerprints that digests name and for which there is no key. */
  readonly keysWanted: readonly string[];
}

/** What else is known of a case. */
export interface CheckKnowledge {
  /** What lists of public keys tell. */
  readonly keys?: KeyKnowledge;
  readonly wasChosen?: WasChosen;
}

/** Gathers the digests of a case one by one; memory grows with their number, not with what they list. */
export class IntegrityCheck {
  private readonly digests: DigestFacts[] = [];
  private readonly broken: BrokenDigest[] = [];
  private readonly matcher: LogMatcher;
  private readonly seen = new Set<string>();

  /** @param table every source, before the first digest is added */
  constructor(private readonly table: SourceTable) {
    this.matcher = new LogMatcher(table);
  }

  add(facts: DigestFacts, logs: readonly ListedLog[]): void {
    this.digests.push(facts);
    // Copies of a digest list the same log files.
    if (this.seen.has(facts.sha256)) return;
    this.seen.add(facts.sha256);
    this.matcher.add(this.digests.length - 1, logs);
  }

  addBroken(broken: BrokenDigest): void {
    this.broken.push(broken);
  }

  /** Judges all that was gathered. */
  finish(check: SignatureCheck, { keys, wasChosen = () => false }: CheckKnowledge = {}): Integrity {
    const { table, digests, broken } = this;
    const judgements = judgeDigests(digests, check, keys);
    const matched = this.matcher.verdicts(bestOfCopies(digests, judgements));
    excuseCopies(table, matched);
    const logs = { ...matched, added: new AddedLogs(table, digests, judgements).mark(matched) };
    const chains = buildChains(digests, judgements, { broken, wasChosen });
    const digestCodes = [
      ...judgements.map(({ verdict, reason }) => verdictCode(verdict, reason)),
      ...broken.map(() => 'invalid-format' as const),
      ...chains.flatMap(({ entries }) => entries.flatMap(lackOf)),
    ];
    const logCounts = countLogs(table, logs);
    for (const [index, { source }] of digests.entries()) {
      const row = table.row(source);
      const judgement = judgements[index];
      if (row === undefined || judgement === undefined) continue;
      logs.codes[row] = numberOf(verdictCode(judgement.verdict, judgement.reason));
    }
    for (const { source } of broken) {
      const row = table.row(source);
      if (row !== undefined) logs.codes[row] = numberOf('invalid-format');
    }
    // The key of a digest that someone else made is not looked for.
    const wanted = digests.flatMap(({ digest: { fingerprint } }, index) => {
      const { verdict, usable } = judgements[index] ?? { verdict: 'unverifiable', usable: false };
      return fingerprint === '' || (verdict === 'invalid' && !usable) ? [] : [fingerprint];
    });
    const keysWanted = [...new Set(wanted)].filter((fingerprint) => check(fingerprint, '', '') === 'no-key');
    return {
      ...{ table, digests, judgements, broken, chains, logs, logCounts, keysWanted },
      digestCounts: countCodes(digestCodes),
    };
  }
}

function lackOf({ kind }: ChainItem): ('missing' | 'gap')[] {
  return kind === 'missing' || kind === 'gap' ? [kind] : [];
}

/** The lists of log files stand for all copies of a digest: the best judgement of them counts. */
function bestOfCopies(digests: readonly DigestFacts[], judgements: readonly Judgement[]): Judgement[] {
  const best = new Map<string, Judgement>();
  for (const [index, { sha256 }] of digests.entries()) {
    const judgement = judgements[index];
    if (judgement === undefined) continue;
    const other = best.get(sha256);
    if (other === undefined || (judgement.usable && !other.usable)) best.set(sha256, judgement);
  }
  return digests.flatMap(({ sha256 }) => best.get(sha256) ?? []);
}

function countLogs(table: SourceTable, logs: LogVerdicts): CodeCounts {
  const counts = new Array<number>(VERDICT_CODES.length).fill(0);
  for (let row = 0; row < table.rows; row += 1) {
    const code = logs.codes[row] ?? 0;
    // Sources without bytes are counted with the missing ones.
    if (table.isLog(row) && codeAt(code) !== 'missing') counts[code] = (counts[code] ?? 0) + 1;
  }
  counts[numberOf('missing')] = logs.missingCount;
  return asRecord((code) => counts[numberOf(code)] ?? 0);
}

/** Counts codes. */
export function countCodes(codes: readonly VerdictCode[]): CodeCounts {
  const counts = new Map<VerdictCode, number>();
  for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1);
  return asRecord((code) => counts.get(code) ?? 0);
}

function asRecord(countOf: (code: VerdictCode) => number): CodeCounts {
  return {
    'not-checked': countOf('not-checked'),
    valid: countOf('valid'),
    unverifiable: countOf('unverifiable'),
    uncovered: countOf('uncovered'),
    missing: countOf('missing'),
    gap: countOf('gap'),
    'invalid-hash': countOf('invalid-hash'),
    'invalid-signature': countOf('invalid-signature'),
    'invalid-moved': countOf('invalid-moved'),
    'invalid-format': countOf('invalid-format'),
    'invalid-trailing-data': countOf('invalid-trailing-data'),
    'invalid-signature-missing': countOf('invalid-signature-missing'),
    'invalid-unknown-key': countOf('invalid-unknown-key'),
  };
}

/** All invalid ones, whatever the reason. */
export function invalidCount(counts: CodeCounts): number {
  return VERDICT_CODES.reduce((sum, code) => sum + (ofCode(code).verdict === 'invalid' ? counts[code] : 0), 0);
}
