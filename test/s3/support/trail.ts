import { gzipSync } from 'node:zlib';
import { recordsFile } from '../../support/log-files';
import type { StoredObject } from './s3-server';

export const ACCOUNTS = ['111122223333', '222233334444'] as const;
export const REGIONS = ['us-east-1', 'eu-central-1'] as const;

/** Day of delivery of the object of this number. */
export function dayOf(number: number): string {
  return `2023-11-${String(1 + (number % 28)).padStart(2, '0')}`;
}

/** Log files as trails of two accounts and two regions deliver them, each with events of its own. */
export function* trailObjects(count: number, records = 5): Generator<StoredObject> {
  for (let i = 0; i < count; i += 1) {
    const account = ACCOUNTS[i % 2] ?? '';
    const region = REGIONS[(i >> 1) % 2] ?? '';
    const folder = `AWSLogs/${account}/CloudTrail/${region}/${dayOf(i).replaceAll('-', '/')}`;
    const key = `${folder}/${account}_CloudTrail_${region}_${String(i).padStart(6, '0')}.json.gz`;
    yield { key, bytes: gzipSync(recordsFile(i * records, records), { level: 1 }) };
  }
}
