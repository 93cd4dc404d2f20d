import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasBit, wordsFor } from '../../core/query/bitset';
import { decodeRecord } from '../../core/format/decode-record';
import { searchedText } from '../../core/query/searched-text';
import { evidenceTerm, lowerFilter, testEvidence } from '../../core/query/language/lower';
import { parseFilterText } from '../../core/query/language/parse';
import { searchTerm, SourceSearch, UnreadableRecord } from './source-search';

interface Found {
  /** For each term, whether each record meets it. */
  readonly answers: readonly (readonly boolean[])[];
}

/** Searches records that lie side by side, of which only the wanted ones have places, in pieces of `piece` bytes. */
function search(
  records: readonly Buffer[],
  wanted: (index: number) => boolean,
  ids: readonly string[],
  piece: number,
  decodeAll = false,
): Found {
  const places: number[] = [];
  const parts: Buffer[] = [Buffer.from('{"Records":[')];
  let offset = parts[0]?.length ?? 0;
  for (const [index, record] of records.entries()) {
    if (wanted(index)) places.push(offset, record.length);
    parts.push(record, Buffer.from(','));
    offset += record.length + 1;
  }
  const bytes = Buffer.concat(parts);
  const shift = 5;
  const count = places.length / 2;
  const found = ids.map(() => new Uint32Array(wordsFor(count + shift)));
  const terms = ids.map(searchTerm);
  const source = new SourceSearch(terms, Uint32Array.from(places), found, shift, decodeAll);
  for (let at = 0; at < bytes.length; at += piece) source.push(bytes.subarray(at, at + piece));
  expect(source.done).toBe(true);
  for (const set of found) for (let i = 0; i < shift; i++) expect(hasBit(set, i)).toBe(false);
  return { answers: found.map((set) => Array.from({ length: count }, (_, i) => hasBit(set, i + shift))) };
}

/** What the reference says: each record decoded, and asked. */
function expected(records: readonly Buffer[], ids: readonly string[]): Found {
  return {
    answers: ids.map((id) => {
      const term = evidenceTerm(id);
      return records.map((bytes) => {
        const decoded = decodeRecord(bytes, 0, bytes.length);
        if (!decoded.ok) throw new Error(decoded.message);
        const own = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
        const raw = searchedText(own, decoded.text);
        return testEvidence(term, decoded.record, raw);
      });
    }),
  };
}

const texts = fc.constantFrom(
  ...['payroll', 'payroll-2024', 'Payroll', 'a"b', 'a\\b', 'a/b', 'line\nend', 'caf\u00e9', '\u{1f600}', '\ufffd', ''],
  ...['CloudTrailEvent', 'null', 'true', '1e21', 'bucketName', 'x'],
);
const names = fc.constantFrom(
  'bucketName',
  'BucketName',
  'bu\u212ae',
  'Key',
  '\u212aey',
  'a.b',
  'na"me',
  'x/y',
  'caf\u00e9',
);
const values = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    texts,
    fc.constantFrom(7, 1.5, 1e21, true, false, null),
    fc.array(tie('value'), { maxLength: 2 }),
    fc.dictionary(names, tie('value'), { maxKeys: 2 }),
  ),
})).value;

/** The same value as another writer may write it: spaces, and characters escaped that need not be. */
function written(value: unknown, style: number): string {
  const text = JSON.stringify(value, null, style % 3 === 1 ? 1 : 0);
  if (style % 5 === 0)
    return text.replace(/[alkK]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
  if (style % 5 === 1) return text.replaceAll('/', '\\/');
  return style % 5 === 2 ? text.replaceAll('1e+21', '1e400') : text;
}

const oneRecord = fc
  .record({
    requestParameters: fc.dictionary(names, values, { maxKeys: 3 }),
    userIdentity: fc.record({ arn: fc.oneof(texts, values) }),
    userAgent: texts,
    style: fc.nat(14),
    inner: fc.constantFrom(0, 0, 0, 1, 2),
  })
  .map(({ style, inner, ...rest }) => {
    // A letter may only be escaped within strings: literals begin outside of them.
    const safe =
      style % 5 === 0 ? (JSON.parse(JSON.stringify(rest).replace(/\b(true|false|null)\b/g, '0')) as object) : rest;
    const text = written({ eventVersion: '1.08', ...safe, eventTime: '2024-01-01T00:00:00Z' }, style);
    if (inner === 0) return Buffer.from(text);
    const item = { Username: 'payroll', CloudTrailEvent: text };
    return Buffer.from(inner === 1 ? JSON.stringify(item) : written(item, style));
  });

const IDS = [
  'payroll',
  '"a/b"',
  '"caf\u00e9"',
  'a*b',
  'pay*2024*x',
  '"\ufffd"',
  '"bucketName\\":"',
  'requestParameters.bucketname:payroll',
  'requestParameters.bucketname:*roll*',
  'requestParameters.bucketname:*',
  'requestParameters.bucketname:(none)',
  'requestParameters.bucketname:(payroll OR null)',
  'requestParameters.bucketname:null',
  'requestParameters.Key:*',
  'requestParameters.bucketname.Key:*x*',
  'requestParameters.bucketname:>1',
  'requestParameters.caf\u00e9:*',
  'requestParameters:*payroll*',
  'userIdentity.arn:pay*',
  'userIdentity.arn:(none)',
].map((text) => canonical(text));

/** The id of the condition that this text is. */
function canonical(text: string): string {
  const parsed = parseFilterText(text);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.fault.message}`);
  const [term] = lowerFilter(parsed.filter).evidence;
  if (term === undefined) throw new Error(`${text} needs no records`);
  return term.id;
}

describe('searching a source', () => {
  it('answers as decoding every record does, whatever the pieces', () => {
    fc.assert(
      fc.property(
        fc.array(oneRecord, { minLength: 1, maxLength: 12 }),
        fc.subarray(IDS, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 2000 }),
        fc.nat(5),
        fc.boolean(),
        (records, ids, piece, sparse, decodeAll) => {
          const wanted = (index: number): boolean => sparse < 2 || index % sparse === 0;
          const chosen = records.filter((_, index) => wanted(index));
          expect(search(records, wanted, ids, piece, decodeAll)).toEqual(expected(chosen, ids));
        },
      ),
      { numRuns: 3000 },
    );
  }, 60_000);

  it('keeps apart what lies in a record and what lies beside it', () => {
    const records = ['{"eventName":"a"}', '{"eventName":"needle"}', '{"eventName":"b"}'].map((text) =>
      Buffer.from(text),
    );
    const { answers } = search(records, (index) => index !== 1, ['needle', canonical('"\\"},{"')], 1000);
    expect(answers).toEqual([
      [false, false],
      [false, false],
    ]);
  });

  it('finds what LookupEvents says around a record', () => {
    const CloudTrailEvent = '{"eventName":"GetUser"}';
    const item = Buffer.from(JSON.stringify({ Resources: [{ ResourceName: 'outer-target' }], CloudTrailEvent }));
    const { answers } = search([item, Buffer.from(CloudTrailEvent)], () => true, ['outer-target', 'GetUser'], 1000);
    expect(answers).toEqual([
      [true, false],
      [true, true],
    ]);
  });

  it('says where a place holds no record', () => {
    expect(() => search([Buffer.from('[1,2]')], () => true, [canonical('requestParameters.x:>1')], 100, true)).toThrow(
      UnreadableRecord,
    );
  });
});
