import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../core/event/json';
import { manifestLine, SOURCE_KINDS } from './manifest-line';
import { plainLine } from './plain-line';

const count = fc.nat();
const sha256 = fc.hexaString({ minLength: 64, maxLength: 64 });
const text = fc.string();
const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null });

/** Every shape of line that the program writes. */
const goodLine = fc.record(
  {
    seq: count,
    no: fc.nat(0xffffffff),
    uri: text,
    size: fc.maxSafeNat(),
    modified: maybe(text),
    sha256: maybe(sha256),
    compression: fc.constantFrom('none', 'gzip'),
    inflatedSize: fc.maxSafeNat(),
    inflatedSha256: maybe(sha256),
    kind: fc.constantFrom(...SOURCE_KINDS),
    format: maybe(text),
    records: count,
    rejected: count,
    rejects: fc.array(
      fc.record(
        { reason: text, record: count, offset: count, length: count, message: text },
        { requiredKeys: ['reason', 'offset', 'length', 'message'] },
      ),
      { maxLength: 3 },
    ),
    acquired: text,
    by: text,
    tool: text,
    stored: fc.oneof(
      fc.constant(null),
      fc.record({ pack: fc.integer({ min: 1 }), offset: count, size: count }),
      fc.record({ object: sha256 }),
    ),
    parent: count,
    member: text,
    versionId: text,
    etag: text,
    checksum: text,
    checked: text,
    metadata: fc.dictionary(text, text),
    gzip: fc.record({ members: count, firstSha256: maybe(sha256), after: count }),
    holds: fc.record({
      own: count,
      first: maybe(count),
      last: maybe(count),
      accounts: fc.array(text, { maxLength: 3 }),
      regions: fc.array(text, { maxLength: 3 }),
      whole: fc.boolean(),
    }),
    supersedes: count,
    sameAs: count,
    failed: fc.record({ reason: text, message: text }),
    sum: text,
  },
  {
    requiredKeys: [
      ...(['no', 'uri', 'size', 'modified', 'sha256', 'compression', 'inflatedSize', 'inflatedSha256'] as const),
      ...(['kind', 'format', 'records', 'rejected', 'rejects', 'acquired', 'by', 'tool', 'stored'] as const),
    ],
  },
);

/** What may stand in place of a member, its neighbours in the schema and what looks like them among it. */
const odd = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom(-1, -0, 0.5, 1e300, 2 ** 53, 2 ** 32, '', 'zip', 'cloudtrail', null, true, 'A'.repeat(64)),
  fc.constantFrom('a'.repeat(65), `${'a'.repeat(64)}\n`, 'a'.repeat(63) + '\u0430', 'a'.repeat(63) + 'g'),
  fc.constantFrom<unknown[]>([], [null], {}, { pack: 0, offset: 0, size: 0 }, { object: 'a'.repeat(64), pack: null }, [
    { reason: 'x', offset: 0, length: 0, message: 'm', more: 1, record: null },
  ]),
  fc.constantFrom<unknown>(
    { pack: 1, offset: 0, size: 0, object: 'a'.repeat(64), x: 1 },
    { reason: 'r', message: 'm' },
  ),
  fc.constantFrom<unknown>({ constructor: 'x', length: '1' }, { a: 1 }, ['text'], { members: 2, after: 0 }),
);
const name = fc.oneof(
  fc.constantFrom(...Object.keys(manifestLine.entries)),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', 'seq', 'sum', 'more'),
);

/** As it comes from a file: a member `__proto__` is one like any other then. */
function fromFile(
  line: object,
  changes: readonly (readonly [string, unknown])[],
  without: readonly string[],
): JsonObject {
  const members = Object.entries(line).filter(([key]) => !without.includes(key));
  const texts = [...members, ...changes].map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
  return JSON.parse(`{${texts.join(',')}}`) as JsonObject;
}

describe('plainLine', () => {
  it('takes every line that the program writes, as the schema does', () => {
    fc.assert(
      fc.property(goodLine, (line) => {
        const value = fromFile(line, [], []);
        expect(plainLine(value)).toStrictEqual(v.parse(manifestLine, value));
      }),
      { numRuns: 500 },
    );
  });

  it('takes nothing that the schema refuses, and makes the same of what both take', () => {
    let taken = 0;
    let refused = 0;
    const change = fc.tuple(name, odd);
    fc.assert(
      fc.property(
        goodLine,
        fc.array(change, { maxLength: 3 }),
        fc.array(name, { maxLength: 1 }),
        (line, changes, no) => {
          const value = fromFile(line, changes, no);
          const judged = v.safeParse(manifestLine, value);
          const plain = plainLine(value);
          if (judged.success) taken += 1;
          else refused += 1;
          expect(plain).toStrictEqual(judged.success ? judged.output : undefined);
        },
      ),
      { numRuns: 3000 },
    );
    expect(Math.min(taken, refused)).toBeGreaterThan(500);
  });

  it.each<[string, Json]>([
    ['no', 2 ** 32],
    ['sha256', 'A'.repeat(64)],
    ['kind', '__proto__'],
    ['stored', { object: `../${'a'.repeat(61)}` }],
    ['metadata', { a: 1 }],
    ['sameAs', null],
  ])('leaves a line whose %s is %j to the schema', (member, wrong) => {
    const [line] = fc.sample(goodLine, { numRuns: 1, seed: 1 });
    expect(plainLine(fromFile(line ?? {}, [[member, wrong]], []))).toBeUndefined();
  });
});
