import type { Listing } from '../../core/integrity/listing';
import { choiceOf, planOf } from '../acquire/ledger-plan';
import { asFolder, GLOBAL_REGION } from '../acquire/s3/choice-plan';
import { parseS3Uri, s3Uri } from '../acquire/s3/s3-uri';
import { startedAcquisition } from '../cases/acquisition';
import type { LedgerLine } from '../cases/ledger';

const DAY = 86_400;
/** Of an acquisition that fetched nothing but what had failed before: it did not list. */
const AGAIN = /^\d+ failed before: /;

/** Folders that acquisitions from S3 listed and took whole, without any failure, as the ledger has it. */
export function ledgerListings(entries: readonly LedgerLine[]): Listing[] {
  const started = new Map<unknown, LedgerLine>();
  const listings: Listing[] = [];
  for (const entry of entries) {
    const { action, details } = entry;
    const no = details['acquisition'];
    if (action === 'acquire-started') started.set(no, entry);
    const begun = action === 'acquire-finished' && details['failed'] === 0 ? started.get(no) : undefined;
    const listing = begun === undefined ? undefined : listingOf(begun);
    if (listing !== undefined) listings.push(listing);
  }
  return listings;
}

function listingOf(entry: LedgerLine): Listing | undefined {
  const { at, details } = entry;
  // Only its plan is wanted, not where it stands.
  const plan = planOf(startedAcquisition(Number(details['acquisition']), entry, ''));
  const choice = plan?.what === 's3' ? choiceOf(plan) : undefined;
  if (plan === undefined || choice === undefined || AGAIN.test(plan.title)) return undefined;
  const { accounts, regions, kinds, streams, globalRegion, everything } = choice;
  if (everything === true || kinds?.includes('CloudTrail') === false) return undefined;
  const { bucket, prefix } = parseS3Uri(choice.uri);
  const to = dayOf(plan.details['deliveredTo']);
  return {
    folder: s3Uri(bucket, asFolder(prefix)),
    accounts,
    regions: regions === undefined || globalRegion === false ? regions : [...regions, GLOBAL_REGION],
    streams: streams?.map((stream) => s3Uri(bucket, stream)),
    from: dayOf(plan.details['deliveredFrom']),
    to: to === null ? null : to + DAY,
    at: Date.parse(at) / 1000,
  };
}

/** A day as its first second; null where there is none. */
function dayOf(day: unknown): number | null {
  const at = typeof day === 'string' ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  return Number.isFinite(at) ? at / 1000 : null;
}
