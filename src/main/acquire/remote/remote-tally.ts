import type { BegunBy } from '../../../contract/begun';
import type { AcquisitionProgress } from '../../../contract/acquire';
import { choiceOf } from '../ledger-plan';
import { formatCount } from '../../../core/event/format-number';
import type { Json } from '../../../core/event/json';
import type { Settled } from '../../indexing/case-keeper';
import { Rate } from '../../indexing/rate';
import type { FailureList } from './failure-list';
import type { OriginState } from './remote-origin';
import type { RemotePlan, SignedIn } from './remote-plan';

/** Which acquisition it is, for its progress. */
export interface TallyOf {
  readonly no: number;
  readonly since: string;
  readonly by: BegunBy;
  readonly plan: RemotePlan;
  readonly connection: SignedIn;
  readonly state: AcquisitionProgress['state'];
  readonly message: string | null;
}

/** Counts what became of an acquisition's objects, and at which rate. */
export class RemoteTally {
  private added = 0;
  private known = 0;
  private bytes = 0;
  private unchecked = 0;
  /** What was fetched: what is there already is passed at another speed. */
  private readonly fetched = { objects: 0, bytes: 0 };
  private readonly rate = new Rate();

  /** @param firstNo sources of this number and after came with this acquisition; undefined where that is not known */
  constructor(
    private readonly failures: FailureList,
    private readonly firstNo: number | undefined,
  ) {}

  /** One that was read. @param bytes stored ones */
  settled(settled: Settled, bytes: number): void {
    // Its bytes are kept, even where it is quarantined: that is no failure of the fetching.
    if (settled === 'known') this.known += 1;
    else this.added += 1;
    this.fetch(bytes);
  }

  /**
   * One that is there already, and was not fetched.
   * @param no its source number: what came before it was cut off came with this acquisition
   */
  there(bytes: number, no: number | undefined): void {
    if (no !== undefined && this.firstNo !== undefined && no >= this.firstNo) this.added += 1;
    else this.known += 1;
    this.bytes += bytes;
  }

  /** The whole is gone through again, what is there included. */
  restart(): void {
    [this.added, this.known, this.bytes, this.unchecked] = [0, 0, 0, 0];
    this.rate.reset();
  }

  /** One that could be compared with nothing but its length. */
  comparedByLength(): void {
    this.unchecked += 1;
  }

  /** One that is in the list of failures. */
  failed(bytes: number): void {
    this.fetch(bytes);
  }

  /** The rate before says nothing of the rate from now on. */
  resetRate(): void {
    this.rate.reset();
  }

  /** For the ledger. */
  details(): Record<string, Json> {
    const { added, known, bytes, unchecked } = this;
    const failed = this.failures.count;
    const objects = added + known + failed + this.failures.overcome;
    return { objects, bytes, added, known, failed, unchecked };
  }

  progress(
    { no, since, by, plan, connection, state, message }: TallyOf,
    told: OriginState | undefined,
  ): AcquisitionProgress {
    const { added, known, bytes: bytesDone, rate, fetched, unchecked } = this;
    const { count: failed, overcome } = this.failures;
    const objectsDone = added + known + failed + overcome;
    const moving = state === 'downloading';
    if (moving) rate.add(fetched.objects, fetched.bytes);
    const bytesTotal = told?.bytes ?? null;
    // What is listed so far says nothing of what is still to be listed.
    const bytesInAll = told?.listed === true ? bytesTotal : (told?.bytesGuessed ?? null);
    return {
      no,
      what: plan.what,
      title: plan.title,
      since,
      ...by,
      choice: choiceOf(plan) ?? null,
      state,
      identity: connection.identity,
      connection: connection.spec,
      listed: told?.listed ?? false,
      objectsDone,
      objectsTotal: atLeast(told?.objects, objectsDone),
      bytesDone,
      bytesTotal: atLeast(bytesTotal, bytesDone),
      added,
      known,
      failed,
      retrying: told?.retrying ?? 0,
      active: told?.active ?? 0,
      parallel: told?.parallel ?? 0,
      bytesPerSecond: moving ? Math.round(rate.bytesPerSecond) : 0,
      objectsPerSecond: moving ? Math.round(rate.eventsPerSecond * 10) / 10 : 0,
      unchecked,
      secondsLeft: moving && bytesInAll !== null ? rate.secondsFor(bytesInAll - bytesDone) : null,
      message: message ?? told?.message ?? endWords(overcome, state === 'done' ? unchecked : 0),
    };
  }

  private fetch(bytes: number): void {
    this.bytes += bytes;
    this.fetched.objects += 1;
    this.fetched.bytes += bytes;
  }
}

function endWords(overcome: number, unchecked: number): string | null {
  const parts: string[] = [];
  if (overcome > 0) parts.push(`${objectsOf(overcome)} that failed came complete with a later acquisition.`);
  if (unchecked > 0) {
    parts.push(
      `${objectsOf(unchecked)} could be checked by length alone: the store says no checksum that can be compared, and no MD5. The manifest marks them with "checked":"length".`,
    );
  }
  return parts.length === 0 ? null : parts.join(' ');
}

function objectsOf(count: number): string {
  return count === 1 ? 'One object' : `${formatCount(count)} objects`;
}

function atLeast(total: number | null | undefined, done: number): number | null {
  return total === null || total === undefined ? null : Math.max(total, done);
}
