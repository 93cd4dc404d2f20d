import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOSTILE_STRINGS } from '../../../test/fixtures/hostile-strings';
import { canonicalJson } from '../event/canonical';
import { jsonLine, jsonLineWithEvidence } from './jsonl';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (line: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(line);
const PLACE = { source: 's3://t/a "b"\n.json', sha256: 'aa', record: 3, offset: 10, length: 20 };

describe('a line', () => {
  it('is the record to the byte where that is on one line', () => {
    const record = '{ "eventName" : "x",\t"n": 1.0, "big":12345678901234567890, "a":"\\u0041", "a": 2 }';
    expect(text(jsonLine(bytes(record)))).toBe(`${record}\n`);
    const broken = Uint8Array.of(0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d);
    expect([...jsonLine(broken)]).toEqual([...broken, 0x0a]);
  });

  it('loses only the white space between tokens where the record has line breaks', () => {
    const record = '{\r\n  "eventName" : "a  b\\n\\"c\\\\",\n\t"n" : [ 1.0,\n 12345678901234567890 ]\n}';
    expect(text(jsonLine(bytes(record)))).toBe('{"eventName":"a  b\\n\\"c\\\\","n":[1.0,12345678901234567890]}\n');
  });

  it('is one line with the same content, whatever the record and its layout (property)', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 1, '\t', ' \r\n'), (value, indent) => {
        const written = JSON.stringify(
          { eventName: value },
          null,
          typeof indent === 'string' ? indent.trim() || 2 : indent,
        );
        const line = text(jsonLine(bytes(written)));
        expect(line.indexOf('\n')).toBe(line.length - 1);
        expect(line).not.toContain('\r');
        expect(canonicalJson(line.trim())).toBe(canonicalJson(written));
      }),
    );
  });

  it('holds hostile strings', () => {
    for (const hostile of HOSTILE_STRINGS) {
      const written = JSON.stringify({ eventName: hostile }, null, 2);
      expect(JSON.parse(text(jsonLine(bytes(written))))).toEqual({ eventName: hostile });
      const places = [{ ...PLACE, source: hostile }];
      const wrapped: unknown = JSON.parse(text(jsonLineWithEvidence(bytes(written), places)));
      expect(wrapped).toMatchObject({ record: { eventName: hostile }, evidence: { source: hostile } });
    }
  });
});

it('says where the record lies, and every copy', () => {
  const line = jsonLineWithEvidence(bytes('{"eventName":"x",\n"n":1.0}'), [PLACE, { ...PLACE, sha256: 'bb' }]);
  expect(text(line)).toBe(
    `{"record":{"eventName":"x","n":1.0},"evidence":${JSON.stringify({ ...PLACE, copies: [{ ...PLACE, sha256: 'bb' }] })}}\n`,
  );
});
