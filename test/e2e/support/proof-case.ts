import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { publicKeyList, signingKey, Trail, writeObjects } from '../../integrity/trail';
import { makeRecord, recordsText, writeFile } from './logs';

export const ACCOUNT = '111122223333';
export const REGION = 'eu-central-1';
/** The first hour of delivery. */
const START = Date.UTC(2026, 2, 12);
const HOUR = 3_600_000;

export interface ProofFolder {
  readonly folder: string;
  /** Hours of delivery from the first: of the log file that was deleted, of the one that was changed, of the gap. */
  readonly deleted: number;
  readonly changed: number;
  readonly gap: number;
  /** File of the public keys, apart. */
  readonly keys: string;
}

/**
 * What a trail delivered in half a day, copied without metadata: one log file was deleted and one changed after it was
 * signed, and for two hours logging was stopped.
 */
export function writeProofFolder(folder: string): ProofFolder {
  const trail = new Trail({
    start: new Date(START).toISOString(),
    records: (first, count, at) =>
      recordsText(
        Array.from({ length: count }, (_, position) =>
          makeRecord(first + position, {
            // Delivered five minutes after it happened.
            eventTime: new Date(at - 300_000 + position * 1000).toISOString().replace('.000', ''),
            awsRegion: REGION,
            recipientAccountId: ACCOUNT,
          }),
        ),
      ),
  });
  for (let hour = 0; hour < 6; hour++) trail.hour({ logs: hour === 1 ? [] : [3, 2] });
  trail.pause(2);
  for (let hour = 8; hour < 12; hour++) trail.hour();
  const [deleted, changed] = [3, 5];
  const at = (hour: number): string => `T${String(hour).padStart(2, '0')}0`;
  const gone = trail.logs.find(({ key }) => key.includes(`20260312${at(deleted)}`));
  const other = trail.logs.find(({ key }) => key.includes(`20260312${at(changed)}`));
  if (gone === undefined || other === undefined) throw new Error('The trail has no such log files.');
  writeObjects(
    folder,
    trail.objects.filter((stored) => stored !== gone),
  );
  const file = path.join(folder, other.key);
  const text = gunzipSync(readFileSync(file)).toString('utf8');
  writeFileSync(file, gzipSync(text.replace('203.0.113.', '198.51.100.')));
  const keys = writeFile(`${folder}-keys`, 'public-keys.json', publicKeyList([signingKey()]));
  return { folder, deleted, changed, gap: 6, keys };
}

/** "2026-03-12 03:00" of the hour of delivery with this number. */
export function hourWords(hour: number): string {
  return new Date(START + hour * HOUR).toISOString().slice(0, 16).replace('T', ' ');
}
