import fc from 'fast-check';
import { STATUSES, type Action, type Change, type FindingValue, type On } from '../../src/core/annotation/action';
import { keyBytes } from '../../src/core/annotation/event-key';
import type { Target } from '../../src/core/annotation/target';
import { VOCABULARY } from './generated-events';

/** Names that are also members of every object are among those that analysts may give. */
export const TAGS = ['initial access', 'exfiltration', '__proto__', 'Älter'] as const;
export const TEXTS = ['Payroll bucket', 'payroll again', 'constructor', ''] as const;
export const ACCOUNTS = ['111111111111', '222222222222', '333333333333'] as const;

export const targets: fc.Arbitrary<Target> = fc.oneof(
  fc
    .constantFrom('eventName' as const, 'resource' as const, 'accessKeyId' as const, 'errorCode' as const)
    .chain((facet) =>
      fc.constantFrom(...VOCABULARY[facet], 'absent').map((value): Target => ({ on: 'value', facet, value })),
    ),
  fc.constantFrom(...ACCOUNTS).map((account): Target => ({ on: 'account', account })),
  fc
    .tuple(fc.constantFrom(...ACCOUNTS), fc.constantFrom(...ACCOUNTS))
    .map(([caller, acted]): Target => ({ on: 'pair', caller, acted })),
  fc
    .tuple(fc.integer({ min: 995, max: 1035 }), fc.integer({ min: 0, max: 15 }))
    .map(([from, length]): Target => ({ on: 'time', from, to: from + length })),
  fc.constant<Target>({ on: 'case' }),
);

const changes: fc.Arbitrary<Change> = fc.oneof(
  fc.boolean().map((star): Change => ({ star })),
  fc.record({ tag: fc.constantFrom(...TAGS), put: fc.constantFrom(true, true, false) }).map((change): Change => change),
  fc
    .tuple(fc.option(fc.constantFrom(...STATUSES), { nil: null }), fc.constantFrom('', 'backup job'))
    .map(([status, reason]): Change => ({ status, reason })),
);

function finding(keys: fc.Arbitrary<string>): fc.Arbitrary<FindingValue> {
  const cite = fc.oneof(
    keys.map((key) => ({ event: { key, time: null, name: null, source: null, account: null } })),
    targets.map((target) => ({ target })),
  );
  return fc
    .record({ number: fc.integer({ min: 1, max: 12 }), cites: fc.array(cite, { maxLength: 3 }) })
    .map(({ number, cites }) => ({
      number,
      rank: number,
      title: `Finding ${String(number)}`,
      fact: '',
      interpretation: '',
      confidence: null,
      severity: null,
      techniques: [],
      cites,
    }));
}

/** @param keys of events in the case or in none, in hexadecimal digits */
export function actionsOf(keys: fc.Arbitrary<string>): fc.Arbitrary<Action> {
  const on: fc.Arbitrary<On> = fc
    .tuple(fc.array(keys, { maxLength: 8 }), fc.array(targets, { maxLength: 2 }))
    .map(([some, of]) => ({ keys: keyBytes(some), targets: of }));
  return fc.oneof(
    { weight: 4, arbitrary: fc.tuple(changes, on).map(([change, of]): Action => ({ op: 'mark', change, ...of })) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.constantFrom('n1', 'n2', 'n3'), fc.option(fc.constantFrom(...TEXTS), { nil: null }), on)
        .map(([note, text, of]): Action => ({ op: 'note', note, text, ...of })),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.constantFrom('f1', 'f2'), fc.option(finding(keys), { nil: null, freq: 4 }))
        .map(([id, value]): Action => ({ op: 'finding', finding: id, value })),
    },
    fc
      .tuple(fc.constantFrom(...ACCOUNTS), fc.constantFrom('Production', 'Backup', null))
      .map(([account, name]): Action => ({
        op: 'account',
        account,
        value: name === null ? null : { name, side: 'ours', owner: '' },
      })),
    fc.tuple(fc.constantFrom(...TAGS), fc.constantFrom('how they came in', null)).map(([tag, description]): Action => ({
      op: 'tag',
      tag,
      value: description === null ? null : { shape: 'dot', hue: 1, description },
    })),
  );
}
