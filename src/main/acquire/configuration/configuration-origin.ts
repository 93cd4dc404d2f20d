import { CloudTrailClient, type Trail } from '@aws-sdk/client-cloudtrail';
import { S3Client } from '@aws-sdk/client-s3';
import { appendAll } from '../../../core/lists';
import { TrailbenchError } from '../../../contract/errors';
import type { Paces } from '../remote/pace';
import { PatientCaller, type CallPlace, type PatienceOptions } from '../remote/patient-caller';
import { PauseGate } from '../remote/pause-gate';
import { RawAnswerHandler } from '../remote/raw-answer';
import { refusedCall } from '../remote/refused-call';
import type { OriginState, RemoteDescription, RemoteOrigin, RemoteSink } from '../remote/remote-origin';
import { awsFailure } from '../s3/aws-failure';
import type { Connection } from '../s3/connection';
import type { TimeSpan } from './acquired-time';
import { Asker } from './asker';
import { askBucket, bucketName } from './bucket-calls';
import { askPublicKeys, askTrail, askTrails, type TrailRegion } from './trail-calls';

/** CloudTrail's calls about trails may be made ten times a second and region; others in the account ask as well. */
const PER_SECOND = 5;

export interface ConfigurationOptions {
  readonly connection: Pick<Connection, 'clientOptions' | 'bucket' | 'spec'>;
  readonly paces: Paces;
  /** Account that is asked; only a name where it is not known. */
  readonly account: string;
  readonly regions: readonly string[];
  /** Asked about beside those that the trails deliver to. */
  readonly buckets: readonly string[];
  /** For which public keys are wanted. */
  readonly keys: TimeSpan;
  /** What was added to the wish, in words. */
  readonly notes: readonly string[];
  /** These answers alone: they failed before. */
  readonly only?: readonly Pick<RemoteDescription, 'uri'>[] | undefined;
  readonly patience?: PatienceOptions | undefined;
}

/** Trails, their status and selectors, public keys of digests, and settings of buckets: each raw answer is a source. */
export class ConfigurationOrigin implements RemoteOrigin {
  private readonly gate = new PauseGate();
  private caller: PatientCaller | undefined;
  private asker: Asker | undefined;
  private listed = false;
  private waiting: string[] = [];

  constructor(private readonly options: ConfigurationOptions) {}

  get state(): OriginState {
    const { caller, asker, listed, gate } = this;
    return {
      listing: (caller?.received ?? 0) === 0 && !listed,
      listed,
      objects: asker?.asked ?? null,
      bytes: null,
      bytesGuessed: null,
      received: caller?.received ?? 0,
      retrying: caller?.retrying ?? 0,
      active: caller?.active ?? 0,
      parallel: this.options.regions.length,
      paused: gate.closed,
      message: caller?.message ?? (this.options.notes.join(' ') || null),
    };
  }

  async run(sink: RemoteSink): Promise<void> {
    const handler = new RawAnswerHandler();
    this.caller = new PatientCaller(sink.signal, this.gate, () => sink.changed(), this.options.patience);
    try {
      await this.pass(
        this.caller,
        handler,
        sink,
        this.options.only?.map(({ uri }) => uri),
      );
      this.listed = true;
      for (let again = this.waiting; again.length > 0; again = this.waiting) {
        this.waiting = [];
        await this.pass(this.caller, handler, sink, again);
      }
    } finally {
      handler.destroy();
    }
  }

  pause(): void {
    this.gate.close();
  }

  resume(): void {
    this.gate.open();
  }

  again(failures: readonly RemoteDescription[]): void {
    appendAll(
      this.waiting,
      failures.map(({ uri }) => uri),
    );
  }

  private async pass(
    caller: PatientCaller,
    handler: RawAnswerHandler,
    sink: RemoteSink,
    only: readonly string[] | undefined,
  ): Promise<void> {
    const { regions, keys } = this.options;
    const asker = new Asker(caller, sink, only === undefined ? undefined : new Set(only));
    if (only === undefined || this.asker === undefined) this.asker = asker;
    const places = new Map<string, TrailRegion>();
    const at = (region: string): TrailRegion => {
      let place = places.get(region);
      if (place === undefined) places.set(region, (place = this.region(region, handler)));
      return place;
    };
    const found = new FoundTrails();
    await all(regions, async (region) => {
      for (const trail of await askTrails(asker, at(region))) found.add(trail, region);
      await askPublicKeys(asker, at(region), keys);
    });
    await all(found.trails, ({ trail, foundIn }) => {
      return askTrail(asker, at(trail.HomeRegion ?? foundIn), trail, foundIn);
    });
    await all([...new Set([...this.options.buckets, ...found.buckets])], (bucket) => {
      return this.bucket(bucket, asker, handler, sink, only);
    });
  }

  private region(region: string, requestHandler: RawAnswerHandler): TrailRegion {
    const { connection, account } = this.options;
    const client = new CloudTrailClient({ ...connection.clientOptions(region), requestHandler });
    return { account, region, client, place: this.place(`CloudTrail in ${region}`, region) };
  }

  private place(name: string, key: string): CallPlace {
    const { paces, account } = this.options;
    return { name, pace: paces.of(`configuration ${account} ${key}`, PER_SECOND), reached: false };
  }

  private async bucket(
    bucket: string,
    asker: Asker,
    requestHandler: RawAnswerHandler,
    sink: RemoteSink,
    only: readonly string[] | undefined,
  ): Promise<void> {
    const { connection, account } = this.options;
    const name = bucketName(account, bucket);
    if (only?.every((uri) => uri !== name && !uri.startsWith(`${name}/`)) === true) return;
    const region = await this.regionOf(bucket, name, sink);
    if (region === undefined) return;
    const { endpoint, pathStyle } = connection.spec;
    const client = new S3Client({
      ...connection.clientOptions(region),
      requestHandler,
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(pathStyle === true ? { forcePathStyle: true } : {}),
    });
    await askBucket(asker, { account, bucket, client, place: this.place(`The bucket ${bucket}`, 'buckets') });
  }

  /** Undefined where the bucket cannot be found: that is listed. @throws where the sign-in has ended */
  private async regionOf(bucket: string, uri: string, sink: RemoteSink): Promise<string | undefined> {
    const { connection } = this.options;
    try {
      const { region, client } = await connection.bucket(bucket);
      return region ?? (await client.config.region());
    } catch (cause) {
      if (!(cause instanceof TrailbenchError) || cause.code === 'credentials-refused') throw cause;
      const failure = awsFailure(cause.cause ?? cause);
      const where = `the bucket ${bucket}`;
      await sink.fail(refusedCall({ uri, call: 'HeadBucket', permission: 's3:GetBucketLocation', where }, failure, 1));
      return undefined;
    }
  }
}

/** Trails by their ARN: one that records several regions is known in each of them. */
class FoundTrails {
  private readonly found = new Map<string, { readonly trail: Trail; readonly foundIn: string }>();

  add(trail: Trail, foundIn: string): void {
    const { TrailARN: arn } = trail;
    if (arn !== undefined && !this.found.has(arn)) this.found.set(arn, { trail, foundIn });
  }

  get trails(): readonly { readonly trail: Trail; readonly foundIn: string }[] {
    return [...this.found.values()];
  }

  get buckets(): string[] {
    return this.trails.flatMap(({ trail: { S3BucketName: bucket } }) => bucket ?? []);
  }
}

/** All at a time; the first failure is thrown when all are over. */
async function all<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const results = await Promise.allSettled(items.map(work));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
