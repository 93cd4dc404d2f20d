import { appendAll } from '../../../core/lists';
import { TrailbenchError } from '../../../contract/errors';
import type { Choice } from '../../../contract/discovery';
import type { OriginState, RemoteDescription, RemoteOrigin, RemoteSink } from '../remote/remote-origin';
import { planChoice, type ChoicePlan, type KeyRange } from './choice-plan';
import type { AwsFailure } from './aws-failure';
import type { BucketClient, Connection } from './connection';
import { Download, type DownloadOptions, type ObjectToFetch } from './download';
import { unlisted } from './failure-reason';
import { listObjects } from './list-objects';
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
}

const NEVER = new AbortController().signal;

/** Objects of a bucket, as a choice names them. */
export class S3Origin implements RemoteOrigin {
  private download: Download | undefined;
  private begun = false;
  private listed = false;
  private objects = 0;
  private bytes = 0;
  private paused = false;
  private waiting: RemoteDescription[] = [];

  private constructor(
    private readonly to: BucketClient,
    readonly plan: ChoicePlan,
    private readonly options: S3OriginOptions,
  ) {}

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
    const { download, options, begun, listed, paused } = this;
    const { expected } = options;
    const total = listed ? undefined : expected;
    return {
      listing: !begun,
      listed,
      objects: total?.objects ?? (begun ? this.objects : null),
      bytes: total?.bytes ?? (begun ? this.bytes : null),
      received: download?.received ?? 0,
      retrying: download?.retrying ?? 0,
      active: download?.active ?? 0,
      parallel: download?.parallel ?? 0,
      paused,
      message: download?.message ?? null,
    };
  }

  async run(sink: RemoteSink): Promise<void> {
    const download = new Download(this.to, sink, this.options.download);
    this.download = download;
    if (this.paused) download.pause();
    const { only } = this.options;
    if (only === undefined) await download.run(this.batches(this.plan.ranges, sink));
    else await this.some(only, download, sink, true);
    this.listed = true;
    for (let again = this.waiting; again.length > 0; again = this.waiting) {
      this.waiting = [];
      await this.some(again, download, sink, false);
    }
  }

  pause(): void {
    this.paused = true;
    this.download?.pause();
  }

  resume(): void {
    this.paused = false;
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
    const objects = failed.filter(({ uri }) => !listed.has(uri));
    if (isNew) this.count(objects);
    if (objects.length > 0) await download.run(this.given(objects));
    if (ranges.length > 0) await download.run(this.batches(ranges, sink));
  }

  private async *batches(
    ranges: readonly KeyRange[],
    sink: RemoteSink,
  ): AsyncGenerator<readonly ObjectToFetch[], void, undefined> {
    const ends = {
      refused: ({ prefix }: KeyRange, failure: AwsFailure) => sink.fail(unlisted(this.uriOf(prefix), failure)),
      listed: ({ prefix }: KeyRange) => sink.had(this.uriOf(prefix)),
    };
    // One folder alone that is refused is all there is: then it cannot go on.
    const isAll = this.plan.streams.length < 2;
    for await (const { objects } of listObjects(this.to, ranges, sink.signal, isAll ? undefined : ends)) {
      this.count(objects);
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
