import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

export interface WrittenRecord {
  /** Byte range in the inflated file. */
  readonly offset: number;
  readonly length: number;
  readonly bytes: Buffer;
}

export interface WrittenFile {
  readonly path: string;
  readonly records: readonly WrittenRecord[];
}

/** One record with an odd spelling of its own: what is delivered must come back byte for byte. */
export function recordText(n: number): string {
  const at = new Date(Date.UTC(2024, 2, 1, 0, 0, n)).toISOString().replace('.000', '');
  const fields = [
    '"eventVersion":"1.08"',
    `"eventID":"00000000-0000-4000-8000-${String(n).padStart(12, '0')}"`,
    `"eventTime" :  "${at}"`,
    '"eventSource":"s3.amazonaws.com"',
    `"eventName":"${n % 3 === 0 ? 'GetObject' : 'PutObject'}"`,
    '"awsRegion":"eu-west-1"',
    '"sourceIPAddress":"198.51.100.7"',
    '"userIdentity":{"type":"IAMUser","accountId":"111122223333","arn":"arn:aws:iam::111122223333:user/b\\u00fcro"}',
    `"requestParameters":{"key":"\u6f22\u5b57/${n}","big":12345678901234567890}`,
  ];
  return `{${fields.join(n % 2 === 0 ? ',' : ',\n   ')}}`;
}

/** Writes `{"Records":[...]}` of the records [first, end), gzipped where the name says so. */
export function writeLog(file: string, first: number, end: number): WrittenFile {
  const records: WrittenRecord[] = [];
  const chunks: Buffer[] = [Buffer.from('{"Records":[')];
  let offset = chunks[0]?.length ?? 0;
  for (let n = first; n < end; n += 1) {
    const separator = Buffer.from(n === first ? '' : ', ');
    const bytes = Buffer.from(recordText(n));
    chunks.push(separator, bytes);
    records.push({ offset: offset + separator.length, length: bytes.length, bytes });
    offset += separator.length + bytes.length;
  }
  const inflated = Buffer.concat([...chunks, Buffer.from(']}')]);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, file.endsWith('.gz') ? gzipSync(inflated) : inflated);
  return { path: file, records };
}

/**
 * A small AWSLogs tree: 30 files of 10 records, one of 3,000 in plain JSON, a copy of the first under another name
 * (10 duplicates), a file that is no log, and one that breaks off after 2 records.
 */
export function writeLogs(folder: string): WrittenFile[] {
  const day = path.join(folder, 'AWSLogs', '111122223333', 'CloudTrail', 'eu-west-1', '2024', '03', '01');
  const files: WrittenFile[] = [];
  for (let at = 0; at < 30; at += 1) {
    const name = `111122223333_CloudTrail_eu-west-1_20240301T00${String(at).padStart(2, '0')}Z_x.json.gz`;
    files.push(writeLog(path.join(day, name), at * 10, at * 10 + 10));
  }
  files.push(writeLog(path.join(folder, 'large.json'), 1_000, 4_000));
  files.push(writeLog(path.join(folder, 'copy-of-the-first.json.gz'), 0, 10));
  writeFileSync(path.join(folder, 'README.txt'), 'Handed over on 1 March.\n');
  writeFileSync(path.join(folder, 'broken.json'), `{"Records":[${recordText(9_001)},${recordText(9_002)},{"eventID":`);
  return files;
}

/** Records in the tree that can be read, duplicates counted each time. */
export const READABLE = 30 * 10 + 3_000 + 10 + 2;
export const DUPLICATES = 10;
/** The record at which the broken file breaks off. */
export const REJECTED = 1;
