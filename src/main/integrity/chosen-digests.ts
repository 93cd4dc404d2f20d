import type { WasChosen } from '../../core/integrity/chains';
import { digestStamp } from '../../core/integrity/object-name';
import { parseDeliveryPath } from '../../core/trail/trail-path';
import type { LedgerLine } from '../cases/ledger';
import { finishedChoices } from './ledger-listings';
import type { FinishedChoice } from './ledger-listings';

const DAY = 86_400;
/** A digest is delivered within two hours after its end. Seconds. */
const DELIVERED_WITHIN = 2 * 3600;

/** How many acquisitions the ledger calls finished. */
export function finishedAcquisitions(entries: readonly LedgerLine[]): number {
  return entries.reduce((count, { action }) => count + (action === 'acquire-finished' ? 1 : 0), 0);
}

/**
 * Whether a digest was among what an acquisition from S3 was to take, as the ledger has it: if the case does not hold
 * it then, it was not there, or it could not be had.
 */
export function chosenDigests(entries: readonly LedgerLine[]): WasChosen {
  const choices = finishedChoices(entries);
  return (bucket, key) => choices.some((choice) => covers(choice, bucket, key));
}

function covers(chosen: FinishedChoice, bucket: string, key: string): boolean {
  const { folder, everything, kinds, accounts, regions, streams, from, to, at } = chosen;
  const ended = digestStamp(key);
  if (ended === undefined || ended + DELIVERED_WITHIN > at || !`s3://${bucket}/${key}`.startsWith(folder)) return false;
  // All objects are chosen by their last change, which is that of their delivery unless they were written anew.
  if (everything) return (from === null || ended >= from) && (to === null || ended + DELIVERED_WITHIN < to);
  const place = parseDeliveryPath(key);
  const day = place?.day === undefined || place.day === null ? Number.NaN : Date.parse(`${place.day}T00:00:00Z`) / 1000;
  if (place?.stream.kind !== 'Digest' || Number.isNaN(day)) return false;
  const { stream } = place;
  const isStream = streams === undefined || streams.includes(`s3://${bucket}/${stream.prefix}`);
  const isNamed = accounts?.includes(stream.account) !== false && regions?.includes(stream.region) !== false;
  const isKind = streams !== undefined || kinds?.includes('Digest') !== false;
  return isStream && isNamed && isKind && (from === null || day >= from) && (to === null || day + DAY <= to);
}
