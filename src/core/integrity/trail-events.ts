import { isObject, member } from '../event/json';
import type { Json } from '../event/json';

/** Events by which someone changed what a trail logs. */
export const TRAIL_EVENTS = [
  'StopLogging',
  'StartLogging',
  'PutEventSelectors',
  'CreateTrail',
  'UpdateTrail',
  'DeleteTrail',
] as const;

/** Such an event, as its record tells it. */
export interface TrailEvent {
  readonly source: number;
  readonly name: (typeof TRAIL_EVENTS)[number];
  /** Seconds since 1970 UTC. */
  readonly at: number;
  readonly account: string;
  readonly region: string;
  /** Name of the trail, from its name or ARN. */
  readonly trail: string;
  readonly by: string;
}

/** @returns undefined for another event, one without a time, and one that failed */
export function readTrailEvent(source: number, record: Json): TrailEvent | undefined {
  if (!isObject(record)) return undefined;
  const text = (name: string): string => {
    const value = member(record, name);
    return typeof value === 'string' ? value : '';
  };
  const name = TRAIL_EVENTS.find((one) => one === text('eventName'));
  const at = Date.parse(text('eventTime')) / 1000;
  if (name === undefined || !Number.isFinite(at) || text('errorCode') !== '') return undefined;
  const parameters = member(record, 'requestParameters');
  const wanted = isObject(parameters)
    ? (member(parameters, 'name') ?? member(parameters, 'trailName') ?? member(parameters, 'Name'))
    : undefined;
  const trail = typeof wanted === 'string' ? (wanted.split(':trail/').at(-1) ?? wanted) : '';
  const identity = member(record, 'userIdentity');
  const arn = isObject(identity) ? member(identity, 'arn') : undefined;
  const by = typeof arn === 'string' ? arn : '';
  return {
    source,
    name,
    at: Math.floor(at),
    account: text('recipientAccountId'),
    region: text('awsRegion'),
    trail,
    by,
  };
}

/** A time in which a trail did not log. */
export interface Stopped {
  readonly account: string;
  readonly trail: string;
  readonly from: number;
  /** Null where nothing tells when it was started again. */
  readonly to: number | null;
  readonly stop: TrailEvent;
}

/** Pairs each stop with the next start of the same trail. */
export function stoppedTimes(events: readonly TrailEvent[]): Stopped[] {
  const stopped: Stopped[] = [];
  const open = new Map<string, TrailEvent>();
  for (const event of [...events].sort((a, b) => a.at - b.at)) {
    const key = JSON.stringify([event.account, event.trail]);
    const stop = open.get(key);
    if (event.name === 'StopLogging' || event.name === 'DeleteTrail') {
      if (stop === undefined) open.set(key, event);
    } else if (stop !== undefined && (event.name === 'StartLogging' || event.name === 'CreateTrail')) {
      stopped.push({ account: event.account, trail: event.trail, from: stop.at, to: event.at, stop });
      open.delete(key);
    }
  }
  for (const stop of open.values()) {
    stopped.push({ account: stop.account, trail: stop.trail, from: stop.at, to: null, stop });
  }
  return stopped.sort((a, b) => a.from - b.from);
}
