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
  /** Account of the trail, from its ARN; else the one that the record was delivered to. */
  readonly account: string;
  readonly region: string;
  /** Name of the trail, from its name or ARN. */
  readonly trail: string;
  readonly by: string;
}

/** @returns undefined for another event, one without a time, and one that was denied or failed otherwise */
export function readTrailEvent(source: number, record: Json): TrailEvent | undefined {
  if (!isObject(record)) return undefined;
  const text = (name: string): string => {
    const value = member(record, name);
    return typeof value === 'string' ? value : '';
  };
  const name = TRAIL_EVENTS.find((one) => one === text('eventName'));
  const at = Date.parse(text('eventTime')) / 1000;
  if (name === undefined || !Number.isFinite(at)) return undefined;
  if (!['', 'cloudtrail.amazonaws.com'].includes(text('eventSource'))) return undefined;
  if (isStated(member(record, 'errorCode')) || isStated(member(record, 'errorMessage'))) return undefined;
  const parameters = member(record, 'requestParameters');
  const wanted = isObject(parameters)
    ? (member(parameters, 'name') ?? member(parameters, 'trailName') ?? member(parameters, 'Name'))
    : undefined;
  const named = typeof wanted === 'string' ? wanted : '';
  const trail = named.split(':trail/').at(-1) ?? named;
  const owner = /^arn:[^:]*:cloudtrail:[^:]*:(\d{12}):trail\//.exec(named)?.[1];
  const identity = member(record, 'userIdentity');
  const arn = isObject(identity) ? member(identity, 'arn') : undefined;
  const by = typeof arn === 'string' ? arn : '';
  return {
    source,
    name,
    at: Math.floor(at),
    account: owner ?? (text('recipientAccountId') || accountOf(identity)),
    region: text('awsRegion'),
    trail,
    by,
  };
}

function isStated(value: Json | undefined): boolean {
  return value !== undefined && value !== null && value !== '';
}

function accountOf(identity: Json | undefined): string {
  const account = isObject(identity) ? member(identity, 'accountId') : undefined;
  return typeof account === 'string' ? account : '';
}
