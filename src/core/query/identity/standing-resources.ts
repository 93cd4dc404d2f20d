import type { FacetName } from '../../event/facet-catalogue';
import { NO_TIME } from '../../event/facet-values';
import { forEachRow, type Mask } from '../bitset';
import { eachId } from '../column-values';
import type { Dictionary } from '../dictionary';
import type { IndexedSegment } from '../indexed-segment';
import type { CreatedResource, Standing } from './card';
import { type NamingValues, otherName, resourceNames } from './resource-name';
import { PAIR_CALLS, type PairCall, type PairStep, type ResourcePair } from './resource-pairs';

/** Columns that say what was made and what ended it. */
export const STANDING_NEEDS: readonly FacetName[] = [
  'eventName',
  'eventSource',
  'outcome',
  'resource',
  'issuedKey',
  'bucketName',
  'copyTarget',
  'recipientAccountId',
  'awsRegion',
  'principal',
];

interface Part {
  readonly segment: IndexedSegment;
  readonly mask: Mask;
}

type Dictionaries = (facet: FacetName) => Dictionary;

/** Things that are followed: whoever makes more of them than this is not told of each. */
const MOST_FOLLOWED = 10_000;

interface Step {
  readonly step: PairStep;
  readonly eventName: string;
  readonly principal: string | null;
  readonly time: number;
}

interface Thing {
  readonly pair: ResourcePair;
  readonly name: string | undefined;
  readonly account: string | null;
  readonly eventName: string;
  created: number;
  first: number;
  last: number;
  /** Latest step of each kind that is not before the latest creation. */
  end: Step | undefined;
}

/**
 * What events of `made` created, and what any event of `all` did to it since: latest creation first. Calls that failed
 * create and end nothing. Beyond the first 10,000 things each creation counts in `total` alone.
 */
export function createdResources(
  made: readonly Part[],
  all: readonly Part[],
  dictionaries: Dictionaries,
  most: number,
): { readonly total: number; readonly rows: readonly CreatedResource[] } {
  const things = new Map<string, Thing>();
  /** By another name of theirs, which several may have. */
  const others = new Map<string, Thing[]>();
  const alias = (thing: Thing, other: string | undefined, read: SegmentValues, row: number): void => {
    if (other === undefined) return;
    const key = keyOf(thing.pair, other, read, row);
    const alike = others.get(key);
    if (alike === undefined) others.set(key, [thing]);
    else if (!alike.includes(thing)) alike.push(thing);
  };
  let beyond = 0;
  eachCall(made, dictionaries, ['create'], ({ pair, eventName, row, read, time }) => {
    const values = read.naming(row);
    const names = resourceNames(pair.named, values);
    const other = otherName(pair.named, values);
    for (const name of names.length === 0 ? [undefined] : names) {
      const key = keyOf(pair, name, read, row);
      const known = things.get(key);
      if (known === undefined && things.size >= MOST_FOLLOWED) beyond++;
      else if (known === undefined) {
        const account = read.text('recipientAccountId', row);
        const [first, last] = [time, stamp(time)];
        const thing: Thing = { pair, name, account, eventName, created: 1, first, last, end: undefined };
        things.set(key, thing);
        alias(thing, other, read, row);
      } else {
        known.created++;
        known.first = Math.min(known.first, time);
        known.last = Math.max(known.last, stamp(time));
        // Made anew under its name, it has another id.
        alias(known, other, read, row);
      }
    }
  });
  const named = [...things.values()].some(({ name }) => name !== undefined);
  if (named) {
    const follower = (key: string): readonly Thing[] => {
      const thing = things.get(key);
      return thing === undefined ? (others.get(key) ?? []) : [thing];
    };
    follow(follower, all, dictionaries);
  }
  const rows = [...things.values()].sort(
    (a, b) => b.last - a.last || compare(a.pair.kind, b.pair.kind) || compare(a.name ?? '', b.name ?? ''),
  );
  return { total: rows.length + beyond, rows: rows.slice(0, most).map(resourceOf) };
}

/** The latest step that was taken on each thing. */
function follow(thingsOf: (key: string) => readonly Thing[], all: readonly Part[], dictionaries: Dictionaries): void {
  const steps = ['create', 'remove', 'disable', 'enable', 'change'] as const;
  eachCall(all, dictionaries, steps, ({ pair, step, eventName, row, read, time }) => {
    const values = read.naming(row);
    const names = resourceNames(pair.named, values);
    const other = otherName(pair.named, values);
    for (const name of names.length === 0 && other !== undefined ? [other] : names) {
      const alike = thingsOf(keyOf(pair, name, read, row));
      // Of several with one name nothing says which of them was meant.
      const taken = alike.length > 1 ? 'change' : step;
      for (const thing of alike) take(thing, { step: taken, eventName, principal: read.text('principal', row), time });
    }
  });
}

function take(thing: Thing, next: Step): void {
  const { end } = thing;
  if (next.time === NO_TIME || next.time < thing.first) return;
  // Of steps in one second the order is unknown: an end counts rather than what is before it.
  const sooner =
    end !== undefined && (next.time < end.time || (next.time === end.time && WEIGHT[next.step] < WEIGHT[end.step]));
  if (!sooner) thing.end = next;
}

const WEIGHT: Readonly<Record<PairStep, number>> = { create: 0, enable: 1, change: 2, disable: 3, remove: 4 };
const STANDINGS: Readonly<Record<PairStep, Standing>> = {
  create: 'stands',
  enable: 'stands',
  change: 'changed',
  disable: 'disabled',
  remove: 'deleted',
};

function resourceOf({ pair, name, account, eventName, created, first, last, end }: Thing): CreatedResource {
  const untold = name === undefined || first === NO_TIME;
  const ended = untold || end === undefined || end.step === 'create' ? undefined : end;
  return {
    kind: pair.kind,
    name: name ?? null,
    account,
    eventName,
    created,
    first: first === NO_TIME ? null : first,
    last: first === NO_TIME ? null : last,
    standing: untold ? 'untold' : ended === undefined ? 'stands' : STANDINGS[ended.step],
    ...(ended === undefined
      ? {}
      : { end: { eventName: ended.eventName, principal: ended.principal, time: ended.time } }),
  };
}

interface Call extends PairCall {
  readonly eventName: string;
  readonly row: number;
  readonly read: SegmentValues;
  readonly time: number;
}

/** Visits the calls of the parts that are of a pair, succeeded, and are one of these steps. */
function eachCall(
  parts: readonly Part[],
  dictionaries: Dictionaries,
  steps: readonly PairStep[],
  visit: (call: Call) => void,
): void {
  const names = dictionaries('eventName');
  const calls = new Map<number, { readonly eventName: string; readonly calls: readonly PairCall[] }>();
  for (const [eventName, all] of PAIR_CALLS) {
    const id = names.find(eventName);
    const wanted = all.filter(({ step }) => steps.includes(step));
    if (id !== undefined && wanted.length > 0) calls.set(id, { eventName, calls: wanted });
  }
  const success = dictionaries('outcome').find('success');
  if (calls.size === 0 || success === undefined) return;
  const known = new Uint8Array(names.size);
  for (const id of calls.keys()) known[id] = 1;
  for (const { segment, mask } of parts) {
    if (mask === 'none') continue;
    const name = segment.column('eventName', names);
    const outcome = segment.column('outcome', dictionaries('outcome'));
    const read = new SegmentValues(segment, dictionaries);
    forEachRow(mask, segment.rows, (row) => {
      const id = name.ids[name.codes[row] as number] as number;
      if (known[id] !== 1 || outcome.ids[outcome.codes[row] as number] !== success) return;
      const of = calls.get(id);
      if (of === undefined) return;
      const source = read.text('eventSource', row);
      for (const call of of.calls) {
        if (call.pair.source !== source) continue;
        visit({ ...call, eventName: of.eventName, row, read, time: segment.time[row] as number });
      }
    });
  }
}

/** Texts of single rows of a segment. */
class SegmentValues {
  constructor(
    private readonly segment: IndexedSegment,
    private readonly dictionaries: Dictionaries,
  ) {}

  text(facet: FacetName, row: number): string | null {
    return this.all(facet, row)[0] ?? null;
  }

  naming(row: number): NamingValues {
    return {
      resources: this.all('resource', row),
      issuedKey: this.text('issuedKey', row),
      bucketName: this.text('bucketName', row),
      copyTarget: this.text('copyTarget', row),
    };
  }

  private all(facet: FacetName, row: number): string[] {
    const dictionary = this.dictionaries(facet);
    const values: string[] = [];
    eachId(this.segment.column(facet, dictionary), row, (id) => {
      const value = dictionary.value(id);
      if (value !== null) values.push(value);
    });
    return values;
  }
}

/** Things of one key are one: names are of an account, and some of a region of it. */
function keyOf(pair: ResourcePair, name: string | undefined, read: SegmentValues, row: number): string {
  const ofAccount = pair.named.in === 'bucketName' ? null : read.text('recipientAccountId', row);
  const region = pair.regional === true ? read.text('awsRegion', row) : null;
  return JSON.stringify([pair.kind, name ?? null, ofAccount, region]);
}

function stamp(time: number): number {
  return time === NO_TIME ? 0 : time;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
