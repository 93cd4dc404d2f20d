import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeCorpus } from '../../../build/sample/corpus.mjs';
import { change, changed, oddRecord } from '../../../test/support/odd-records';
import { detect, HEAD_BYTES } from '../../core/format/detect';
import type { FormatId } from '../../core/format/format';
import { formatById } from '../../core/format/formats';
import { RecordIndexer } from './record-indexer';

interface Source {
  readonly format: FormatId;
  readonly bytes: Uint8Array;
  /** Where the reader's chunks end; by default it is one. */
  readonly cuts?: readonly number[];
}

/** Everything that indexing gives out. */
function indexed(sources: readonly Source[], scan: boolean, rows = 1000): { scanned: number; result: unknown[] } {
  const result: unknown[] = [];
  const indexer = new RecordIndexer({ scan, firstRows: rows, rows, onSegment: (segment) => result.push(segment) });
  sources.forEach(({ format: id, bytes, cuts = [] }, no) => {
    const format = formatById(id);
    indexer.begin(no, []);
    indexer.use(format);
    const reader = format.reader(indexer);
    let from = 0;
    for (const to of [...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]) {
      // As chunks come: valid during the call only.
      const chunk = new Uint8Array(bytes.subarray(from, to));
      reader.push(chunk);
      chunk.fill(0x21);
      from = to;
    }
    reader.end();
    result.push(indexer.end());
  });
  indexer.flush();
  return { scanned: indexer.scanned, result };
}

/** A result as text, the bytes of a segment as one character each. */
function textOf(result: unknown): string {
  let bytes = '';
  const json = JSON.stringify(result, (_, value: unknown) => {
    if (!(value instanceof Uint8Array)) return value;
    bytes += Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1');
    return value.length;
  });
  return `${json} ${bytes}`;
}

/** Told in a few words: a whole segment as a difference would fill pages. */
function expectSame(actual: readonly unknown[], wanted: readonly unknown[]): void {
  expect(actual.length).toBe(wanted.length);
  const left = actual.map(textOf);
  const right = wanted.map(textOf);
  const at = left.findIndex((text, i) => text !== right[i]);
  if (at === -1) return;
  const [a, b] = [left[at] ?? '', right[at] ?? ''];
  let from = 0;
  while (a[from] === b[from]) from += 1;
  from = Math.max(0, from - 60);
  expect(`${at}/${from}: ${a.slice(from, from + 200)}`).toBe(`${at}/${from}: ${b.slice(from, from + 200)}`);
}

/** The share of events that the scanner took. */
function expectAlike(sources: readonly Source[], rows?: number): number {
  const scanned = indexed(sources, true, rows);
  const parsed = indexed(sources, false, rows);
  expect(parsed.scanned).toBe(0);
  expectSame(scanned.result, parsed.result);
  const events = parsed.result.reduce<number>(
    (sum, one) => sum + (typeof one === 'object' && one !== null && 'events' in one ? Number(one.events) : 0),
    0,
  );
  return events === 0 ? 1 : scanned.scanned / events;
}

const LONG = process.env['TRAILBENCH_LONG'] === '1';
const RUNS = LONG ? 200_000 : 400;
const encoder = new TextEncoder();
const cuts = fc.array(fc.nat(20_000), { maxLength: 2 });

function documentOf(records: readonly string[]): Uint8Array {
  return encoder.encode(`{"Records":[${records.join(',')}]}`);
}

describe('scanning records', () => {
  it('gives the columns that parsing gives, whatever the records', { timeout: 0 }, () => {
    let taken = 0;
    let runs = 0;
    fc.assert(
      fc.property(fc.array(oddRecord, { minLength: 1, maxLength: 6 }), cuts, (records, at) => {
        runs += 1;
        const bytes = documentOf(records);
        const share = expectAlike(
          [
            { format: 'records', bytes, cuts: at },
            { format: 'records', bytes },
          ],
          4,
        );
        if (share > 0) taken += 1;
      }),
      { numRuns: RUNS },
    );
    // The property would say nothing if everything were handed over.
    expect(taken).toBeGreaterThan(runs / 4);
  });

  it('accepts and rejects what parsing does, wherever bytes are damaged', { timeout: 0 }, () => {
    const changes = fc.array(change, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(oddRecord, { minLength: 1, maxLength: 3 }), changes, cuts, (records, all, at) => {
        const bytes = all.reduce(changed, documentOf(records));
        const lines = all.reduce(
          changed,
          encoder.encode(records.map((text) => text.replace(/[\r\n]/g, '')).join('\n')),
        );
        const one = all.reduce(changed, encoder.encode(records[0]));
        expectAlike([
          { format: 'records', bytes, cuts: at },
          { format: 'lines', bytes: lines, cuts: at },
          { format: 'record', bytes: one, cuts: at },
          { format: 'array', bytes: bytes.subarray(11, bytes.length - 1), cuts: at },
        ]);
      }),
      { numRuns: RUNS },
    );
  });

  it('gives the same wherever a usual record is changed at one byte', { timeout: 60_000 }, () => {
    const usual = encoder.encode(USUAL);
    const fragments = ['', '"', '\\', '{', ']', ',', ' ', '\n', '0', 'é'].map((text) => encoder.encode(text));
    const sources: Source[] = [];
    for (let at = 0; at <= usual.length; at++) {
      for (const [i, insert] of fragments.entries()) {
        const text = changed(usual, { at, remove: 1, insert });
        sources.push({ format: 'record', bytes: text });
        if (i === 0) sources.push({ format: 'lines', bytes: usual.subarray(0, at) });
      }
    }
    expectAlike(sources);
    expect(expectAlike([{ format: 'record', bytes: usual }])).toBe(1);
  });

  it('takes answers that give out credentials, which sessions are told by, and those that name what was made', () => {
    const usual = JSON.parse(USUAL) as object;
    const credentials = { accessKeyId: 'ASIAEXAMPLE', expiration: 'Mar 1, 2026 1:00:00 AM', sessionToken: 'x' };
    const answers = [
      { credentials, assumedRoleUser: { assumedRoleId: 'AROAEXAMPLE:é', arn: 'arn:aws:sts::1:assumed-role/r/é' } },
      { credentials, federatedUser: { federatedUserId: '1:bob', arn: 'arn:aws:sts::1:federated-user/bob' } },
      { accessKey: { accessKeyId: 'AKIAEXAMPLE', userName: 'bob', status: 'Active' } },
      { instancesSet: { items: [{ instanceId: 'i-1' }, { instanceId: 'i-2' }] } },
    ];
    for (const responseElements of answers) {
      const record = { ...usual, eventSource: 'ec2.amazonaws.com', eventName: 'RunInstances', responseElements };
      const bytes = encoder.encode(JSON.stringify(record));
      expect(expectAlike([{ format: 'record', bytes }]), JSON.stringify(responseElements)).toBe(1);
    }
  });

  it('takes nearly all of a generated corpus', { timeout: 120_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'trailbench-scan-'));
    try {
      await writeCorpus({ folder, events: LONG ? 100_000 : 6000, threads: 1, gzip: false });
      expect(expectAlike(filesIn(folder))).toBeGreaterThan(0.98);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('gives the same for the sample, and takes nearly all of it', { timeout: 120_000 }, () => {
    expect(expectAlike(filesIn(resolve(import.meta.dirname, '../../../resources/sample')), 5000)).toBeGreaterThan(0.98);
  });

  it('gives the same for the golden files', () => {
    const sources = filesIn(resolve(import.meta.dirname, '../../../test/fixtures/golden'));
    expect(sources.length).toBeGreaterThan(0);
    expectAlike(sources);
  });

  const data = resolve(import.meta.dirname, '../../../../shared/data');
  it.skipIf(!existsSync(data))('gives the same for published logs', { timeout: 60_000 }, () => {
    for (const folder of ['cloudgrep', 'plaso', 'stratus', 'trailscraper']) expectAlike(filesIn(join(data, folder)));
    expect(expectAlike(filesIn(join(data, 'invictus')))).toBeGreaterThan(0.98);
  });
});

/** Every file that detection takes for CloudTrail. */
function filesIn(folder: string): Source[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true }).flatMap((entry) => {
    if (!entry.isFile()) return [];
    const stored = readFileSync(join(entry.parentPath, entry.name));
    const bytes = stored[0] === 0x1f && stored[1] === 0x8b ? gunzipSync(stored) : stored;
    const found = detect(bytes.subarray(0, HEAD_BYTES), bytes.length <= HEAD_BYTES);
    return found.kind === 'cloudtrail' ? [{ format: found.format, bytes }] : [];
  });
}

const USUAL = JSON.stringify({
  eventVersion: '1.11',
  userIdentity: {
    type: 'AssumedRole',
    principalId: 'AROAEXAMPLEEXAMPLE:session',
    arn: 'arn:aws:sts::111122223333:assumed-role/reader/session',
    accountId: '111122223333',
    accessKeyId: 'ASIAEXAMPLEEXAMPLE',
    sessionContext: { attributes: { creationDate: '2026-03-01T10:00:00Z', mfaAuthenticated: 'false' } },
  },
  eventTime: '2026-03-01T10:20:30Z',
  eventSource: 's3.amazonaws.com',
  eventName: 'GetObject',
  awsRegion: 'eu-west-1',
  sourceIPAddress: '203.0.113.7',
  userAgent: '[aws-cli/2.0]',
  errorCode: 'AccessDenied',
  errorMessage: 'Access "Denied"',
  requestParameters: { bucketName: 'b', list: [1, -2.5e3, true, null, {}, []] },
  responseElements: null,
  additionalEventData: { SignatureVersion: 'SigV4', CipherSuite: 'TLS_X', bytesTransferredOut: 243 },
  eventID: 'b43542b1-e1eb-4a3e-ac40-00000006f540',
  readOnly: true,
  resources: [{ accountId: '111122223333', ARN: 'arn:aws:s3:::b/k' }, { ARN: 'arn:aws:s3:::b' }],
  managementEvent: false,
  recipientAccountId: '111122223333',
  eventCategory: 'Data',
  tlsDetails: { tlsVersion: 'TLSv1.3' },
});
