import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { digestName } from '../../../core/integrity/object-name';
import type { Paces } from '../remote/pace';
import { PatientCaller, type PatienceOptions } from '../remote/patient-caller';
import type { PauseGate } from '../remote/pause-gate';
import { RawAnswerHandler } from '../remote/raw-answer';
import type { RemoteSink } from '../remote/remote-origin';
import type { Connection } from '../s3/connection';
import { digestEnd, spanOfDigest, type TimeSpan } from './acquired-time';
import { Asker } from './asker';
import { CONFIG_SCHEME } from './config-name';
import { askPublicKeys } from './trail-calls';

export interface PublicKeysOptions {
  readonly connection: Pick<Connection, 'clientOptions'>;
  readonly paces: Paces;
  /** Account that is asked; only a name where it is not known. The keys are the same in all. */
  readonly account: string;
  readonly patience?: PatienceOptions | undefined;
}

const PER_SECOND = 5;

/** The public keys that go with digests which are taken: those of each region, for the time of its digests. */
export class PublicKeys {
  private readonly spans = new Map<string, TimeSpan>();
  private asker: Asker | undefined;
  private caller: PatientCaller | undefined;

  constructor(private readonly options: PublicKeysOptions) {}

  /** Answers that were asked for. */
  get asked(): number {
    return this.asker?.asked ?? 0;
  }

  get message(): string | null {
    return this.caller?.message ?? null;
  }

  /** An object is taken: a digest adds to the time for which keys are wanted. */
  note(key: string): void {
    const region = digestName(key)?.region;
    const end = digestEnd(key);
    if (region === undefined || end === undefined) return;
    const { from, to } = spanOfDigest(end);
    const before = this.spans.get(region);
    this.spans.set(region, { from: Math.min(from, before?.from ?? from), to: Math.max(to, before?.to ?? to) });
  }

  /**
   * @param only these answers alone: they failed before
   * @throws what PatientCaller throws
   */
  async ask(sink: RemoteSink, gate: PauseGate, only?: ReadonlySet<string>): Promise<void> {
    const wanted = only === undefined ? this.spans : spansOf(only);
    if (wanted.size === 0) return;
    const { connection, paces, account, patience } = this.options;
    const requestHandler = new RawAnswerHandler();
    this.caller = new PatientCaller(sink.signal, gate, () => sink.changed(), patience);
    this.asker = new Asker(this.caller, sink, only);
    const asker = this.asker;
    try {
      const results = await Promise.allSettled(
        [...wanted].map(([region, span]) => {
          const client = new CloudTrailClient({ ...connection.clientOptions(region), requestHandler });
          const pace = paces.of(`configuration ${account} ${region}`, PER_SECOND);
          const place = { name: `CloudTrail in ${region}`, pace, reached: false };
          return askPublicKeys(
            asker,
            { account, region, client, place },
            { from: span.from, to: Math.min(span.to, Date.now()) },
          );
        }),
      );
      const failed = results.find((result) => result.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
    } finally {
      requestHandler.destroy();
    }
  }
}

/** True for the name of an answer with public keys. */
export function isKeysName(uri: string): boolean {
  return uri.startsWith(CONFIG_SCHEME) && uri.includes('/public-keys/');
}

const NAME = /\/([^/]+)\/public-keys\/(\d{8}T\d{6}Z)_(\d{8}T\d{6}Z)\//;

/** Of answers that failed, as their names say it. */
function spansOf(uris: ReadonlySet<string>): Map<string, TimeSpan> {
  const spans = new Map<string, TimeSpan>();
  for (const uri of uris) {
    const [, region, from = '', to = ''] = NAME.exec(uri) ?? [];
    if (region !== undefined) spans.set(region, { from: timeOf(from), to: timeOf(to) });
  }
  return spans;
}

function timeOf(compact: string): number {
  return Date.parse(compact.replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5'));
}
