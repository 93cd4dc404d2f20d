import { appendAll } from '../../../core/lists';
import { TrailbenchError } from '../../../contract/errors';
import type { ManifestLine, SourceEntry } from '../../cases/manifest';
import { PauseGate } from '../remote/pause-gate';
import { refusedCall } from '../remote/refused-call';
import type { OriginState, RemoteDescription, RemoteOrigin, RemoteSink } from '../remote/remote-origin';
import { awsFailure } from '../s3/aws-failure';
import type { Connection } from '../s3/connection';
import type { DownloadOptions } from '../s3/download';
import { S3Origin } from '../s3/s3-origin';
import { parseS3Uri, s3Uri } from '../s3/s3-uri';
import type { NamedObject } from './named-object';

export interface NotificationOptions {
  readonly connection: Connection;
  readonly manifest: { versions(uri: string): SourceEntry[]; line(no: number): Promise<ManifestLine> };
  readonly objects: readonly NamedObject[];
  readonly notes: readonly string[];
  readonly download?: DownloadOptions;
}

/** The objects that delivery notifications name, and no others: bucket by bucket. */
export class NotificationOrigin implements RemoteOrigin {
  private readonly gate = new PauseGate();
  private now: S3Origin | undefined;
  private received = 0;
  private listed = false;
  private waiting: RemoteDescription[] = [];

  constructor(private readonly options: NotificationOptions) {}

  get state(): OriginState {
    const { now, gate, options } = this;
    const told = now?.state;
    return {
      listing: now === undefined && !this.listed,
      listed: true,
      objects: options.objects.length,
      bytes: null,
      bytesGuessed: null,
      received: this.received + (told?.received ?? 0),
      retrying: told?.retrying ?? 0,
      active: told?.active ?? 0,
      parallel: told?.parallel ?? 0,
      paused: gate.closed,
      message: told?.message ?? (options.notes.map((note) => `In the notification ${note}.`).join(' ') || null),
    };
  }

  async run(sink: RemoteSink): Promise<void> {
    const missing: NamedObject[] = [];
    for (const object of this.options.objects) {
      if (await this.isKept(object)) sink.known(0, s3Uri(object.bucket, object.key));
      else missing.push(object);
    }
    await this.fetch(missing, sink);
    this.listed = true;
    for (let again = this.waiting; again.length > 0; again = this.waiting) {
      this.waiting = [];
      await this.fetch(again.map(objectOf), sink);
    }
  }

  pause(): void {
    this.gate.close();
    this.now?.pause();
  }

  resume(): void {
    this.gate.open();
    this.now?.resume();
  }

  again(failures: readonly RemoteDescription[]): void {
    appendAll(this.waiting, failures);
  }

  /** CloudTrail never writes to a name twice: what is there under it is what the notification means. */
  private async isKept({ bucket, key, versionId }: NamedObject): Promise<boolean> {
    const { manifest } = this.options;
    const kept = manifest.versions(s3Uri(bucket, key)).filter(({ sha256 }) => sha256 !== null);
    if (versionId === undefined) return kept.length > 0;
    // Another version may have other bytes; of one that came without its version that cannot be told.
    for (const { no } of kept) if ((await manifest.line(no)).versionId === versionId) return true;
    return false;
  }

  private async fetch(objects: readonly NamedObject[], sink: RemoteSink): Promise<void> {
    for (const [bucket, named] of byBucket(objects)) {
      await this.gate.pass(sink.signal);
      const origin = await this.open(bucket, named, sink);
      if (origin === undefined) continue;
      this.now = origin;
      if (this.gate.closed) origin.pause();
      await origin.run(sink);
      this.received += origin.state.received;
      this.now = undefined;
    }
  }

  /** Undefined where the bucket cannot be reached: then each of its objects is listed. */
  private async open(bucket: string, named: readonly NamedObject[], sink: RemoteSink): Promise<S3Origin | undefined> {
    const { connection, download } = this.options;
    const only = named.map(({ key, versionId }) => ({ uri: s3Uri(bucket, key), size: 0, modified: null, versionId }));
    try {
      const choice = { uri: s3Uri(bucket, '') };
      const options = { choice, only, versions: true, ...(download === undefined ? {} : { download }) };
      return await S3Origin.open(connection, options);
    } catch (cause) {
      const isTold = cause instanceof TrailbenchError && cause.code !== 'credentials-refused';
      if (!isTold || cause.code === 'unreachable') throw cause;
      const failure = awsFailure(cause.cause ?? cause);
      for (const { uri } of only) {
        const where = `the bucket ${bucket}`;
        await sink.fail(refusedCall({ uri, call: 'GetObject', permission: 's3:GetObject', where }, failure, 1));
      }
      return undefined;
    }
  }
}

function byBucket(objects: readonly NamedObject[]): Map<string, NamedObject[]> {
  const buckets = new Map<string, NamedObject[]>();
  for (const object of objects) {
    const same = buckets.get(object.bucket);
    if (same === undefined) buckets.set(object.bucket, [object]);
    else same.push(object);
  }
  return buckets;
}

/** As it was listed in the manifest. */
export function objectOf({ uri, versionId }: Pick<RemoteDescription, 'uri' | 'versionId'>): NamedObject {
  const { bucket, prefix: key } = parseS3Uri(uri);
  return { bucket, key, versionId };
}
