import { visibleJson } from '../../core/event/visible-json';
import type { RemoteImport } from '../acquire/remote/remote-import';
import type { OpenCase } from '../open-case/open-case';
import { CASE_DAMAGED } from './case-problems';
import { counted } from './progress-line';

/** Exit statuses of `acquire`. */
export const EXIT = { complete: 0, wrongUse: 1, nothing: 2, someFailed: 4, interrupted: 130 } as const;

export interface AcquireResult {
  readonly text: string;
  readonly exit: number;
}

/** Where an address and a choice hold no objects. */
export const NOTHING_THERE =
  'Nothing is there to be taken: check the address, the accounts, regions, kinds and period; --everything takes objects of any name.';

/** Failures that are listed; the count is complete. */
const FAILURES_LISTED = 1_000;

/** What came of an acquisition, as JSON on one line. */
export async function acquireSummary(
  openCase: OpenCase,
  acquired: RemoteImport,
  {
    onMessage,
    signal,
    made,
  }: {
    readonly onMessage: (message: string) => void;
    readonly signal: AbortSignal;
    /** The case was made for it, and does not stay where there is nothing. */
    readonly made: boolean;
  },
): Promise<AcquireResult> {
  const { no, state, identity, objectsDone, bytesDone, added, known, failed, unchecked, message } = acquired.progress();
  const { failures } = await acquired.failures.page(0, FAILURES_LISTED);
  if (message !== null) onMessage(message);
  if (failed > 0) {
    const objects = failed === 1 ? '1 object' : `${counted(failed)} objects`;
    onMessage(`${objects} could not be had; running the same command again tries again.`);
  } else if (state === 'done' && objectsDone === 0) {
    onMessage(NOTHING_THERE);
  }
  const { sources, records } = openCase.manifest.totals;
  const summary = {
    case: openCase.path as string | null,
    acquisition: no,
    state: signal.aborted && state !== 'done' ? 'interrupted' : state,
    identity,
    objects: objectsDone,
    bytes: bytesDone,
    added,
    known,
    failed,
    unchecked,
    failures: failures.map(({ uri, reason, message: words }) => ({ uri, reason, message: words })),
    sources,
    records,
    head: openCase.ledger.head(),
    message,
  };
  const exit = exitOf(summary);
  if (made && exit === EXIT.nothing && openCase.manifest.count === 0) summary.case = null;
  const damaged = exit === EXIT.complete && openCase.problems.length > 0;
  return { text: `${visibleJson(summary)}\n`, exit: damaged ? CASE_DAMAGED : exit };
}

function exitOf({
  state,
  failed,
  added,
  known,
}: {
  state: string;
  failed: number;
  added: number;
  known: number;
}): number {
  if (state === 'interrupted') return EXIT.interrupted;
  if (added + known + failed === 0) return EXIT.nothing;
  return state === 'done' && failed === 0 ? EXIT.complete : EXIT.someFailed;
}
