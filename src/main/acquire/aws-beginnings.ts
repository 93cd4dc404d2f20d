import * as v from 'valibot';
import { TrailbenchError } from '../../contract/errors';
import type { StartAcquisition } from '../../contract/acquire';
import type { Json } from '../../core/event/json';
import { defaultRegions } from '../../core/trail/regions';
import { isRegion } from '../../core/trail/trail-path';
import { LOOKUP_SCOPE } from '../../core/trail/lookup-name';
import type { OpenCase } from '../open-case/open-case';
import { acquiredTrail, type TimeSpan } from './configuration/acquired-time';
import { ConfigurationOrigin } from './configuration/configuration-origin';
import { HistoryOrigin, regionsOf } from './history/history-origin';
import { historyPeriod, isoSecond, type Period } from './history/period';
import { namedObject } from './notification/named-object';
import { notificationText } from './notification/notification-file';
import { NotificationOrigin, objectOf } from './notification/notification-origin';
import { readNotification } from './notification/read-notification';
import type { Paces } from './remote/pace';
import type { PatienceOptions } from './remote/patient-caller';
import type { RemotePlan } from './remote/remote-plan';
import type { RemoteDescription, RemoteOrigin } from './remote/remote-origin';
import type { Connection } from './s3/connection';
import type { DownloadOptions } from './s3/download';
import { GLOBAL_REGION } from './s3/choice-plan';
import { s3Uri } from './s3/s3-uri';

type Request<What extends StartAcquisition['what']> = Extract<StartAcquisition, { readonly what: What }>;
/** What is no choice of a bucket's objects. */
export type AwsRequest = Request<'event-history' | 'configuration' | 'notification'>;

/** What is begun: a plan for the ledger, and who fetches it. */
export interface AwsBeginning {
  readonly plan: Pick<RemotePlan, 'what' | 'title' | 'details'>;
  readonly origin: RemoteOrigin;
}

export interface AwsBeginningsOptions {
  readonly openCase: OpenCase;
  readonly paces: Paces;
  readonly patience?: PatienceOptions;
  readonly download?: DownloadOptions;
}

export interface AgainOptions {
  /** These alone, which failed. */
  readonly only?: readonly RemoteDescription[] | undefined;
  /** Number of the acquisition since which what is new is wanted. */
  readonly since?: number | undefined;
}

/** Seconds by which events may come late to event history; usually it is some minutes. */
const LATE = 7_200;
/** Milliseconds. */
const DAYS_90 = 90 * 86_400_000;
/** An account that is not known; the records say which it is. */
const UNKNOWN = 'unknown-account';

const texts = v.array(v.string());
const historyDetails = v.object({
  account: v.string(),
  regions: texts,
  period: v.object({ from: v.number(), to: v.number() }),
  wanted: v.object({ from: v.optional(v.string()), to: v.optional(v.string()) }),
});
const configurationDetails = v.object({
  account: v.string(),
  regions: texts,
  buckets: texts,
  keys: v.object({ from: v.number(), to: v.number() }),
});
const notificationDetails = v.object({
  objects: v.array(v.union([v.tuple([v.string(), v.string()]), v.tuple([v.string(), v.string(), v.string()])])),
});

/** Begins acquisitions of event history, of configuration, and of what notifications name. */
export class AwsBeginnings {
  constructor(private readonly options: AwsBeginningsOptions) {}

  /** @throws TrailbenchError `bad-request`, `unreadable-path` */
  begin(request: AwsRequest, connection: Connection): Promise<AwsBeginning> | AwsBeginning {
    switch (request.what) {
      case 'event-history': {
        const { regions, from, to } = request;
        const { notes, ...period } = historyPeriod({ from, to }, Date.now());
        if (connection.spec.endpoint !== undefined) {
          throw new TrailbenchError(
            'bad-request',
            `${connection.spec.endpoint} is an S3-compatible store, which has no event history: connect without an endpoint.`,
          );
        }
        return this.history(connection, { regions: checked(regions), period, wanted: { from, to }, notes });
      }
      case 'configuration':
        return this.wantedConfiguration(request, connection);
      case 'notification':
        return this.givenNotification(request, connection);
    }
  }

  /**
   * The same once more, as the ledger says it was.
   * @throws TrailbenchError `bad-request` for a sign-in to another account; `not-supported`
   */
  again({ what, details }: RemotePlan, connection: Connection, { only, since }: AgainOptions): AwsBeginning {
    if (what === 'event-history') {
      const { account, period, wanted, regions } = read(historyDetails, details);
      this.checkAccount(account, connection);
      const some = only === undefined ? regions : regionsOf(only);
      if (since === undefined) return this.history(connection, { regions: some, period, wanted, notes: [] });
      const { notes, ...whole } = historyPeriod(wanted, Date.now());
      // Events may arrive late: the last hours are asked again, and what comes twice is one event.
      const from = this.isComplete(since) ? Math.max(whole.from, period.to - LATE) : whole.from;
      return this.history(connection, { regions: some, period: { from, to: whole.to }, wanted, notes });
    }
    if (what === 'configuration') {
      const { account, ...plan } = read(configurationDetails, details);
      this.checkAccount(account, connection);
      return this.configuration(connection, { ...plan, notes: [], only });
    }
    if (what === 'notification') {
      const { objects } = read(notificationDetails, details);
      const named = objects.map(([bucket, key, version], at) => namedObject(bucket, key, `objects[${at}]`, version));
      const origin = this.notification(connection, only === undefined ? named : only.map(objectOf), []);
      return { origin, plan: { what, title: titleOf(named), details } };
    }
    throw new TrailbenchError('not-supported', `An acquisition of ${what} cannot go on: begin a new one.`);
  }

  private history(
    connection: Connection,
    given: {
      readonly regions: readonly string[];
      readonly period: Period;
      readonly wanted: { readonly from?: string | undefined; readonly to?: string | undefined };
      readonly notes: readonly string[];
    },
  ): AwsBeginning {
    const { openCase, paces, patience } = this.options;
    const { regions, period } = given;
    const account = accountOf(connection);
    const notes = [...given.notes];
    if (!regions.includes(GLOBAL_REGION) && defaultRegions(connection.caller?.arn).includes(GLOBAL_REGION)) {
      notes.push(`${GLOBAL_REGION} is not asked: events of IAM, STS and sign-in are there.`);
    }
    const { manifest } = openCase;
    const origin = new HistoryOrigin({ connection, manifest, paces, account, regions, period, notes, patience });
    const where = regions.length > 3 ? `${regions.length} regions` : regions.join(', ');
    const title = `Event history of ${account}, ${where}, ${isoSecond(period.from)} to ${isoSecond(period.to)}`;
    const details = toJson({ ...given, account, notes, scope: LOOKUP_SCOPE });
    return { origin, plan: { what: 'event-history', title, details } };
  }

  private async wantedConfiguration(
    { regions, buckets = [], from, to }: Request<'configuration'>,
    connection: Connection,
  ): Promise<AwsBeginning> {
    const { manifest } = this.options.openCase;
    const acquired = await acquiredTrail((visit) => manifest.scan(0, visit));
    const notes: string[] = [];
    const { endpoint } = connection.spec;
    let wanted: readonly string[] = endpoint === undefined ? checked(regions ?? []) : [];
    if (endpoint !== undefined) {
      // Its keys are none of AWS's business.
      if (buckets.length === 0)
        throw new TrailbenchError(
          'bad-request',
          `${endpoint} is an S3-compatible store, which has no trails: name buckets, or connect without an endpoint.`,
        );
      notes.push(`${endpoint} is an S3-compatible store: it is asked about buckets alone.`);
    } else if (wanted.length === 0) {
      const usual = defaultRegions(connection.caller?.arn);
      wanted = [...new Set([...usual, ...acquired.regions, ...(usual.length === 0 ? [connection.region] : [])])].sort();
      notes.push('The regions that accounts have without opting in are asked, and those of the case.');
    }
    const now = Date.now();
    const found = acquired.span;
    if (endpoint === undefined && from === undefined && to === undefined && found === undefined) {
      notes.push('The case holds no digests or logs yet: public keys of the last 90 days are asked for.');
    }
    const keys = {
      from: from === undefined ? (found?.from ?? now - DAYS_90) : timeOf(from, 0),
      to: Math.min(now, to === undefined ? (found?.to ?? now) : timeOf(to, 86_400_000) + 7_200_000),
    };
    if (keys.from > keys.to)
      throw new TrailbenchError('bad-request', 'The period ends before it begins: exchange the two.');
    const whole = { from: seconds(keys.from), to: seconds(keys.to) };
    return this.configuration(connection, { regions: wanted, buckets: [...new Set(buckets)], keys: whole, notes });
  }

  private configuration(
    connection: Connection,
    given: {
      readonly regions: readonly string[];
      readonly buckets: readonly string[];
      readonly keys: TimeSpan;
      readonly notes: readonly string[];
      readonly only?: readonly RemoteDescription[] | undefined;
    },
  ): AwsBeginning {
    const { paces, patience } = this.options;
    const account = accountOf(connection);
    const { only, ...plan } = given;
    const origin = new ConfigurationOrigin({ connection, paces, account, ...plan, only, patience });
    const { regions, buckets } = plan;
    const where = regions.length > 3 ? `${regions.length} regions` : regions.join(', ');
    const title = [`Configuration of ${account}`, ...(where === '' ? [] : [where]), ...buckets].join(', ');
    return { origin, plan: { what: 'configuration', title, details: toJson({ ...plan, account }) } };
  }

  private async givenNotification(request: Request<'notification'>, connection: Connection): Promise<AwsBeginning> {
    const { text, name, sha256 } = await notificationText(request);
    const { objects, notes } = readNotification(text);
    const origin = this.notification(connection, objects, notes);
    const named = objects.map(({ bucket, key, versionId }) => [
      bucket,
      key,
      ...(versionId === undefined ? [] : [versionId]),
    ]);
    const details = toJson({ notification: name, sha256, objects: named, notes });
    return { origin, plan: { what: 'notification', title: titleOf(objects), details } };
  }

  private notification(
    connection: Connection,
    objects: NotificationObjects,
    notes: readonly string[],
  ): NotificationOrigin {
    const { openCase, download } = this.options;
    const { manifest } = openCase;
    return new NotificationOrigin({
      connection,
      manifest,
      objects,
      notes,
      ...(download === undefined ? {} : { download }),
    });
  }

  private isComplete(no: number): boolean {
    return this.options.openCase.ledger.entries.some(
      ({ action, details }) =>
        action === 'acquire-finished' && details['acquisition'] === no && details['failed'] === 0,
    );
  }

  private checkAccount(account: string, connection: Connection): void {
    const now = accountOf(connection);
    if (now === account) return;
    const message = `This was asked of ${account}, and the sign-in is for ${now}: connect to ${account}, or begin a new acquisition.`;
    throw new TrailbenchError('bad-request', message);
  }
}

type NotificationObjects = ConstructorParameters<typeof NotificationOrigin>[0]['objects'];

function titleOf(objects: NotificationObjects): string {
  const [first, ...others] = objects;
  const uri = first === undefined ? 'no objects' : s3Uri(first.bucket, first.key);
  return others.length === 0 ? `Delivery of ${uri}` : `Delivery of ${uri} and ${others.length} more`;
}

/** Of the sign-in, for names. */
export function accountOf({ caller }: Pick<Connection, 'caller'>): string {
  return caller?.account ?? UNKNOWN;
}

function checked(regions: readonly string[]): string[] {
  const wrong = regions.find((region) => !isRegion(region));
  if (wrong === undefined) return [...new Set(regions)];
  throw new TrailbenchError('bad-request', `${wrong} is no region: write it as eu-west-1.`, { details: wrong });
}

/** @param ofDay milliseconds into a day that is given without a time */
function timeOf(text: string, ofDay: number): number {
  const at = Date.parse(text.includes('T') ? text : `${text}T00:00:00Z`);
  if (Number.isNaN(at)) throw new TrailbenchError('bad-request', `${text} is no day or time of the calendar.`);
  return text.includes('T') ? at : at + ofDay;
}

function seconds(at: number): number {
  return Math.floor(at / 1000) * 1000;
}

function read<const S extends v.GenericSchema>(schema: S, details: RemotePlan['details']): v.InferOutput<S> {
  const result = v.safeParse(schema, details);
  if (result.success) return result.output;
  throw new TrailbenchError('not-supported', 'The ledger does not say enough of this acquisition: begin a new one.');
}

function toJson(value: object): Record<string, Json> {
  return JSON.parse(JSON.stringify(value)) as Record<string, Json>;
}
