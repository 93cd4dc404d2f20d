import { appendAll } from '../../../core/lists';
import { TrailbenchError } from '../../../contract/errors';
import type { Choice } from '../../../contract/discovery';
import { isKeysName, type PublicKeys } from '../configuration/public-keys';
import { PauseGate } from '../remote/pause-gate';
import type { OriginState, RemoteDescription, RemoteOrigin, RemoteSink } from '../remote/remote-origin';
import { planChoice, type ChoicePlan, type KeyRange } from './choice-plan';
import type { AwsFailure } from './aws-failure';
import type { BucketClient, Connection } from './connection';
import { Download, type DownloadOptions, type ObjectToFetch } from './download';
import { unlisted } from './failure-reason';
import { listObjects } from './list-objects';
import { ListingShare } from './listing-share';
import { parseS3Uri, s3Uri } from './s3-uri';

/** Known from a measure before, so that there are totals from the start. */
export interface Expected {
  readonly objects: number;
  readonly bytes: number;
}

export interface S3OriginOptions {
  readonly choice: Choice;
  readonly expected?: Expected | undefined;
  /** These alone, instead of what the choice lists: objects that failed before, and folders that were not listed. */
  readonly only?: readonly RemoteDescription[];
  /** Of these, the versions that are named, and not what is there now. */
  readonly versions?: boolean;
  readonly download?: DownloadOptions;
  /** Asked for with the digests that are taken; undefined where there are none to be had. */
  readonly keys?: PublicKeys | undefined;
}

const NEVER = new AbortController().signal;

/** Objects of a bucket, as a choice names them. */
export class S3Origin implements RemoteOrigin {
  private download: Download | undefined;
  private begun = false;
  private listed = false;
  private objects = 0;
  private bytes = 0;
  private readonly gate = new PauseGate();
  private readonly share: ListingShare;
  private waiting: RemoteDescription[] = [];

  private constructor(
    private readonly to: BucketClient,
    readonly plan: ChoicePlan,
    private readonly options: S3OriginOptions,
  ) {
    this.share = new ListingShare(plan);
  }

  /**
   * Finds the bucket and what the choice comes to, before anything is begun.
   * @throws TrailbenchError `bad-request`, `not-found` where nothing fits, and what the bucket says
   */
  static async open(connection: Connection, options: S3OriginOptions): Promise<S3Origin> {
    const { choice, only } = options;
    const to = await connection.bucket(parseS3Uri(choice.uri).bucket);
    if (only?.some(isFolder) === false) return new S3Origin(to, planOf(choice), options);
    const plan = await planChoice(choice, to, NEVER);
    if (plan.ranges.length > 0) return new S3Origin(to, plan, options);
    const message = `There is no CloudTrail folder under ${choice.uri} that fits: check the address and the choice, or take everything that lies there.`;
    throw new TrailbenchError('not-found', message, { details: choice.uri });
  }

  get state(): OriginState {
    const { download, options, begun, listed, gate } = this;
    const { expected, keys } = options;
    const total = listed ? undefined : expected;
    const asked = keys?.asked ?? 0;
    return {
      listing: !begun,
      listed,
      objects: total?.objects ?? (begun ? this.objects + asked : null),
      bytes: total?.bytes ?? (begun ? this.bytes : null),
      bytesGuessed: expected?.bytes ?? this.share.whole(this.bytes),
      received: download?.received ?? 0,
      retrying: download?.retrying ?? 0,
      active: download?.active ?? 0,
      parallel: download?.parallel ?? 0,
      paused: gate.closed,
      message: download?.message ?? keys?.message ?? null,
    };
  }

  async run(sink: RemoteSink): Promise<void> {
    const download = new Download(this.to, sink, this.options.download);
    this.download = download;
    if (this.gate.closed) download.pause();
    const { only } = this.options;
    if (only === undefined) {
      await download.run(this.batches(this.plan.ranges, sink));
      await this.options.keys?.ask(sink, this.gate);
    } else await this.some(only, download, sink, true);
    this.listed = true;
    for (let again = this.waiting; again.length > 0; again = this.waiting) {
      this.waiting = [];
      await this.some(again, download, sink, false);
    }
  }

  pause(): void {
    this.gate.close();
    this.download?.pause();
  }

  resume(): void {
    this.gate.open();
    this.download?.resume();
  }

  again(failures: readonly RemoteDescription[]): void {
    appendAll(this.waiting, failures);
  }

  /** Of what failed: folders are listed, all else is fetched. @param isNew they are not in the totals yet */
  private async some(
    failed: readonly RemoteDescription[],
    download: Download,
    sink: RemoteSink,
    isNew: boolean,
  ): Promise<void> {
    const folders = new Set(failed.map(({ uri }) => uri));
    const ranges = this.plan.ranges.filter(({ prefix }) => folders.has(this.uriOf(prefix)));
    const listed = new Set(ranges.map(({ prefix }) => this.uriOf(prefix)));
    const keys = new Set(failed.map(({ uri }) => uri).filter(isKeysName));
    const objects = failed.filter(({ uri }) => !listed.has(uri) && !keys.has(uri));
    if (isNew) this.count(objects);
    if (objects.length > 0) await download.run(this.given(objects));
    if (ranges.length > 0) await download.run(this.batches(ranges, sink));
    if (keys.size > 0) await this.options.keys?.ask(sink, this.gate, keys);
  }

  private async *batches(
    ranges: readonly KeyRange[],
    sink: RemoteSink,
  ): AsyncGenerator<readonly ObjectToFetch[], void, undefined> {
    const refused = ({ prefix }: KeyRange, failure: AwsFailure): Promise<void> =>
      sink.fail(unlisted(this.uriOf(prefix), failure));
    const listed = async (range: KeyRange): Promise<void> => {
      this.share.ended(range);
      await sink.had(this.uriOf(range.prefix));
    };
    // One folder alone that is refused is all there is: then it cannot go on.
    const isAll = this.plan.streams.length < 2;
    const ends = isAll ? { listed } : { listed, refused };
    for await (const { range, objects } of listObjects(this.to, ranges, sink.signal, ends)) {
      this.count(objects);
      this.share.reached(range, objects.at(-1)?.key ?? '');
      for (const { key } of objects) this.options.keys?.note(key);
      yield objects;
    }
    this.begun = true;
    this.listed = true;
    sink.changed();
  }

  private async *given(
    failed: readonly RemoteDescription[],
  ): AsyncGenerator<readonly ObjectToFetch[], void, undefined> {
    const base = s3Uri(this.to.bucket, '');
    await Promise.resolve();
    // They are fetched as they are now: they may have been restored or replaced since.
    yield failed.map(({ uri, size, versionId }) => ({
      key: uri.slice(base.length),
      guess: size,
      ...(this.options.versions === true ? { versionId } : {}),
    }));
  }

  private uriOf(key: string): string {
    return s3Uri(this.to.bucket, key);
  }

  private count(objects: readonly { readonly size?: number | undefined }[]): void {
    this.begun = true;
    this.objects += objects.length;
    for (const { size = 0 } of objects) this.bytes += size;
  }
}

function isFolder({ uri }: RemoteDescription): boolean {
  return uri.endsWith('/');
}

function planOf(choice: Choice): ChoicePlan {
  const { bucket } = parseS3Uri(choice.uri);
  return { bucket, ranges: [], streams: [], from: null, to: null, notes: [] };
}
