import type { IntegritySummary, VerdictCounts } from '../../contract/integrity';
import { answerOf } from '../../core/integrity/answer';
import type { Answer } from '../../core/integrity/answer';
import { invalidCount } from '../../core/integrity/check';
import type { CodeCounts, Integrity } from '../../core/integrity/check';
import { formatCount } from '../../core/event/format-number';

/** Counts as the contract has them. */
export function countsOf(codes: CodeCounts): VerdictCounts {
  return {
    valid: codes.valid,
    invalid: invalidCount(codes),
    missing: codes.missing,
    gap: codes.gap,
    uncovered: codes.uncovered,
    unverifiable: codes.unverifiable,
    'not-checked': codes['not-checked'],
    reasons: {
      hash: codes['invalid-hash'],
      signature: codes['invalid-signature'],
      'signature-missing': codes['invalid-signature-missing'],
      'unknown-key': codes['invalid-unknown-key'],
      moved: codes['invalid-moved'],
      format: codes['invalid-format'],
      'trailing-data': codes['invalid-trailing-data'],
    },
  };
}

export type Worst = IntegritySummary['worst'];
const WORST_FIRST = ['invalid', 'missing', 'gap', 'uncovered', 'unverifiable'] as const;

/** The worst of all verdicts; `none` where there are no digests. */
export function worstOf(logs: VerdictCounts, digests: VerdictCounts, hasDigests: boolean): Worst {
  if (!hasDigests) return 'none';
  return WORST_FIRST.find((verdict) => logs[verdict] > 0 || digests[verdict] > 0) ?? 'valid';
}

const REMEDIES: Readonly<Record<Worst, string | null>> = {
  invalid: 'Look at each invalid file: what was changed can be told from the reason.',
  missing: 'Acquire what is missing; what is no longer there was deleted.',
  gap: 'Acquire the digests of the gaps, and look for StopLogging and DeleteTrail around them.',
  uncovered: 'Acquire the digests of these hours and of the hour after each.',
  unverifiable:
    'Add the public keys (aws cloudtrail list-public-keys), and acquire digests from S3 with their metadata.',
  valid: null,
  none: 'Acquire the digests, which lie beside the logs under CloudTrail-Digest, and the public keys.',
};

const ADDED_REMEDY =
  'Find out who put the added log files there: proven digests cover their time and do not list them.';

const MOVED_REMEDY =
  'They lie elsewhere than AWS delivered them, with the content that the digests list, as in a replicated or copied bucket. Find out who copied them, or acquire from the bucket to which the trail delivers.';

/** Everything is proven as it was delivered, but not where: no other verdict, and nothing that is missing besides. */
function onlyMoved(logs: VerdictCounts, digests: VerdictCounts): boolean {
  const [moved, others] = [logs.reasons.moved + digests.reasons.moved, logs.invalid + digests.invalid];
  const wrong = [logs, digests].some((counts) => counts.missing + counts.gap + counts.uncovered > 0);
  return moved > 0 && moved === others && !wrong;
}

export type SummaryBase = Omit<IntegritySummary, 'current' | 'at' | 'sources'>;

/** What the digests prove, in one sentence and in numbers. @param keys public keys known */
export function summarise(integrity: Integrity, keys: number): SummaryBase {
  const { digests: facts, broken, chains, keysWanted } = integrity;
  const logs = countsOf(integrity.logCounts);
  const digests = countsOf(integrity.digestCounts);
  const worst = worstOf(logs, digests, facts.length + broken.length > 0);
  const { added } = integrity.logs;
  const words = `${sentence(worst, logs, digests, added)}${goesOnBefore(integrity)}`;
  return {
    worst,
    words,
    answer: mutable(answerOf(integrity)),
    remedy: onlyMoved(logs, digests)
      ? MOVED_REMEDY
      : worst === 'uncovered' && added > 0
        ? ADDED_REMEDY
        : REMEDIES[worst],
    logs,
    digests,
    chains: chains.length,
    keys,
    keysWanted: [...keysWanted],
  };
}

function mutable(answer: Answer): IntegritySummary['answer'] {
  return { ...answer, unproven: answer.unproven.map((one) => ({ ...one })) };
}

/** What the oldest digests that are held name before them. */
function goesOnBefore({ chains }: Integrity): string {
  const count = chains.filter(({ entries }) => entries.some(({ kind }) => kind === 'before')).length;
  if (count === 0) return '';
  return count === 1
    ? ' A chain of digests goes on before the oldest one held.'
    : ` ${formatCount(count)} chains of digests go on before the oldest ones held.`;
}

/** @param added of the uncovered log files: proven digests cover their time */
function sentence(worst: Worst, logs: VerdictCounts, digests: VerdictCounts, added: number): string {
  const held = total(logs) - logs.missing;
  if (worst === 'none') {
    return `There are no digests: nothing can be said of whether ${files(held)} ${held === 1 ? 'is' : 'are'} as AWS delivered them.`;
  }
  const proven = `${formatCount(logs.valid)} of ${files(held)} held ${held === 1 || logs.valid === 1 ? 'is' : 'are'} proven to be as AWS delivered them`;
  const moved = onlyMoved(logs, digests);
  const rest = WORST_FIRST.flatMap((verdict) => {
    const word = verdict === 'invalid' && moved ? 'moved, their content proven' : verdict;
    return [
      ...part(logs[verdict], 'log file', 'log files', word),
      ...(verdict === 'uncovered' && added > 0 ? [`of them ${formatCount(added)} added`] : []),
      ...(verdict === 'gap'
        ? part(digests.gap, 'gap between digests', 'gaps between digests', '')
        : part(digests[verdict], 'digest', 'digests', word)),
    ];
  });
  return rest.length === 0
    ? `${proven}, with ${formatCount(digests.valid)} digests.`
    : `${proven}; ${rest.join(', ')}.`;
}

function part(count: number, one: string, many: string, verdict: string): string[] {
  if (count === 0) return [];
  return [`${formatCount(count)} ${count === 1 ? one : many}${verdict === '' ? '' : ` ${verdict}`}`];
}

function files(count: number): string {
  return `${formatCount(count)} log ${count === 1 ? 'file' : 'files'}`;
}

function total(counts: VerdictCounts): number {
  return (
    counts.valid +
    counts.invalid +
    counts.missing +
    counts.gap +
    counts.uncovered +
    counts.unverifiable +
    counts['not-checked']
  );
}
