import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8, walkSource } from '../../../test/fixtures/golden/read-source';
import type { Found } from '../../../test/fixtures/golden/read-source';
import { RecordFinder } from './record-finder';
import type { FormatId } from './format';
import { MAX_DEPTH, MAX_RECORD_BYTES } from './format';
import { lines } from './lines';

const OF = '"eventTime":"t","eventSource":"s","awsRegion":"r"';
const A = `{"eventName":"A",${OF},"x":"}]{[\\"\\\\"}`;
const B = `{"eventName":"B",${OF},"n":{"list":[1,[2,{"deep":null}]]}}`;

function summary(found: readonly Found[]): unknown[] {
  return found.map((entry) =>
    entry.kind === 'record' ? entry.text : [entry.reason, entry.record, entry.offset, entry.length],
  );
}

function walk(format: FormatId, text: string): unknown[] {
  return summary(walkSource(format, utf8(text)));
}

describe('RecordFinder', () => {
  it('finds the records of a log file with members before and after', () => {
    const text = ` {"a":{"Records":[0]},"b":"]","Records" : [ ${A} ,\n${B}\t] , "c":-1.5e3,"d":[[]],"e":true} \n`;
    const found = walkSource('records', utf8(text));
    expect(summary(found)).toEqual([A, B]);
    expect(found.map((entry) => entry.offset)).toEqual([text.indexOf(A), text.indexOf(B)]);
  });

  it('reads an empty list, and null in its place', () => {
    expect(walk('records', '{"Records":[]}')).toEqual([]);
    expect(walk('records', '{"Records":null}')).toEqual([]);
  });

  it('reads the container by an escaped name, and both where it occurs twice', () => {
    expect(walk('records', `{"\\u0052ecords":[${A}]}`)).toEqual([A]);
    expect(walk('records', `{"Records":[${A}],"Records":[${B}]}`)).toEqual([A, B]);
  });

  it('counts the bytes of a byte order mark', () => {
    const found = walkSource('array', Uint8Array.of(0xef, 0xbb, 0xbf, ...utf8(`[${A}]`)));
    expect(found).toEqual([{ kind: 'record', offset: 4, length: utf8(A).length, text: A }]);
  });

  it('rejects a byte order mark that is cut off', () => {
    const cut = Uint8Array.of(0xef, 0xbb);
    expect(summary(walkSource('array', cut))).toEqual([['syntax', undefined, 0, 2]]);
    expect(summary(walkSource('array', Uint8Array.of(...cut, ...utf8(`[${A}]`))))).toEqual([
      ['syntax', undefined, 0, 3],
      A,
    ]);
  });

  it('rejects entries that are no objects and goes on', () => {
    expect(walk('array', `[1,${A},"s",[{}],null,oops,${B}]`)).toEqual([
      ['not-an-object', 0, 1, 1],
      A,
      ['not-an-object', 2, 4 + A.length, 3],
      ['not-an-object', 3, 8 + A.length, 4],
      ['not-an-object', 4, 13 + A.length, 4],
      ['syntax', 5, 18 + A.length, 4],
      B,
    ]);
  });

  it('rejects a list of records that is none', () => {
    expect(walk('records', '{"Records":{"a":1},"b":2}')).toEqual([['syntax', 0, 0, 25]]);
    expect(walk('records', '{"Records":12}')).toEqual([['syntax', 0, 0, 14]]);
  });

  it('reads documents that follow one another', () => {
    expect(walk('records', `{"Records":[${A}]}\n{"Records":[${B}]}`)).toEqual([A, B]);
    expect(walk('record', `${A}${B}\n\n${A}`)).toEqual([A, B, A]);
  });

  it.each<[FormatId, string, string, string]>([
    ['records', `{"Records":[${A}]}`, 'garbage', 'trailing'],
    ['records', `{"Records":[${A}]}`, '}', 'trailing'],
    ['records', `{"Records":[${A}]}`, '{oops', 'trailing'],
    ['array', `[${A}]`, '\0\0\0', 'trailing'],
    ['record', A, ']', 'syntax'],
    ['record', A, '\ngarbage', 'syntax'],
    ['array', `[${A},`, ']', 'syntax'],
  ])('keeps the records of %s before a fault and rejects the rest: %s + %s', (format, before, rest, reason) => {
    const from = utf8(before).length;
    const blank = rest.length - rest.trimStart().length;
    expect(walk(format, before + rest)).toEqual([A, [reason, undefined, from + blank, utf8(rest).length - blank]]);
  });

  it.each<[string, string, unknown[]]>([
    ['a bracket that does not match', `[${A},{"x":[}],${B}]`, [A, ['syntax', 1, A.length + 2, 8], B]],
    ['a bracket that is missing', `[{"eventName":{"x":1},${A},${B}]`, [['syntax', 0, 1, 20], A, B]],
    ['a quote that is missing', `[{"eventName":x","y":"z"},${A}]`, [['syntax', 0, 1, 24], A]],
    ['a comma that is missing', `[${A} ${B}]`, [A, ['syntax', undefined, A.length + 2, 0], B]],
    ['a comma too many', `[${A},,${B}]`, [A, ['syntax', undefined, A.length + 2, 1], B]],
    ['a control character in a text', `[{"eventName":"a\n"},${A}]`, [['syntax', 0, 1, 18], A]],
    [
      'broken records one after the other',
      `[{"eventName":x},{"eventTime":y},${A}]`,
      [['syntax', 0, 1, 15], ['syntax', 1, 17, 15], A],
    ],
    [
      'a record within what broke',
      `[{"eventName":"x","a":[${A},]},${B}]`,
      [['syntax', 0, 1, 22], A, ['syntax', undefined, 24 + A.length, 1], B],
    ],
  ])('goes on behind %s', (_, text, expected) => {
    expect(walk('array', text)).toEqual(expected);
  });

  it('takes nothing within a broken record for a record that is not one', () => {
    const within = '"requestParameters":{"eventName":"inner","events":[{"eventTime":"t","eventName":"x"}]}';
    const broken = `{"eventVersion":1.08",${within},"policy":"{\\"eventSource\\":[\\"x\\"]}"}`;
    for (const format of ['array', 'mixed'] as const) {
      expect(walk(format, `[${broken},${A}]`)).toEqual([['syntax', 0, 1, broken.length], A]);
    }
    expect(walk('array', `[${A},{"eventVersion":"1\n","a":{"Records":"x","eventTime":"t"}},${B}]`)).toEqual([
      A,
      ['syntax', 1, A.length + 2, 57],
      B,
    ]);
  });

  it('reads several shapes in one source', () => {
    const texts = [
      A,
      `{"Records":[${B},${A}]}`,
      `[${A},${B}]`,
      `[[${A}],[${B}]]`,
      `[{"Records":[${A}]},{"records":[${B}]}]`,
    ];
    for (const format of ['records', 'array', 'record', 'lines', 'mixed'] as const) {
      const expected = [A, B, A, A, B, A, B, A, B];
      expect(walk(format, texts.join('\n'))).toEqual(expected);
      expect(walk(format, texts.join(',\n'))).toEqual(expected);
      expect(walk(format, texts.join(',\r\n\uFEFF'))).toEqual(expected);
      expect(walk(format, texts.map((text) => `\x1e${text}\n`).join(''))).toEqual(expected);
    }
  });

  it('names another document as what it is, and goes on', () => {
    expect(walk('records', `{"Records":[${A}]}\n{"other":1}\n{"Records":[${B}]}`)).toEqual([A, '{"other":1}', B]);
  });

  it('tells the line of what it rejects, whatever the chunking', () => {
    const text = `${A}\n\nbad\n{"eventName":\n${B}\nworse`;
    const bytes = utf8(text);
    for (const cuts of [[], [...bytes.keys()], [3, 40, 41, 60]]) {
      const found = walkSource('lines', bytes, cuts);
      expect(found.map((one) => (one.kind === 'reject' ? one.line : one.text))).toEqual([A, 3, 4, B, 6]);
    }
  });

  it('says that more pages belong to an answer', () => {
    const item = '{"EventId":"e","CloudTrailEvent":"{}"}';
    const [after, before] = [`{"Events":[${item}],"NextToken":"t"}`, `{"NextToken":"t","Events":[${item}]}`];
    expect(walk('lookup-events', after)).toEqual([item, ['more-pages', undefined, after.indexOf('"t"'), 0]]);
    expect(walk('lookup-events', before)).toEqual([['more-pages', undefined, before.indexOf('"t"'), 0], item]);
    expect(walk('lookup-events', `{"Events":[${item}],"NextToken":null}`)).toEqual([item]);
  });

  it('tells nothing before the first record where it is not known that there are any', () => {
    const found: unknown[] = [];
    const quiet = (text: string): RecordFinder => {
      found.length = 0;
      const finder = new RecordFinder(
        {
          record: (bytes, start, end) => found.push(new TextDecoder().decode(bytes.subarray(start, end))),
          reject: ({ reason, record, offset, length }) => found.push([reason, record, offset, length]),
        },
        { quiet: true },
      );
      finder.push(utf8(text));
      finder.end();
      return finder;
    };
    expect(quiet('# notes\n{"a":1}\n[1,2]\n{oops').found).toBe(false);
    expect(found).toEqual([]);
    expect(quiet(`# notes\n{"a":1}\n${A}\noops`).found).toBe(true);
    expect(found).toEqual([['syntax', undefined, 0, 15], A, ['syntax', undefined, 17 + A.length, 4]]);
  });

  it.each([
    ['', [['truncated', undefined, A.length + 1, 0]]],
    [',', [['truncated', undefined, A.length + 1, 1]]],
    [',{"eventName":"B', [['truncated', 1, A.length + 2, 15]]],
    [',{"eventName":"B\\', [['truncated', 1, A.length + 2, 16]]],
    [',12', [['truncated', 1, A.length + 2, 2]]],
  ])('takes one reject for what is cut off after a record: %s', (rest, expected) => {
    expect(walk('array', `[${A}${rest}`)).toEqual([A, ...expected]);
  });

  it('tells why the source ends where that is known', () => {
    const fault = { reason: 'gzip', message: 'damaged' } as const;
    expect(summary(walkSource('array', utf8(`[${A},{`), [], fault))).toEqual([A, ['gzip', 1, A.length + 2, 1]]);
    expect(summary(walkSource('array', utf8(`[${A}]`), [], fault))).toEqual([A, ['gzip', undefined, A.length + 2, 0]]);
  });

  it('walks a record over MAX_DEPTH to its end, and its neighbours', () => {
    const nested = (depth: number): string => `${'{"a":'.repeat(depth - 1)}{}${'}'.repeat(depth - 1)}`;
    const deepest = nested(MAX_DEPTH);
    const deeper = nested(MAX_DEPTH + 1);
    expect(walk('array', `[${deepest},${deeper},${A}]`)).toEqual([
      deepest,
      ['too-deep', 1, deepest.length + 2, deeper.length],
      A,
    ]);
  });

  it('walks a million levels in linear time', () => {
    const depth = 1_000_000;
    const deep = '['.repeat(depth) + ']'.repeat(depth);
    expect(walk('array', `[{"a":${deep}},${A}]`)).toEqual([['too-deep', 0, 1, deep.length + 6], A]);
    expect(walk('array', '['.repeat(depth))).toEqual([['truncated', 0, 7, depth - 7]]);
  });

  it('lets go of a record that is too large, and reads its neighbours', () => {
    const chunk = new Uint8Array(1024 * 1024).fill(0x61);
    const count = MAX_RECORD_BYTES / chunk.length + 1;
    const found: unknown[] = [];
    const sink = {
      record: (_bytes: Uint8Array, start: number, end: number) => found.push(end - start),
      reject: (reject: { reason: string; record?: number; length: number }) =>
        found.push([reject.reason, reject.record, reject.length]),
    };
    for (const reader of [new RecordFinder(sink), lines.reader(sink)]) {
      reader.push(utf8(`${A}\n{"a":"`));
      for (let i = 0; i < count; i += 1) reader.push(chunk);
      reader.push(utf8(`"}\n${A}`));
      reader.end();
    }
    const expected = [A.length, ['too-large', 1, chunk.length * count + 8], A.length];
    expect(found).toEqual([...expected, ...expected]);
  });
});

const entry = fc.oneof(
  { weight: 4, arbitrary: fc.dictionary(fc.string(), fc.jsonValue()).map((value) => JSON.stringify(value)) },
  fc.jsonValue().map((value) => JSON.stringify(value)),
  fc.constantFrom(A, B, '"\\\\"', '{"é":"\\u0041😀"}'),
);
const space = fc.constantFrom('', ' ', '\n', '\r\n\t ');

function isObjectText(text: string): boolean {
  return text.startsWith('{');
}

describe('every reader, on generated sources', () => {
  const cuts = fc.array(fc.nat({ max: 400 }), { maxLength: 20 }).map((list) => list.sort((a, b) => a - b));
  const inside = (list: number[], bytes: Uint8Array): number[] => list.filter((cut) => cut <= bytes.length);

  it('gives each entry of an array as written, whatever the chunking', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(entry, space), { maxLength: 8 }), cuts, (entries, at) => {
        // An array whose first entry is one is an array of arrays.
        const list = `[${[A, ...entries.map(([text, blank]) => blank + text + blank)].join(',')}]`;
        for (const [format, text] of [
          ['array', list],
          ['records', `{"before":{"Records":[1]},"Records":${list},"after":"]"}`],
        ] as const) {
          const bytes = utf8(text);
          const found = walkSource(format, bytes, inside(at, bytes));
          expect(found.map((one) => (one.kind === 'record' ? one.text : one.reason))).toEqual(
            [A, ...entries.map(([written]) => written)].map((written) =>
              isObjectText(written) ? written : 'not-an-object',
            ),
          );
          for (const one of found) {
            const range = new TextDecoder().decode(bytes.subarray(one.offset, one.offset + one.length));
            expect([A, ...entries.map(([written]) => written)]).toContain(range);
          }
        }
      }),
    );
  });

  it('gives each line as written, whatever the chunking', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(entry, space), { maxLength: 8 }), cuts, (all, at) => {
        // A line that is an array gives its entries.
        const entries = all.filter(([text]) => !text.startsWith('['));
        const bytes = utf8(entries.map(([text, blank]) => blank + text + blank.replace('\n', '')).join('\n'));
        const found = walkSource('lines', bytes, inside(at, bytes));
        expect(found.map((one) => (one.kind === 'record' ? one.text : one.reason))).toEqual(
          entries.map(([written]) => (isObjectText(written) ? written : 'not-an-object')),
        );
      }),
    );
  });

  it('never throws on broken input, gives the same whatever the chunking, and accounts for every byte but the frame', () => {
    const formats = ['records', 'array', 'record', 'lines'] as const;
    const broken = fc.tuple(
      fc.array(fc.oneof(entry, fc.constantFrom(...'{}[],:"\\\n x0'), fc.constant('{"Records":[')), { maxLength: 24 }),
      fc.uint8Array({ maxLength: 6 }),
      fc.nat(),
    );
    fc.assert(
      fc.property(fc.constantFrom(...formats), broken, cuts, (format, [pieces, noise, where], at) => {
        const text = utf8(pieces.join(''));
        const place = text.length === 0 ? 0 : where % text.length;
        const bytes = Uint8Array.of(...text.subarray(0, place), ...noise, ...text.subarray(place));
        const whole = walkSource(format, bytes);
        expect(walkSource(format, bytes, inside(at, bytes))).toEqual(whole);
        expect(walkSource(format, bytes, [...bytes.keys()])).toEqual(whole);
        let reached = 0;
        let number = 0;
        for (const one of whole) {
          expect(one.offset).toBeGreaterThanOrEqual(reached);
          reached = one.offset + one.length;
          if (one.kind === 'record') number += 1;
          else if (one.record !== undefined) {
            expect(one.record).toBe(number);
            number += 1;
          }
        }
        expect(reached).toBeLessThanOrEqual(bytes.length);
        expect(unaccounted(bytes, whole)).not.toContain('eventName');
      }),
      { numRuns: 1500 },
    );
  });
});

/** What lies outside every range. */
function unaccounted(bytes: Uint8Array, found: readonly Found[]): string {
  const left = bytes.slice();
  for (const { offset, length } of found) left.fill(0x20, offset, offset + length);
  return new TextDecoder('utf-8', { ignoreBOM: false }).decode(left);
}
