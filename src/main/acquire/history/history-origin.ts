import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { LOOKUP_SCOPE, parseLookupPage } from '../../../core/trail/lookup-name';
import { appendAll, largest } from '../../../core/lists';
import { PatientCaller, type PatienceOptions } from '../remote/patient-caller';
import type { Paces } from '../remote/pace';
import { PauseGate } from '../remote/pause-gate';
import { RawAnswerHandler } from '../remote/raw-answer';
import type { OriginState, RemoteDescription, RemoteOrigin, RemoteSink } from '../remote/remote-origin';
import type { Connection } from '../s3/connection';
import { KeptPages, type PageManifest } from './kept-pages';
import { isoSecond, type Period } from './period';
import { RegionHistory } from './region-history';

/** "The rate of lookup requests is limited to two per second, per account, per Region" (LookupEvents, API reference). */
const PER_SECOND = 2;

export interface HistoryOptions {
  readonly connection: Pick<Connection, 'clientOptions'>;
  readonly manifest: PageManifest;
  readonly paces: Paces;
  /** Account that is asked; only a name where it is not known. */
  readonly account: string;
  readonly regions: readonly string[];
  readonly period: Period;
  /** What was changed in the wish, in words. */
  readonly notes: readonly string[];
  readonly patience?: PatienceOptions | undefined;
}

/** Event history of an account: management events of the last 90 days, region by region, without any trail. */
export class HistoryOrigin implements RemoteOrigin {
  private readonly gate = new PauseGate();
  private readonly walking = new Map<string, RegionHistory>();
  private caller: PatientCaller | undefined;
  private ended = 0;
  private listed = false;
  private waiting: string[] = [];
  private readonly begun = new Set<string>();

  constructor(private readonly options: HistoryOptions) {}

  get state(): OriginState {
    const { caller, listed, gate } = this;
    return {
      listing: (caller?.received ?? 0) === 0 && !listed,
      listed,
      objects: null,
      bytes: null,
      bytesGuessed: null,
      received: caller?.received ?? 0,
      retrying: caller?.retrying ?? 0,
      active: caller?.active ?? 0,
      parallel: this.walking.size,
      paused: gate.closed,
      message: caller?.message ?? this.words(),
    };
  }

  async run(sink: RemoteSink): Promise<void> {
    const handler = new RawAnswerHandler();
    const caller = new PatientCaller(sink.signal, this.gate, () => sink.changed(), this.options.patience);
    this.caller = caller;
    try {
      await this.regions(this.options.regions, caller, handler, sink);
      this.listed = true;
      for (let again = this.waiting; again.length > 0; again = this.waiting) {
        this.waiting = [];
        await this.regions(again, caller, handler, sink);
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
    appendAll(this.waiting, regionsOf(failures));
  }

  private async regions(
    regions: readonly string[],
    caller: PatientCaller,
    handler: RawAnswerHandler,
    sink: RemoteSink,
  ): Promise<void> {
    const results = await Promise.allSettled(regions.map((region) => this.region(region, caller, handler, sink)));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  private async region(
    region: string,
    caller: PatientCaller,
    requestHandler: RawAnswerHandler,
    sink: RemoteSink,
  ): Promise<void> {
    const { connection, manifest, paces, account, period } = this.options;
    const window = { account, region, ...period };
    const pace = paces.of(`LookupEvents ${account} ${region}`, PER_SECOND);
    const client = new CloudTrailClient({ ...connection.clientOptions(region), requestHandler });
    const one = new RegionHistory({
      window,
      client,
      caller,
      place: { name: `LookupEvents in ${region}`, pace, reached: false },
      pages: new KeptPages(manifest, window),
      sink,
      counted: this.begun.has(region),
    });
    this.begun.add(region);
    this.walking.set(region, one);
    try {
      await one.run();
    } finally {
      // Whoever goes on after a failure is to find all that was asked. A case that is being closed cannot wait.
      if (!sink.signal.aborted) await one.settled();
      this.walking.delete(region);
      this.ended += 1;
      sink.changed();
    }
  }

  private words(): string {
    const { regions, notes } = this.options;
    const parts = [
      `${LOOKUP_SCOPE[0]?.toUpperCase()}${LOOKUP_SCOPE.slice(1)}: event history holds nothing else.`,
      ...notes,
    ];
    if (this.walking.size > 0) {
      const newest = largest([...this.walking.values()].map(({ reached }) => reached));
      parts.push(
        `${Math.min(this.ended, regions.length)} of ${regions.length} regions asked, the others back to ${isoSecond(newest)}.`,
      );
    }
    return parts.join(' ');
  }
}

/** The regions whose questions these are, each once. */
export function regionsOf(failures: readonly Pick<RemoteDescription, 'uri'>[]): string[] {
  return [...new Set(failures.flatMap(({ uri }) => parseLookupPage(uri)?.region ?? []))];
}
