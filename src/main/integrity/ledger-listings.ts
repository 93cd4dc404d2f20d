import type { Listing } from '../../core/integrity/listing';
import type { TrailKind } from '../../contract/discovery';
import { choiceOf, planOf } from '../acquire/ledger-plan';
import { asFolder, GLOBAL_REGION } from '../acquire/s3/choice-plan';
import { parseS3Uri, s3Uri } from '../acquire/s3/s3-uri';
import { startedAcquisition } from '../cases/acquisition';
import type { LedgerLine } from '../cases/ledger';

const DAY = 86_400;
/** Of an acquisition that fetched nothing but what had failed before: it did not list. */
const AGAIN = /^\d+ failed before: /;

/** What an acquisition from S3 was to take. */
export interface FinishedChoice extends Listing {
  /** Every object, whatever its name; `from` and `to` then go by the time of last change. */
  readonly everything: boolean;
  /** Undefined: all of them. */
  readonly kinds: readonly TrailKind[] | undefined;
  /** Nothing of it failed. */
  readonly whole: boolean;
}

/** Folders that acquisitions from S3 listed and took whole, without any failure, as the ledger has it. */
export function ledgerListings(entries: readonly LedgerLine[]): Listing[] {
  return finishedChoices(entries).filter(
    ({ whole, everything, kinds }) => whole && !everything && kinds?.includes('CloudTrail') !== false,
  );
}

/** What acquisitions from S3 that came to their end were to take, as the ledger has it. */
export function finishedChoices(entries: readonly LedgerLine[]): FinishedChoice[] {
  const started = new Map<unknown, LedgerLine>();
  const choices: FinishedChoice[] = [];
  for (const entry of entries) {
    const { action, details } = entry;
    const no = details['acquisition'];
    if (action === 'acquire-started') started.set(no, entry);
    const begun = action === 'acquire-finished' ? started.get(no) : undefined;
    const choice = begun === undefined ? undefined : finishedChoice(begun, details['failed'] === 0);
    if (choice !== undefined) choices.push(choice);
  }
  return choices;
}

function finishedChoice(entry: LedgerLine, whole: boolean): FinishedChoice | undefined {
  const { at, details } = entry;
  // Only its plan is wanted, not where it stands.
  const plan = planOf(startedAcquisition(Number(details['acquisition']), entry, ''));
  const choice = plan?.what === 's3' ? choiceOf(plan) : undefined;
  if (plan === undefined || choice === undefined || AGAIN.test(plan.title)) return undefined;
  const { accounts, regions, kinds, streams, globalRegion, everything = false } = choice;
  const { bucket, prefix } = parseS3Uri(choice.uri);
  const to = dayOf(plan.details['deliveredTo']);
  return {
    whole,
    everything,
    kinds,
    folder: s3Uri(bucket, everything ? prefix : asFolder(prefix)),
    accounts,
    regions: regions === undefined || globalRegion === false ? regions : [...regions, GLOBAL_REGION],
    streams: streams?.map((stream) => s3Uri(bucket, stream)),
    from: dayOf(plan.details['deliveredFrom']),
    // The last day belongs to what is taken; of every object the day after it is named.
    to: to === null || everything ? to : to + DAY,
    at: Date.parse(at) / 1000,
  };
}

/** A day as its first second; null where there is none. */
function dayOf(day: unknown): number | null {
  const at = typeof day === 'string' ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  return Number.isFinite(at) ? at / 1000 : null;
}
