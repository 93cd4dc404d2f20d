import { TrailbenchError } from '../../contract/errors';
import type {
  AcquisitionProgress,
  AcquisitionsReply,
  ControlAcquisition,
  FailuresReply,
  StartAcquisition,
} from '../../contract/acquire';
import type { Choice } from '../../contract/discovery';
import type { Json } from '../../core/event/json';
import { acquisitionOf, startedAcquisition } from '../cases/acquisition';
import type { OpenCase } from '../open-case/open-case';
import type { CaseIndexing } from '../indexing/case-indexing';
import { accountOf, AwsBeginnings, type AgainOptions } from './aws-beginnings';
import { PublicKeys } from './configuration/public-keys';
import { choiceOf, planOf, sameChoice } from './ledger-plan';
import type { PatienceOptions } from './remote/patient-caller';
import { RemoteImport } from './remote/remote-import';
import type { RemoteDescription, RemoteOrigin } from './remote/remote-origin';
import type { RemotePlan } from './remote/remote-plan';
import type { Connection } from './s3/connection';
import { choiceTitle } from './s3/choice-title';
import type { Connections } from './s3/connections';
import type { DownloadOptions } from './s3/download';
import { S3Origin } from './s3/s3-origin';

export interface CaseAcquisitionsOptions {
  readonly openCase: OpenCase;
  readonly indexing: CaseIndexing;
  readonly connections: Connections;
  /** Progress of one of them has changed; called a few times a second. */
  readonly onChange: () => void;
  readonly download?: DownloadOptions;
  readonly patience?: PatienceOptions;
}

/** Milliseconds between two words of progress. */
const TELL_EVERY = 250;
/** Milliseconds after which what was read is shown although more comes: first, and longest. */
const SHOW_FIRST = 2_000;
const SHOW_LATER = 60_000;

/** What is begun: a plan for the ledger, and who fetches it. */
interface Beginning {
  readonly plan: RemotePlan;
  readonly origin: RemoteOrigin;
}

/** The acquisitions from AWS of an open case. */
export class CaseAcquisitions {
  private readonly imports = new Map<number, RemoteImport>();
  private timer: NodeJS.Timeout | undefined;
  private toldAt = -Infinity;
  private showTimer: NodeJS.Timeout | undefined;
  private showAfter = SHOW_FIRST;
  private closed = false;
  private readonly others: AwsBeginnings;

  constructor(private readonly options: CaseAcquisitionsOptions) {
    const { openCase } = options;
    this.others = new AwsBeginnings({ ...options, paces: options.connections.paces });
    if (openCase.readOnly) return;
    for (const state of openCase.unfinished()) {
      const plan = planOf(state);
      if (plan === undefined) continue;
      this.imports.set(state.id, RemoteImport.waiting({ ...this.common(plan), unfinished: state }, state));
    }
  }

  /** Newest first. */
  progress(): AcquisitionProgress[] {
    return [...this.imports.values()].map((one) => one.progress()).sort((a, b) => b.no - a.no);
  }

  list(): AcquisitionsReply {
    const { openCase } = this.options;
    const { entries, heads } = openCase.ledger;
    const earlier = entries.flatMap((entry, position) => {
      const { action, details, at } = entry;
      const no = acquisitionOf(details);
      if (action !== 'acquire-started' || no === undefined || this.imports.has(no)) return [];
      const state = startedAcquisition(no, entry, heads[position] ?? '');
      const plan = planOf(state);
      if (plan === undefined) return [];
      const { what, title, connection } = plan;
      return [{ no, what, title, since: at, ...openCase.begunBy(state), connection, choice: choiceOf(plan) ?? null }];
    });
    return { acquisitions: this.progress(), earlier: earlier.reverse() };
  }

  /**
   * Begins one. Its fetching begins as soon as a window pulls.
   * @throws TrailbenchError `not-connected`, `case-read-only`, and what the store says
   */
  async start(request: StartAcquisition): Promise<{ readonly acquisition: number }> {
    const connection = this.options.connections.get(request.connection);
    return { acquisition: await this.begin(await this.prepare(request, connection)) };
  }

  /** @throws TrailbenchError `not-found`, `not-connected`, and what the store says */
  async control(no: number, request: ControlAcquisition): Promise<{ readonly acquisition: number }> {
    switch (request.verb) {
      case 'pause':
        this.get(no).pause();
        return { acquisition: no };
      case 'resume':
        await this.resume(this.get(no), request.connection);
        return { acquisition: no };
      case 'cancel':
        await this.get(no).abandon();
        return { acquisition: no };
      case 'retry-failed':
        return { acquisition: await this.retryFailed(no, request) };
      case 'sync':
        return { acquisition: await this.sync(no, request.connection) };
    }
  }

  /** The newest acquisition of this choice that was cut off. */
  unfinished(choice: Choice): number | undefined {
    const same = [...this.imports.values()].filter((one) => {
      const wanted = choiceOf(one.plan);
      return one.progress().state === 'waiting' && wanted !== undefined && sameChoice(wanted, choice);
    });
    return same.at(-1)?.no;
  }

  failures(no: number, from: number, count: number): Promise<FailuresReply> {
    return this.get(no).failures.page(from, count);
  }

  /** Of one of this session, for those that drive it from a script. @throws TrailbenchError `not-found` */
  get(no: number): RemoteImport {
    const found = this.imports.get(no);
    if (found !== undefined) return found;
    throw new TrailbenchError('not-found', `There is no acquisition ${String(no)} under way: begin a new one.`);
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    clearTimeout(this.showTimer);
  }

  private async prepare(request: StartAcquisition, connection: Connection): Promise<Beginning> {
    if (request.what === 's3') return this.s3(request.choice, connection, { expected: request.expected });
    const { plan, origin } = await this.others.begin(request, connection);
    return { origin, plan: { ...plan, ...this.from(connection) } };
  }

  private async s3(
    choice: Choice,
    connection: Connection,
    more: {
      readonly expected?: { objects: number; bytes: number } | undefined;
      readonly only?: readonly RemoteDescription[];
    },
  ): Promise<Beginning> {
    const { download = {} } = this.options;
    const { expected, only } = more;
    const origin = await S3Origin.open(connection, {
      choice,
      expected,
      download,
      keys: this.keys(connection),
      ...(only === undefined ? {} : { only }),
    });
    const { bucket, from, to, notes } = origin.plan;
    const details = { bucket, choice: toJson(choice), deliveredFrom: from, deliveredTo: to, notes: [...notes] };
    return { origin, plan: { ...this.from(connection), what: 's3', title: choiceTitle(choice, origin.plan), details } };
  }

  /** A store that is not AWS's has none. */
  private keys(connection: Connection): PublicKeys | undefined {
    if (connection.spec.endpoint !== undefined) return undefined;
    const { connections, patience } = this.options;
    return new PublicKeys({ connection, paces: connections.paces, account: accountOf(connection), patience });
  }

  private from({ spec, caller }: Connection): Pick<RemotePlan, 'connection' | 'identity'> {
    return { connection: spec, identity: caller?.arn ?? null };
  }

  private async begin({ plan, origin }: Beginning): Promise<number> {
    let no = 0;
    await this.options.indexing.addImport(async () => {
      const begun = await RemoteImport.begin(this.common(plan), origin);
      no = begun.no;
      this.imports.set(no, begun);
      return begun;
    });
    this.changed();
    return no;
  }

  private async resume(one: RemoteImport, id: string | undefined): Promise<void> {
    const { indexing, connections } = this.options;
    if (!one.resting) {
      one.resume();
      return;
    }
    if (one.over) throw new TrailbenchError('bad-request', 'This acquisition is over: sync it to take what is new.');
    if (id === undefined)
      throw new TrailbenchError('not-connected', 'Connect first: the acquisition needs a sign-in to go on.');
    const connection = connections.get(id);
    const { origin } = await this.again(one.plan, connection);
    const { connection: spec, identity } = this.from(connection);
    const isNew = one.progress().state === 'waiting';
    await one.resumeWith(origin, { spec, identity });
    if (isNew) await indexing.addImport(() => Promise.resolve(one));
    else await indexing.relaunch();
    this.changed();
  }

  /** The same once more; what is kept is not fetched. */
  private async again(plan: RemotePlan, connection: Connection, more: AgainOptions = {}): Promise<Beginning> {
    const choice = choiceOf(plan);
    const { only } = more;
    if (plan.what === 's3' && choice !== undefined) {
      return this.s3(choice, connection, only === undefined ? {} : { only });
    }
    const begun = this.others.again(plan, connection, more);
    return { origin: begun.origin, plan: { ...begun.plan, ...this.from(connection) } };
  }

  private async retryFailed(
    no: number,
    { connection: id, sources }: Extract<ControlAcquisition, { readonly verb: 'retry-failed' }>,
  ): Promise<number> {
    const one = this.get(no);
    if (await one.retryFailed(sources)) return no;
    if (!one.over) {
      await this.resume(one, id);
      return no;
    }
    if (id === undefined) throw new TrailbenchError('not-connected', 'Connect first: the acquisition is over.');
    const connection = this.options.connections.get(id);
    const only = await one.failures.some(sources);
    if (only.length === 0)
      throw new TrailbenchError('bad-request', 'Nothing of this is missing any more: it came complete meanwhile.');
    const { origin, plan } = await this.again(one.plan, connection, { only });
    return this.begin({ origin, plan: { ...plan, title: againTitle(one.plan.title, only.length) } });
  }

  private async sync(no: number, id: string): Promise<number> {
    const connection = this.options.connections.get(id);
    const entry = this.options.openCase.ledger.entries.find(
      ({ action, details }) => action === 'acquire-started' && details['acquisition'] === no,
    );
    const plan = entry === undefined ? undefined : planOf(startedAcquisition(no, entry, ''));
    if (plan === undefined)
      throw new TrailbenchError('not-found', `The ledger has no acquisition ${String(no)} from AWS.`);
    return this.begin(await this.again(plan, connection, { since: no }));
  }

  private common(plan: RemotePlan) {
    return { openCase: this.options.openCase, plan, onChange: () => this.changed() };
  }

  private changed(): void {
    if (this.closed) return;
    this.timer ??= setTimeout(() => this.tell(), Math.max(0, this.toldAt + TELL_EVERY - performance.now()));
    this.showSoon();
  }

  private tell(): void {
    this.timer = undefined;
    this.toldAt = performance.now();
    this.options.onChange();
  }

  /** Workers gather rows into large segments: at first the window is to see some early. */
  private showSoon(): void {
    if (this.showTimer !== undefined || [...this.imports.values()].every(({ resting }) => resting)) return;
    this.showTimer = setTimeout(() => {
      this.showTimer = undefined;
      void this.options.indexing.giveOut();
    }, this.showAfter);
    this.showTimer.unref();
    this.showAfter = Math.min(SHOW_LATER, this.showAfter * 2);
  }
}

function toJson(value: object): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}

/** @param title of the acquisition in which so many failed */
function againTitle(title: string, failed: number): string {
  const whole = title.replace(/^\d+ failed before: /, '');
  return `${String(failed)} failed before: ${whole}`;
}
