import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../test/fixtures/golden/read-source';
import { decodeRecord } from './decode-record';

function decode(text: string): ReturnType<typeof decodeRecord> {
  const bytes = utf8(`##${text}##`);
  return decodeRecord(bytes, 2, bytes.length - 2);
}

describe('decodeRecord', () => {
  it('takes any of eventName, eventSource and eventTime as the mark of a record', () => {
    for (const name of ['eventName', 'eventSource', 'eventTime']) {
      expect(decode(`{"${name}":"x"}`)).toEqual({ ok: true, record: { [name]: 'x' } });
    }
    expect(decode('{"eventID":"1"}')).toMatchObject({ ok: false, reason: 'not-a-record' });
    expect(decode('{"eventName":"ObjectCreated:Put","eventSource":"aws:s3"}')).toMatchObject({
      ok: false,
      reason: 'not-a-record',
    });
  });

  it('takes the record out of a LookupEvents item, with its text', () => {
    const text = '{"eventName":"A","n":12345678901234567890}';
    const decoded = decode(JSON.stringify({ EventId: '1', CloudTrailEvent: text }));
    expect(decoded).toMatchObject({ ok: true, record: { eventName: 'A' }, text });
  });

  it('names what is wrong with an inner record', () => {
    const item = (inner: unknown): string => JSON.stringify({ CloudTrailEvent: inner });
    expect(decode(item('{"eventName":'))).toMatchObject({ ok: false, reason: 'syntax' });
    expect(decode(item('[]'))).toMatchObject({ ok: false, reason: 'not-an-object' });
    expect(decode(item('{}'))).toMatchObject({ ok: false, reason: 'not-a-record' });
    expect(decode(item(5))).toMatchObject({ ok: false, reason: 'not-a-record' });
    expect(decode(item(`{"eventName":${'['.repeat(201)}${']'.repeat(201)}}`))).toMatchObject({ reason: 'too-deep' });
    expect(decode(item(`{"eventName":"]]\\"${'['.repeat(300)}"}`))).toMatchObject({ ok: true });
    expect(decode(item({ eventName: 'A' }))).toEqual({ ok: true, record: { eventName: 'A' } });
  });

  it('rejects what is no object or no JSON, without its content in the message', () => {
    expect(decode('7')).toMatchObject({ ok: false, reason: 'not-an-object' });
    const broken = decode('{"eventName":secret}');
    expect(broken).toMatchObject({ ok: false, reason: 'syntax' });
    expect(JSON.stringify(broken)).not.toContain('secret');
  });

  it('keeps hostile names as own members', () => {
    const decoded = decode('{"eventName":"A","__proto__":{"eventSource":"evil"},"constructor":1}');
    expect(decoded.ok && Object.hasOwn(decoded.record, '__proto__')).toBe(true);
    expect(decoded.ok && decoded.record.eventSource).toBe(undefined);
  });

  it('takes the last of duplicate names, and replaces bytes that are no UTF-8', () => {
    expect(decode('{"eventName":"A","eventName":"B"}')).toEqual({ ok: true, record: { eventName: 'B' } });
    const bytes = Uint8Array.of(...utf8('{"eventName":"'), 0xff, 0x41, ...utf8('"}'));
    expect(decodeRecord(bytes, 0, bytes.length)).toEqual({ ok: true, record: { eventName: '\uFFFDA' } });
  });
});
