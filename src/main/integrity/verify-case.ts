import type { Verified, VerifyProgressBody } from '../../contract/integrity';
import { formatCount } from '../../core/event/format-number';
import type { OpenCase } from '../open-case/open-case';
import type { CaseCheck, CheckedCase } from './case-check';
import { rehash } from './rehash';
import { summarise } from './summary';

export interface VerifyOptions {
  /** A head hash that was lodged earlier; hex. */
  readonly head?: string | undefined;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: VerifyProgressBody) => void;
}

export interface VerifiedCase {
  readonly verified: Omit<Verified, 'entered'>;
  readonly checked: CheckedCase;
}

/**
 * Verifies everything: ledger, manifest and journal as they were found at opening, the stored bytes of every source,
 * the digests, and a head hash that was lodged elsewhere. Writes nothing.
 */
export async function verifyCase(opened: OpenCase, check: CaseCheck, options: VerifyOptions): Promise<VerifiedCase> {
  const { head, signal, onProgress } = options;
  const common = signal === undefined ? {} : { signal };
  const hashed = await rehash(opened, { ...common, ...(onProgress === undefined ? {} : { onProgress }) });
  const { sources, bytes } = hashed;
  onProgress?.({ phase: 'digests', sourcesDone: sources, sourcesTotal: sources, bytesDone: bytes, bytesTotal: bytes });
  const checked = await check.check(common);
  const base = summarise(checked.integrity, checked.keys);
  const summary = { ...base, sources: checked.sources, current: check.current, at: checked.at };
  const problems = [...opened.problems, ...hashed.problems].map(({ file, line, message }) => ({ file, line, message }));
  const headLine = head === undefined ? null : opened.ledger.heads.lastIndexOf(head.toLowerCase()) + 1;
  const caseWords = custodyWords(problems.length + hashed.more, sources, headLine);
  const unchanged = problems.length === 0 && headLine !== 0;
  return {
    checked,
    verified: {
      sound: unchanged && summary.answer.state !== 'wrong',
      unchanged,
      caseWords,
      words: `${caseWords} ${summary.answer.words}`,
      ...{ sources, bytes, problems, moreProblems: hashed.more, head: opened.ledger.head(), headLine, summary },
      at: checked.at,
    },
  };
}

function custodyWords(problems: number, sources: number, headLine: number | null): string {
  const kept =
    problems === 0
      ? `The stored bytes of all ${formatCount(sources)} sources, the manifest, the ledger and the journal are as they were written.`
      : `${formatCount(problems)} ${problems === 1 ? 'thing is' : 'things are'} not as written in the case folder.`;
  if (headLine === null) {
    return `${kept} A rewrite of the whole case that is consistent to the end would show only against a head hash lodged elsewhere; none was given.`;
  }
  return headLine === 0
    ? `${kept} The head hash that was given is that of no line of this ledger: the ledger was rewritten since it was lodged, or it is another case's.`
    : `${kept} The head hash that was given is that of line ${formatCount(headLine)} of the ledger: nothing up to there was rewritten since it was lodged.`;
}
