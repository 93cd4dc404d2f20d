import type { ConnectionSpec, ControlAcquisition, StartAcquisition } from '../../../contract/acquire';
import type { Choice } from '../../../contract/discovery';
import { addressOf } from './acquire-address';
import type { AcquireApi } from './acquire-api';
import { deliveryPeriod } from './acquire-period';
import type { TypedPeriod } from './acquire-period';
import { ApiError } from '../api/api';
import { ChoiceState } from './choice-state.svelte';
import type { DeliveryPlace } from './choice-state.svelte';
import { chosenSize } from './chosen-size';
import type { ChosenSize } from './chosen-size';
import { ConnectState } from './connect-state.svelte';
import { DiscoveryState } from './discovery-state.svelte';
import type { Problem } from '../api/loading';
import { problemOf } from '../api/loading';
import { MeasureState, plus } from './measure-state.svelte';
import type { Size } from './measure-state.svelte';

/** What is acquired from AWS. */
export type AcquireWhat = StartAcquisition['what'];

/** An acquisition that waits for a connection to go on with. */
export interface Continuation {
  readonly caseId: string;
  readonly no: number;
  readonly title: string;
  readonly verb: Exclude<ControlAcquisition['verb'], 'pause' | 'cancel'>;
  /** Of what failed, these manifest lines alone. */
  readonly sources?: readonly number[];
}

/** Deliveries that are missing elsewhere, as in the coverage: what the choice begins with. */
export interface WantedDeliveries {
  readonly places: readonly DeliveryPlace[];
  /** The period as it would be typed, and as it is read. */
  readonly from: string;
  readonly to: string;
  readonly period: TypedPeriod;
}

/** Counting waits until the choice has been still for this long. */
const STILL_MS = 350;

/** Acquiring from AWS up to the download: connecting, looking what is there, choosing, counting. One for the window. */
export class AcquireState {
  readonly connect: ConnectState;
  readonly discovery: DiscoveryState;
  readonly choice: ChoiceState;
  readonly measure: MeasureState;

  what = $state<AcquireWhat>('s3');
  /** The address as it is typed. */
  uri = $state('');
  /** Ends of the period as typed; empty: open. */
  from = $state('');
  to = $state('');
  /** The address that was looked under. */
  address = $state('');
  /** Every object under the address, where it has no layout of a trail or the analyst says so. */
  everything = $state(false);
  #configuration = $state.raw<boolean | undefined>();
  /** Kinds that this main does not acquire: they are not offered. */
  unsupported = $state.raw<ReadonlySet<AcquireWhat>>(new Set());
  /** Set while an acquisition waits to go on with the next connection. */
  continuation = $state.raw<Continuation | undefined>();
  starting = $state(false);
  problem = $state.raw<Problem | undefined>();

  #caseId: string | undefined;
  /** Until another address or case is looked at. */
  #wanted: WantedDeliveries | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly api: AcquireApi) {
    const lost = (problem: Problem): void => this.connect.lost(problem);
    this.connect = new ConnectState(api);
    this.measure = new MeasureState(api, lost);
    this.choice = new ChoiceState(() => this.#countSoon());
    this.discovery = new DiscoveryState(api, () => this.choice.found(this.discovery.rows), lost);
  }

  /**
   * Trails, selectors and public keys are asked for beside the download: of AWS by default, where no endpoint of a store
   * like S3 was given, which has none of them.
   */
  get configuration(): boolean {
    return this.#configuration ?? this.connect.spec?.endpoint === undefined;
  }

  set configuration(wanted: boolean) {
    this.#configuration = wanted;
  }

  /** What is chosen, as far as it was counted; worked out anew only where the choice or the counts change. */
  readonly #counted = $derived.by(() => chosenSize(this.choices, this.everything, this.choice, this.measure));

  /** What is chosen, as main is asked for it: one choice, or several where the days are not the same for all rows. */
  get choices(): readonly Choice[] {
    if (this.everything) return this.address === '' ? [] : [{ uri: this.address, everything: true }];
    return this.choice.parts(this.address).map(({ choice }) => choice);
  }

  get size(): ChosenSize {
    const { counted, ...size } = this.#counted;
    return { ...(counted ? size : this.#underWay(size)), counted };
  }

  /** The page is for this case now; undefined: for one that is yet to be made. */
  enter(caseId: string | undefined): void {
    if (caseId === this.#caseId) return;
    this.#caseId = caseId;
    this.#wanted = undefined;
    this.choice.want([]);
    this.problem = undefined;
    // What is in the case already is another matter in each.
    this.measure.clear();
    this.#countSoon();
  }

  /** Looks what lies under the address. */
  async discover(): Promise<void> {
    const { connection } = this.connect;
    if (connection === undefined) return;
    this.address = addressOf(this.uri);
    this.everything = false;
    this.problem = undefined;
    this.#applyWanted();
    this.measure.clear();
    await this.discovery.run(connection.id, this.address);
  }

  /** Back to the form: another address, or another sign-in. */
  async change(): Promise<void> {
    clearTimeout(this.#timer);
    this.discovery.clear();
    this.measure.clear();
    this.address = '';
    try {
      await this.connect.disconnect();
    } catch (error) {
      this.problem = problemOf(error);
    }
  }

  /** Days of delivery for a period of events, as it was typed and read. */
  setPeriod(from: string, to: string, period: TypedPeriod): void {
    this.from = from;
    this.to = to;
    const open = period.from.state === 'open' && period.to.state === 'open';
    this.choice.setPeriod(open ? undefined : deliveryPeriod(period));
  }

  /** The choice is to begin with these accounts, regions and days: now, or once an address was looked under. */
  want(wanted: WantedDeliveries): void {
    this.what = 's3';
    this.everything = false;
    this.#wanted = wanted;
    this.#applyWanted();
  }

  setEverything(wanted: boolean): void {
    this.everything = wanted;
    this.#countSoon();
  }

  /** Counts what is chosen and was not counted yet. */
  count(): void {
    clearTimeout(this.#timer);
    const { connection } = this.connect;
    if (connection === undefined || this.address === '') return;
    const choices = this.#uncounted();
    if (choices.length === 0) {
      this.measure.pause();
      return;
    }
    void this.measure.run({ connection: connection.id, caseId: this.#caseId, choices });
  }

  /**
   * Begins to acquire into a case.
   * @returns numbers of the acquisitions. Rejects with ApiError
   */
  async start(caseId: string): Promise<readonly number[]> {
    const { connection } = this.connect;
    if (connection === undefined) throw new ApiError('not-connected', 'Connect first.');
    this.measure.pause();
    this.#wanted = undefined;
    const numbers: number[] = [];
    const wishes = this.#wishes(connection.id);
    for (const wish of wishes) numbers.push(await this.begin(caseId, wish));
    if (this.configuration && !this.everything && !this.unsupported.has('configuration')) {
      const configuration = await this.#startConfiguration(caseId, connection.id);
      if (configuration !== undefined) numbers.push(configuration);
    }
    return numbers;
  }

  /** Begins one acquisition; learns what main does not do. Rejects with ApiError. */
  async begin(caseId: string, wish: StartAcquisition): Promise<number> {
    try {
      return await this.api.start(caseId, wish);
    } catch (error) {
      if (error instanceof ApiError && error.code === 'not-connected') this.connect.lost(problemOf(error));
      if (error instanceof ApiError && error.code === 'not-supported') {
        this.unsupported = new Set([...this.unsupported, wish.what]);
        if (this.what === wish.what) this.what = 's3';
      }
      throw error;
    }
  }

  /** Goes on with an acquisition that needs a connection: the form is filled in as it was connected. */
  continueWith(continuation: Continuation, spec: ConnectionSpec): void {
    this.continuation = continuation;
    this.connect.fill(spec);
    if (this.connect.stage.state !== 'connected') this.connect.cancel();
  }

  /** After connecting, the acquisition that waited goes on. Rejects with ApiError. */
  async resume(): Promise<number | undefined> {
    const { continuation } = this;
    const { connection } = this.connect;
    if (continuation === undefined || connection === undefined) return undefined;
    const { caseId, no, verb, sources } = continuation;
    const some = verb === 'retry-failed' && sources !== undefined ? { sources: [...sources] } : {};
    const goes = await this.api.control(caseId, no, { verb, connection: connection.id, ...some });
    this.continuation = undefined;
    return goes;
  }

  #applyWanted(): void {
    const { places = [], from = '', to = '', period } = this.#wanted ?? {};
    if (period === undefined) {
      this.from = '';
      this.to = '';
      this.choice.setPeriod(undefined);
    } else this.setPeriod(from, to, period);
    this.choice.want(places);
  }

  #wishes(connection: string): StartAcquisition[] {
    if (this.everything) {
      return this.choices.map((choice) => wishOf(connection, choice, this.measure.whole(choice)));
    }
    const { kinds } = this.choice;
    return this.choice
      .parts(this.address)
      .map((part) => wishOf(connection, part.choice, this.measure.part(part, kinds)));
  }

  async #startConfiguration(caseId: string, connection: string): Promise<number | undefined> {
    const { rows, columns } = this.choice;
    const chosen = rows.filter((row) => columns.some((day) => this.choice.isChosen(row, day) === true));
    const regions = [...new Set(chosen.map(({ region }) => region))];
    const bucket = this.discovery.place?.bucket;
    const [from, to] = [columns[0], columns.at(-1)];
    try {
      return await this.begin(caseId, {
        what: 'configuration',
        connection,
        regions,
        ...(bucket === undefined ? {} : { buckets: [bucket] }),
        ...(from === undefined || to === undefined ? {} : { from, to }),
      });
    } catch (error) {
      if (error instanceof ApiError && error.code === 'not-supported') return undefined;
      throw error;
    }
  }

  #underWay(sum: Size): Size {
    const { objects, bytes, known } = this.measure.underWay;
    return plus(sum, { objects, bytes, known: known.objects });
  }

  #uncounted(): readonly Choice[] {
    if (this.everything) return this.choices.filter((choice) => this.measure.whole(choice) === undefined);
    const all = this.choice.parts(this.address);
    if (all.every(({ choice }) => this.measure.whole(choice) !== undefined)) return [];
    const { kinds } = this.choice;
    const parts = this.choice.parts(this.address, (row, day) => this.measure.cell(row, day, kinds) === undefined);
    return parts.map(({ choice }) => choice);
  }

  #countSoon(): void {
    clearTimeout(this.#timer);
    if (this.measure.stage.state === 'cancelled') return;
    this.#timer = setTimeout(() => this.count(), STILL_MS);
  }
}

function wishOf(connection: string, choice: Choice, size: Size | undefined): StartAcquisition {
  const expected = size === undefined ? {} : { expected: { objects: size.objects, bytes: size.bytes } };
  return { what: 's3', connection, choice, ...expected };
}
