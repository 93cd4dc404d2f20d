import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../test/fixtures/golden/read-source';
import { writeTarHeader } from '../../main/evidence/tar';
import { detect, HEAD_BYTES } from './detect';
import { FORMATS, formatById } from './formats';
import { otherKind } from './other-kinds';
import type { FormatId } from './format';

const R = '{"eventVersion":"1.08","eventTime":"2026-03-12T01:42:11Z","eventName":"GetObject"}';
const ITEM = `{"EventId":"1","CloudTrailEvent":${JSON.stringify(R)}}`;
const PRETTY = JSON.stringify(JSON.parse(R), null, 2);

function kind(text: string | Uint8Array, complete = true): string {
  const found = detect(typeof text === 'string' ? utf8(text) : text, complete);
  return found.kind === 'cloudtrail' ? found.format : found.kind;
}

describe('detect', () => {
  it.each([
    [`{"Records":[${R}]}`, 'records'],
    ['{"Records":[]}', 'records'],
    ['{"Records":[1]}', 'records'],
    [`{"a":{"b":"Events"},"Records" :\n [${R}]}`, 'records'],
    [`{"Records":[${R}]}\n{"Records":[${R}]}\n`, 'records'],
    [`[${R}]`, 'array'],
    [`[1,{"x":1},${R}]`, 'array'],
    [R, 'record'],
    [`${R}\n`, 'record'],
    [PRETTY, 'record'],
    [`${PRETTY}\n${PRETTY}`, 'record'],
    [`${R}\n${R}`, 'lines'],
    [`${R}\r\n\r\n${R}\r\n`, 'lines'],
    [`{"x":1}\n${R}\n`, 'lines'],
    [`{"broken\n${R}\n${R}\n`, 'lines'],
    [`{"Events":[${ITEM}]}`, 'lookup-events'],
    ['{"Events":[],"NextToken":"x"}', 'lookup-events'],
    [`[${ITEM}]`, 'lookup-array'],
    [ITEM, 'lookup-item'],
    [JSON.stringify(JSON.parse(ITEM), null, 4), 'lookup-item'],
    [`${ITEM}\n${ITEM}`, 'lookup-lines'],
    ['{"digestS3Object":"k","logFiles":[]}', 'digest'],
    ['{"awsAccountId":"1","digestPublicKeyFingerprint":"f"}', 'digest'],
    ['{"fileVersion":"1.0","configurationItems":[{"awsRegion":"eu-west-1"}]}', 'config'],
    ['{"a":1}', 'json'],
    ['[1,2]', 'json'],
    ['[]', 'json'],
    ['{"Events":["x"]}', 'json'],
    ['{% template %}', 'text'],
    ['# Read me\n', 'text'],
    ['eventName,eventTime\nGetObject,1', 'text'],
    ['', 'empty'],
    [' \r\n\t', 'empty'],
    ['\0\u0001\u0002', 'binary'],
    ['PK\u0003\u0004', 'archive'],
    ['PK\u0005\u0006', 'archive'],
    ['PK\u0007\u0008PK\u0003\u0004', 'archive'],
    ['PK\u0001\u0002', 'binary'],
  ])('tells %j as %s', (text, expected) => {
    expect(kind(text)).toBe(expected);
    expect(kind(`\uFEFF${text}`)).toBe(text.startsWith('\0') || text.startsWith('PK') ? 'binary' : expected);
  });

  it('tells a source by a head that is cut off', () => {
    const long = `"pad":"${'x'.repeat(HEAD_BYTES)}"`;
    expect(kind(`{"Records":[{"eventName":"A",${long}`, false)).toBe('records');
    expect(kind(`{"eventName":"A",${long}`, false)).toBe('lines');
    expect(kind(`{\n"eventName":"A",${long}`, false)).toBe('record');
    expect(kind(`[{"eventName":"A",${long}`, false)).toBe('array');
    expect(kind(`{"x":1,${long}`, false)).toBe('json');
  });

  it('tells what is cut off within its first record', () => {
    expect(kind(`{"Records":[{"eventVer`)).toBe('records');
    expect(kind('{"eventName":"A","x":')).toBe('record');
  });

  it('tells tar by its check sum, before the name of its first member', () => {
    const block = Buffer.alloc(1024);
    writeTarHeader(block, 0, '{"eventName":"A"}', 4, 0);
    expect(kind(block)).toBe('archive');
    expect(kind(block, false)).toBe('archive');
    block[0] = 0x7c;
    // Its mark tells it still; without that nothing does.
    expect(kind(block)).toBe('archive');
    block.fill(0, 257, 265);
    expect(kind(block)).toBe('binary');
    expect(kind(Buffer.alloc(1024))).toBe('binary');
  });

  it('tells UTF-16 and parts of archives', () => {
    const utf16 = Uint8Array.from(Buffer.from(`\uFEFF${R}`, 'utf16le'));
    for (const bytes of [utf16, utf16.subarray(2), Uint8Array.from(Buffer.from(utf16).swap16())]) {
      expect(detect(bytes, true)).toEqual({ kind: 'text', what: 'utf-16' });
    }
    expect(detect(utf8('PK\u0001\u0002'), true)).toEqual({ kind: 'binary', what: 'zip-part' });
    expect(otherKind('zip-part')?.remedy).toContain('7-Zip');
    expect(detect(Uint8Array.of(0x1f, 0x8b, 8, 0), true)).toEqual({ kind: 'binary', what: 'gzip-twice' });
  });

  it('comes to an end on a head made to be slow', () => {
    const heads = [
      '{"a":'.repeat(20_000),
      '{\n'.repeat(30_000),
      `{${'"'.repeat(60_000)}`,
      `[${'{"a":1},'.repeat(9000)}`,
    ];
    for (const head of heads) expect(kind(head, false)).toBe('json');
  });
});

describe('formatById', () => {
  it('knows every format, and no other', () => {
    for (const format of FORMATS) expect(formatById(format.id)).toBe(format);
    expect(() => formatById('parquet' as FormatId)).toThrow(RangeError);
  });
});
