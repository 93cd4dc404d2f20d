import { visibleJson } from '../../core/event/visible-json';
import type { Verified } from '../../contract/integrity';
import { formatCount } from '../../core/event/format-number';
import { escapeText } from '../../core/event/visible-text';
import type { Integrity } from '../../core/integrity/check';
import type { Finding } from '../../core/integrity/finding';
import type { FindingGroup } from '../../core/integrity/finding-groups';
import { found } from '../../core/integrity/findings';
import { ofCode, VERDICT_CODES, verdictText } from '../../core/integrity/verdict';
import type { Verdict } from '../../core/integrity/verdict';
import { appendAll } from '../../core/lists';
import { findingLines, isoOf } from './verify-findings';
import type { Named, Names } from './verify-findings';
import { summarise } from '../integrity/summary';
import type { VerifyArguments } from './verify-arguments';

/** What was verified, ready to be printed. */
export interface VerifyReport {
  readonly integrity: Integrity;
  readonly keys: number;
  /** How a source is called, by its number. */
  readonly nameOf: (source: number) => Promise<string>;
  /** Of a case only. */
  readonly verified: Omit<Verified, 'entered'> | null;
  /** Files that could not be read, in words. */
  readonly failures: readonly string[];
  /** Files that were looked at. */
  readonly files: number;
}

export interface Printed {
  readonly text: string;
  /**
   * 0 nothing is wrong; 3 something is invalid, missing or added, there is a gap, or the case was changed; 5 nothing to validate
   * against. Where it is strict, whatever is not proven gives 3, too.
   */
  readonly exit: 0 | 3 | 5;
}

/** Problems of a case that are shown in text; JSON has them all. */
const SHOWN = 50;

/** Prints a report as JSON, or as text that one can follow who has never seen a digest. */
export async function printReport(
  report: VerifyReport,
  { format, strict }: Pick<VerifyArguments, 'format' | 'strict'>,
): Promise<Printed> {
  const summary = summarise(report.integrity, report.keys);
  const { findings, groups } = found(report.integrity);
  const names = await named(findings, report);
  const exit = exitOf(report, summary, strict);
  const told = { names, groups };
  const text =
    format === 'json' ? asJson(report, summary, told, { exit, strict }) : asText(report, summary, told, exit);
  return { text, exit };
}

function exitOf({ verified, failures }: VerifyReport, { answer, logs, digests }: Base, strict: boolean): 0 | 3 | 5 {
  if (verified?.unchanged === false || answer.state === 'wrong' || digests.gap > 0 || failures.length > 0) return 3;
  if (strict && answer.unproven.length > 0) return 3;
  // Without digests, or without a key that opens any of them, nothing was validated.
  return logs.valid + digests.valid === 0 ? 5 : 0;
}

interface Told {
  readonly names: Names;
  readonly groups: readonly FindingGroup[];
}

async function named(findings: readonly Finding[], { nameOf }: VerifyReport): Promise<Names> {
  const names = new Map<Finding, Named>();
  for (const finding of findings) {
    const { source, object, digest } = finding;
    const name = source === null ? object : await nameOf(source);
    names.set(finding, { ...finding, name, digestName: digest === null ? null : await nameOf(digest) });
  }
  return names;
}

type Base = ReturnType<typeof summarise>;

function asJson(
  { integrity, verified, failures, files }: VerifyReport,
  summary: Base,
  { names, groups }: Told,
  { exit, strict }: { readonly exit: number; readonly strict: boolean },
): string {
  const { worst, words, answer, remedy, logs, digests, chains, keys, keysWanted } = summary;
  const findings = [...names.values()];
  const listed = (verdict: Verdict) => findings.filter(({ code }) => ofCode(code).verdict === verdict).map(toJson);
  const result = {
    verdict: worst,
    exit,
    strict,
    answer: answer.state,
    proven: { logFiles: answer.proven, of: answer.of },
    unproven: answer.unproven.map(({ about, count, why }) => ({ about, count, because: why })),
    words: answer.words,
    summary: words,
    remedy,
    files,
    logs,
    digests,
    chains: integrity.chains.map(({ account, region, trail, homeRegion, backfill, entries }) => ({
      ...{ account, region, trail, homeRegion, backfill },
      digests: entries.filter(({ kind }) => kind === 'digest').length,
    })),
    chainCount: chains,
    keys,
    keysWanted,
    groups: groups.map(groupJson),
    invalid: listed('invalid'),
    missing: listed('missing'),
    gaps: listed('gap'),
    uncovered: listed('uncovered'),
    unverifiable: listed('unverifiable'),
    notes: listed('not-checked'),
    unreadable: failures,
    case: verified === null ? null : custody(verified),
  };
  return `${visibleJson(result, 2)}\n`;
}

function custody({
  sound,
  unchanged,
  caseWords: words,
  sources,
  bytes,
  problems,
  moreProblems,
  head,
  headLine,
}: Omit<Verified, 'entered'>) {
  return { sound, unchanged, words, sources, bytes, problems, moreProblems, head, headLine };
}

function toJson({ code, about, name, object, account, region, trail, from, to, digestName, words, remedy }: Named) {
  const { verdict, reason } = ofCode(code);
  const times = { from: isoOf(from), to: isoOf(to) };
  return { verdict, reason, about, name, object, account, region, trail, ...times, digest: digestName, words, remedy };
}

function groupJson({ code, about, account, region, count, from, to, words, remedy }: FindingGroup) {
  const times = { from: isoOf(from), to: isoOf(to) };
  return { ...ofCode(code), about, account, region, count, ...times, words, remedy };
}

function asText(
  { verified, failures, integrity }: VerifyReport,
  summary: Base,
  { names, groups }: Told,
  exit: number,
): string {
  const lines: string[] = [...outcome(verified, summary, failures, exit), ''];
  if (verified !== null) {
    lines.push('The case folder', `  ${verified.caseWords}`);
    for (const { file, line, message } of verified.problems.slice(0, SHOWN)) {
      lines.push(`  - ${file}${line === null ? '' : `, line ${formatCount(line)}`}: ${message}`);
    }
    const more = verified.moreProblems + Math.max(0, verified.problems.length - SHOWN);
    if (more > 0) lines.push(`  ... and ${formatCount(more)} more like these.`);
    lines.push(`  Head hash of the custody ledger: ${verified.head}`, '');
  }
  lines.push("CloudTrail's digests", `  ${summary.words}`);
  if (summary.remedy !== null) lines.push(`  What to do: ${summary.remedy}`);
  lines.push(`  ${counted(summary.keys, 'public key')}, ${counted(summary.chains, 'chain')} of digests.`);
  // Those without which nothing can be proven are among the findings.
  const told = [...names.values()].filter(({ about }) => about === 'keys').map(({ words }) => words);
  for (const fingerprint of summary.keysWanted) {
    if (told.some((words) => words.includes(fingerprint))) continue;
    lines.push(`  Not in the evidence: public key ${fingerprint}, though nothing depends on it.`);
  }
  appendAll(lines, table(integrity));
  appendAll(lines, findingLines(groups, names));
  for (const failure of failures) lines.push(`  - ${failure}`);
  // A name from the evidence may hold a line end: what it makes must not read like a line of this report.
  return `${lines.map(escapeText).join('\n')}\n`;
}

function counted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

const NOTHING = 'There is nothing to validate against: no digests, or no public keys for them.';

/** Two answers: of a case whether it is unchanged, and of the log files how many are proven. */
function outcome(
  verified: VerifyReport['verified'],
  { answer }: Base,
  failures: readonly string[],
  exit: number,
): string[] {
  const lines: string[] = [];
  if (verified !== null)
    lines.push(verified.unchanged ? 'The case is unchanged.' : 'The case is not as it was written.');
  if (exit === 5) lines.push(NOTHING);
  if (failures.length > 0) lines.push(`${counted(failures.length, 'file')} could not be read: see the list below.`);
  // What could not be read is not proven.
  const words =
    failures.length > 0 ? answer.words.replace(/^Nothing is wrong: /, 'Of what could be read ') : answer.words;
  return [...lines, words];
}

function table({ logCounts, digestCounts }: Integrity): string[] {
  const lines = ['', '  Verdict                  log files     digests'];
  for (const code of VERDICT_CODES) {
    if (logCounts[code] + digestCounts[code] === 0) continue;
    const [logs, digests] = [logCounts[code], digestCounts[code]].map((count) => formatCount(count).padStart(11));
    lines.push(`  ${verdictText(code).padEnd(22)} ${logs ?? ''} ${digests ?? ''}`);
  }
  return lines;
}
