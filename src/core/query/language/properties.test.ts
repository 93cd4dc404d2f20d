import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FACETS, type FacetName, facetPosition } from '../../event/facet-catalogue';
import { NO_TIME } from '../../event/facet-values';
import { extractEvent, newEventValues } from '../../event/extract-facets';
import { isObject, type Json, type JsonObject } from '../../event/json';
import { matchesNetwork, parseNetwork } from '../cidr';
import { ALL, conjunction, disjunction, type Field, type FilterNode, negation, phrase, term, type Value } from './ast';
import { completeAt } from './complete';
import { matchesPattern, matchesRecord } from './evaluate';
import { fieldOfPath } from './fields';
import type { Filter } from '../filter';
import { boundFilter, lowerFilter, testEvidence } from './lower';
import { parseFilterText } from './parse';
import { fromPills, invertPill, loadPills, type Pill, pillText, savePills, switchPill, toPills } from './pills';
import { printFilter } from './print';

/** The node without its places in the text. */
function plain(node: FilterNode): unknown {
  switch (node.kind) {
    case 'all':
      return { kind: 'all' };
    case 'and':
    case 'or':
      return { kind: node.kind, of: node.of.map(plain) };
    case 'not':
      return { kind: 'not', of: plain(node.of) };
    case 'term':
      return { kind: 'term', field: node.field, values: node.values };
    case 'text':
      return { kind: 'text', pieces: node.pieces };
  }
}

function read(text: string): FilterNode {
  const parsed = parseFilterText(text, { zone: 'Asia/Kathmandu' });
  if (!parsed.ok) throw new Error(`${text}: ${parsed.fault.message}`);
  return parsed.filter;
}

// Texts as records and attackers write them, heavy in everything that the language gives a meaning.
const awkward = fc.constantFrom(
  ...['*', '"', '\\', '(', ')', ':', ' ', '-', '[', ']', '{', '}', '<', '>', '.', '/', '\n', '\t', '\u00a0', '\u202e'],
  ...[
    '\u0000',
    '\ud800',
    '\udc00',
    '😀',
    'AND',
    'OR',
    'NOT',
    ' TO ',
    '(none)',
    '(empty)',
    '&&',
    '\\u{41}',
    '10.0.0.0/8',
    'a',
    'B',
    '0',
  ],
);
const text = fc.oneof(
  fc.array(awkward, { maxLength: 6 }).map((parts) => parts.join('')),
  fc.string({ maxLength: 8 }),
  fc.fullUnicodeString({ maxLength: 4 }),
  fc.constantFrom(
    'GetObject',
    'arn:aws:iam::111122223333:user/Mary',
    '2001:db8::1',
    'AROAEXAMPLE:i-0ab',
    's3.amazonaws.com',
    '',
    'true',
    '7',
  ),
);
const someText = text.filter((one) => one !== '');

const exact = text.map((one): Value => ({ kind: 'exact', text: one }));
const pattern = fc
  .tuple(text, fc.array(someText, { maxLength: 2 }), text)
  .filter(([first, inner, last]) => first !== '' || last !== '' || inner.length > 0)
  .map(([first, inner, last]): Value => ({ kind: 'pattern', pieces: [first, ...inner, last] }));
const stated = fc.constantFrom<Value>({ kind: 'present' }, { kind: 'absent' });
const network = fc.constantFrom<Value>(
  { kind: 'network', network: '10.0.0.0/8' },
  { kind: 'network', network: '2001:db8::/32' },
  { kind: 'network', network: '0.0.0.0/0' },
);
const seconds = fc.integer({ min: 0, max: 0xfffffffe });
const times = fc.oneof(
  fc
    .tuple(
      seconds,
      seconds.filter((one) => one > 0),
    )
    .map(([from, length]): Value => ({ kind: 'time', from, to: from + length })),
  seconds.map((from): Value => ({ kind: 'time', from, to: null })),
  seconds.map((to): Value => ({ kind: 'time', from: null, to })),
  seconds.map((from): Value => ({ kind: 'time', from, to: from + 1 })),
  fc
    .tuple(seconds, fc.integer({ min: 1, max: 999_999 }))
    .map(([second, micros]) => (second * 1e6 + micros) / 1e6)
    .chain((from) =>
      fc.constantFrom<Value>(
        { kind: 'time', from, to: null },
        { kind: 'time', from: null, to: from },
        { kind: 'time', from, to: (Math.round(from * 1e6) + 1) / 1e6 },
        { kind: 'time', from, to: Math.ceil(from) + 60 },
      ),
    ),
);
const amount = fc
  .oneof(fc.integer({ min: -5, max: 20 }), fc.double({ noNaN: true, noDefaultInfinity: true }))
  .map((one) => one + 0);
const numbers = fc
  .tuple(amount, amount, fc.boolean(), fc.boolean(), fc.constantFrom('both', 'from', 'to'))
  .filter(([a, b]) => a !== b)
  .map(([a, b, low, high, ends]): Value => ({
    kind: 'number',
    from: ends === 'to' ? null : { value: Math.min(a, b), inclusive: low },
    to: ends === 'from' ? null : { value: Math.max(a, b), inclusive: high },
  }));

const facetName = fc.constantFrom(...FACETS.map((facet) => facet.name));
const path = fc.oneof(
  fc.constantFrom(
    ['requestParameters', 'key'],
    ['eventID'],
    ['resources', 'ARN'],
    ['userIdentity', 'arn'],
    ['errorMessage'],
  ),
  fc
    .tuple(fc.constantFrom('requestParameters', 'userIdentity', 'odd root'), someText, someText)
    .map((segments) => [...segments]),
);

const anyTerm = fc.oneof(
  fc
    .tuple(facetName, fc.array(fc.oneof(exact, exact, pattern, stated), { minLength: 1, maxLength: 3 }))
    .map(([name, values]) => term({ kind: 'facet', name }, values)),
  fc
    .array(fc.oneof(network, network, exact), { minLength: 1, maxLength: 2 })
    .map((values) => term({ kind: 'facet', name: 'sourceIPAddress' }, values)),
  fc.array(fc.oneof(times, stated), { minLength: 1, maxLength: 2 }).map((values) => term({ kind: 'time' }, values)),
  fc.array(fc.oneof(numbers, stated), { minLength: 1, maxLength: 2 }).map((values) => term({ kind: 'bytes' }, values)),
  fc
    .tuple(path, fc.array(fc.oneof(exact, pattern, stated, times, numbers), { minLength: 1, maxLength: 3 }))
    .map(([segments, values]) => term(fieldOfPath(segments, true) as Field, values))
    .filter((node) => node.field.kind === 'path'),
  fc.array(someText, { minLength: 1, maxLength: 3 }).map(phrase),
);
const { filter: anyFilter } = fc.letrec<{ filter: FilterNode }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 4 },
    anyTerm,
    fc.array(tie('filter'), { minLength: 2, maxLength: 3 }).map(conjunction),
    fc.array(tie('filter'), { minLength: 2, maxLength: 3 }).map(disjunction),
    tie('filter').map((node) => negation(node)),
  ),
}));

describe('text', () => {
  it('reads back as the filter it was printed from', () => {
    fc.assert(
      fc.property(anyFilter, (filter) => {
        const printed = printFilter(filter);
        const back = read(printed);
        expect(plain(back)).toEqual(plain(filter));
        expect(printFilter(back)).toBe(printed);
      }),
      { numRuns: 1500 },
    );
  });

  it('shows no character that cannot be seen', () => {
    fc.assert(
      fc.property(anyFilter, (filter) => {
        expect(printFilter(filter)).not.toMatch(
          /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/,
        );
      }),
      { numRuns: 500 },
    );
  });

  it('never throws, whatever is typed, and marks faults within the text', () => {
    const pieces = fc.oneof(
      awkward,
      fc.constantFrom(
        'eventName:',
        'eventTime:',
        'bytesTransferredOut:',
        '$.a:',
        '>=',
        'NOT ',
        ' OR ',
        '2026-03-11',
        '*',
      ),
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), fc.nat(40), (parts, at) => {
        const typed = parts.join('');
        const parsed = parseFilterText(typed);
        if (parsed.ok) expect(plain(read(printFilter(parsed.filter)))).toEqual(plain(parsed.filter));
        else {
          expect(parsed.fault.start).toBeGreaterThanOrEqual(0);
          expect(parsed.fault.end).toBeGreaterThanOrEqual(parsed.fault.start);
          expect(parsed.fault.end).toBeLessThanOrEqual(typed.length);
          expect(parsed.fault.message).not.toBe('');
        }
        const completion = completeAt(typed, at);
        const cursor = Math.min(at, typed.length);
        expect(completion.from).toBeLessThanOrEqual(cursor);
        expect(completion.to).toBeGreaterThanOrEqual(cursor);
        expect(completion.to).toBeLessThanOrEqual(typed.length);
      }),
      { numRuns: 1500 },
    );
  });
});

describe('pills', () => {
  it('hold the same filter as the text', () => {
    fc.assert(
      fc.property(anyFilter, (filter) => {
        expect(plain(fromPills(toPills(filter)))).toEqual(plain(filter));
        expect(plain(fromPills(toPills(read(printFilter(filter)))))).toEqual(plain(filter));
      }),
      { numRuns: 1000 },
    );
  });

  it('come back as they were when inverted twice or saved', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyFilter, fc.boolean()), { maxLength: 5 }), (parts) => {
        const pills: Pill[] = parts.flatMap(([filter, off]) => toPills(filter).map((pill) => switchPill(pill, off)));
        const loaded = loadPills(savePills(pills));
        expect(loaded?.map((pill) => [pillText(pill), pill.off === true])).toEqual(
          pills.map((pill) => [pillText(pill), pill.off === true]),
        );
        expect(pills.map((pill) => pillText(invertPill(invertPill(pill))))).toEqual(pills.map(pillText));
      }),
      { numRuns: 500 },
    );
  });
});

const scalar = fc.oneof(
  text,
  fc.constantFrom<Json>(null, true, false, 0, 3, 1.5, '10.1.2.3', '2001:db8::9', '2026-03-11T22:00:00Z'),
);
const { json } = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 2 },
    scalar,
    fc.array(tie('json'), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom('key', 'Key', 'arn', 'ARN', 'accountId', '__proto__', 'bucketName'), tie('json'), {
      maxKeys: 3,
    }),
  ),
}));
const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });
const record = fc
  .record({
    eventName: optional(scalar),
    eventTime: optional(seconds.map((one) => new Date(one * 1000).toISOString())),
    sourceIPAddress: optional(
      fc.constantFrom('10.1.2.3', '192.0.2.1', '2001:db8::9', 's3.amazonaws.com', 'AWS Internal', ''),
    ),
    userAgent: optional(fc.oneof(text, fc.constantFrom('[]', '[a]', 'a'))),
    errorCode: optional(text),
    eventID: optional(text),
    userIdentity: optional(json),
    requestParameters: optional(json),
    resources: optional(json),
    tlsDetails: optional(json),
    additionalEventData: optional(
      fc.record({ bytesTransferredOut: fc.constantFrom<Json>(0, 7, 1000, '12', null, 'x') }),
    ),
    'odd root': optional(json),
  })
  .map((one) => JSON.parse(JSON.stringify(one)) as Json)
  .filter(isObject);

/** The lowered tree over one event's values; undefined where NOT does not turn the answer round. */
function lowered(tree: Filter, record: JsonObject, evidence: (id: string) => boolean): boolean | undefined {
  const values = newEventValues();
  extractEvent(record, values);
  const facetTexts = (facet: FacetName): readonly string[] => {
    const value = values.facets[facetPosition(facet) ?? -1];
    return value === undefined ? [] : typeof value === 'string' ? [value] : value;
  };
  const walk = (node: Filter): boolean | undefined => {
    switch (node.op) {
      case 'all':
        return true;
      case 'and':
      case 'or': {
        const answers = node.of.map(walk);
        const decides = node.op === 'or';
        if (answers.includes(decides)) return decides;
        return answers.includes(undefined) ? undefined : !decides;
      }
      case 'not': {
        const inner = walk(node.of);
        return inner === undefined ? undefined : !inner;
      }
      case 'in':
        return facetTexts(node.facet).length === 0
          ? node.values.includes(null)
          : facetTexts(node.facet).some((one) => node.values.includes(one));
      case 'holds':
        return facetTexts(node.facet).some((one) => one.toLowerCase().includes(node.text.toLowerCase()));
      case 'like':
        return facetTexts(node.facet).some((one) => matchesPattern(node.pieces, one));
      case 'present':
        return facetTexts(node.facet).length > 0;
      case 'cidr': {
        const answers = facetTexts(node.facet).map((one) => matchesNetwork(parseNetwork(node.network), one));
        return answers.includes(true) ? true : answers.includes(false) ? false : undefined;
      }
      case 'time':
        return values.time !== NO_TIME && values.time >= (node.from ?? 0) && values.time < (node.to ?? NO_TIME);
      case 'bytes':
        return values.bytesOut >= 0 && values.bytesOut >= (node.from ?? 0) && values.bytesOut < (node.to ?? Infinity);
      case 'evidence':
        return evidence(node.id);
      default:
        return undefined;
    }
  };
  return walk(tree);
}

describe('lowering', () => {
  it('answers as the record itself does, and bounds what the records decide', () => {
    fc.assert(
      fc.property(anyFilter, record, (filter, one) => {
        const values = newEventValues();
        extractEvent(one, values);
        const rawText = JSON.stringify(one);
        const wanted = matchesRecord(filter, one, rawText, values);
        const split = lowerFilter(filter);
        const answers = new Map(split.evidence.map((part) => [part.id, testEvidence(part, one, rawText)]));
        expect(lowered(split.tree, one, (id) => answers.get(id) ?? false) === true).toBe(wanted);
        for (const part of split.evidence) {
          expect(plain(read(part.id))).toEqual(plain(part.node));
          if (part.within && answers.get(part.id) === true) expect(lowered(part.within, one, () => false)).toBe(true);
        }
        const never = (): boolean => {
          throw new Error('bounds hold no evidence');
        };
        const { possible, certain } = boundFilter(split);
        if (wanted) expect(lowered(possible, one, never)).toBe(true);
        if (lowered(certain, one, never) === true) expect(wanted).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps an empty filter empty', () => {
    expect(lowerFilter(ALL)).toEqual({ tree: { op: 'all' }, evidence: [] });
  });
});
