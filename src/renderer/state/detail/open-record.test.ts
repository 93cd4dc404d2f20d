import { describe, expect, it } from 'vitest';
import type { Source } from '../../../contract/schemas';
import { typedPaths } from '../../ui/offer';
import { decodeText, openRecord } from './open-record';

function source(format: string): Source {
  return {
    no: 1,
    uri: '/logs/a.json',
    sha256: 'ab'.repeat(32),
    size: 10,
    inflatedSize: 10,
    kind: 'cloudtrail',
    what: null,
    reading: 'read',
    format,
    records: 1,
    rejected: 0,
    rejects: [],
    modified: null,
    acquired: '2026-03-14T09:00:00Z',
    by: 'mira',
  };
}

const row = { event: 0, time: null, copies: 0, conflicting: false, values: {} };
const locator = { source: 1, record: 0, offset: 0, length: 10 };
const open = (text: string, format: string): ReturnType<typeof openRecord> =>
  openRecord(row, [{ locator, source: source(format) }], new TextEncoder().encode(text));

describe('an open record', () => {
  it('keeps the bytes as delivered and reads the record from them', () => {
    const text = '{ "eventName" : "GetObject", "n":12345678901234567890 }';
    const opened = open(text, 'records');
    expect([opened.text, opened.recordText, opened.fault]).toEqual([text, text, undefined]);
    expect(opened.record).toMatchObject({ eventName: 'GetObject' });
  });

  it('takes the record out of a LookupEvents item, whose text stays as it was', () => {
    const inner = '{"eventVersion":"1.08","eventName":"ConsoleLogin","eventTime":"2026-03-01T00:00:00Z"}';
    const item = JSON.stringify({ EventId: 'e', EventName: 'ConsoleLogin', CloudTrailEvent: inner });
    const opened = open(item, 'lookup-item');
    expect([opened.text, opened.recordText]).toEqual([item, inner]);
    expect(opened.record).toMatchObject({ eventName: 'ConsoleLogin' });
  });

  it('says why a record cannot be read, and still shows it', () => {
    const opened = open('{"eventName":', 'records');
    expect(opened.record).toBeUndefined();
    expect(opened.fault).not.toBe('');
    expect(opened.text).toBe('{"eventName":');
  });

  it('tells bytes that are no text from a replacement character that was delivered', () => {
    expect(decodeText(Uint8Array.of(0x61, 0xff))).toEqual({ text: 'a\ufffd', damaged: true });
    expect(decodeText(new TextEncoder().encode('\ufeffa\ufffd'))).toEqual({ text: '\ufeffa\ufffd', damaged: false });
  });
});

describe('typed paths', () => {
  it('are one a line, without the quotes of a file manager', () => {
    expect(typedPaths(' /a b/c \n\n"C:\\logs\\x y"\n\'/q\'\n')).toEqual(['/a b/c', 'C:\\logs\\x y', '/q']);
  });
});
