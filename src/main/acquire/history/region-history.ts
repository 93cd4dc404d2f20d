import { LookupEventsCommand, type CloudTrailClient, type LookupEventsResponse } from '@aws-sdk/client-cloudtrail';
import type { LookupWindow } from '../../../core/trail/lookup-name';
import { jsonAnswer } from '../remote/json-answer';
import type { CallPlace, CallResult, PatientCaller } from '../remote/patient-caller';
import type { RawAnswer } from '../remote/raw-answer';
import { refusedCall } from '../remote/refused-call';
import type { RemoteSink } from '../remote/remote-origin';
import { awsFailure, BodyError, type AwsFailure } from '../s3/aws-failure';
import type { KeptPages } from './kept-pages';
import { writePageNote, type PageNote } from './page-note';
import { isoSecond } from './period';
import { answered, remaining, type Stretch } from './stretches';

/** Events of one answer, as many as there may be ("LookupEvents", AWS CloudTrail API reference). */
const PAGE = 50;
const IS_ANSWER = jsonAnswer('LookupEvents', 'Events', 'NextToken');
/** Pages without an event, one after another, after which a token is taken for one that leads nowhere. */
const EMPTY_MOST = 200;
/** Tokens that end without one second of progress in between. */
const FRUITLESS = 5;

/** What one region's history needs of its surroundings. */
export interface RegionHistoryOptions {
  readonly window: LookupWindow;
  readonly client: Pick<CloudTrailClient, 'send'>;
  readonly caller: PatientCaller;
  readonly place: CallPlace;
  readonly pages: KeptPages;
  readonly sink: RemoteSink;
  /** Pages that are there already are not counted: they have been. */
  readonly counted: boolean;
}

type WalkEnd = { readonly kind: 'done' | 'refused' } | { readonly kind: 'token-ended'; readonly at: number };

/**
 * Asks for the event history of one account and region, newest first, page by page. Tokens end after a while: then, and
 * after a crash, it goes on with a window that ends at the oldest second it has. That second is asked again, since more
 * events of it may be to come; what comes twice is one event.
 */
export class RegionHistory {
  /** It goes back so far by now; seconds. */
  reached: number;

  constructor(private readonly options: RegionHistoryOptions) {
    this.reached = options.window.to;
  }

  /**
   * @returns false where the region refused: that is listed
   * @throws what PatientCaller throws
   */
  async run(): Promise<boolean> {
    const { window, pages, sink, counted } = this.options;
    const kept = await pages.read();
    if (!counted) kept.forEach(({ page }) => sink.known(0, pages.name(page)));
    for (const stretch of remaining(window, answered(kept))) {
      if (!(await this.stretch(stretch))) return false;
    }
    this.reached = window.from;
    return true;
  }

  /** Resolves when all that was handed over is durable. */
  settled(): Promise<void> {
    return this.options.pages.settled(this.options.sink.signal);
  }

  private async stretch({ from, to }: Stretch): Promise<boolean> {
    let end = to;
    for (let fruitless = 0; ;) {
      const walked = await this.walk(from, end, fruitless < FRUITLESS);
      if (walked.kind !== 'token-ended') return walked.kind === 'done';
      fruitless = walked.at < end ? 0 : fruitless + 1;
      end = walked.at;
    }
  }

  /** @param mayEnd a token that has ended is no failure */
  private async walk(start: number, end: number, mayEnd: boolean): Promise<WalkEnd> {
    const { pages, sink } = this.options;
    const walk = pages.next;
    let token: string | undefined;
    let until = end;
    let empty = 0;
    const tokens = new Set<string>();
    for (;;) {
      await pages.room(sink.signal);
      const result = await this.ask(start, end, token);
      if (!result.ok) {
        if (token !== undefined && mayEnd && isTokenEnd(result)) return { kind: 'token-ended', at: until };
        return this.refused(result.failure, result.tried);
      }
      const note = noteOf(result.value, { walk, start, end, until });
      await this.keep(result.answer, note);
      this.reached = until = note.oldest;
      if (note.last) return { kind: 'done' };
      token = result.value.NextToken ?? '';
      empty = note.events === 0 ? empty + 1 : 0;
      if (tokens.has(token) || empty > EMPTY_MOST) {
        if (mayEnd) return { kind: 'token-ended', at: until };
        const message = `The service says that there are more events before ${isoSecond(until)}, and does not give them.`;
        return this.refused(awsFailure(new BodyError('unlistable', message)), 1);
      }
      tokens.add(token);
    }
  }

  private async refused(failure: AwsFailure, tried: number): Promise<WalkEnd> {
    const { window, pages, sink } = this.options;
    const uri = pages.name(pages.next);
    const where = `${window.region} of the account ${window.account}`;
    const asked = { uri, call: 'LookupEvents', permission: 'cloudtrail:LookupEvents', where };
    await sink.fail(refusedCall(asked, failure, tried));
    return { kind: 'refused' };
  }

  private ask(start: number, end: number, token: string | undefined): Promise<CallResult<LookupEventsResponse>> {
    const { caller, client, place } = this.options;
    const command = new LookupEventsCommand({
      StartTime: new Date(start * 1000),
      EndTime: new Date(end * 1000),
      MaxResults: PAGE,
      ...(token === undefined ? {} : { NextToken: token }),
    });
    return caller.call<LookupEventsResponse>(place, (options) => client.send(command, options), IS_ANSWER);
  }

  private async keep({ bytes, at, requestId }: RawAnswer, note: PageNote): Promise<void> {
    const { pages, sink } = this.options;
    const size = bytes.length;
    await sink.room(size);
    const metadata = writePageNote(note, { asked: at, requestId });
    sink.keep({ uri: pages.name(pages.next), size, modified: null, metadata, content: { bytes } }, size);
    pages.handedOver();
  }
}

function noteOf(
  { Events: events = [], NextToken: token }: LookupEventsResponse,
  asked: Pick<PageNote, 'walk' | 'start' | 'end' | 'until'>,
): PageNote {
  return {
    ...asked,
    oldest: oldestOf(events, asked.until),
    last: token === undefined || token === '',
    events: events.length,
  };
}

/**
 * The second to which a page goes back. AWS sends the newest first; of a page that does not keep to it nothing is taken
 * as answered, so that no event is passed over when the rest is asked for.
 */
function oldestOf(events: readonly { readonly EventTime?: Date | undefined }[], until: number): number {
  let oldest = until;
  for (const { EventTime: time } of events) {
    const at = time === undefined ? NaN : Math.floor(time.getTime() / 1000);
    if (!(at <= oldest)) return until;
    oldest = at;
  }
  return oldest;
}

function isTokenEnd({ failure: { code, said } }: Extract<CallResult<unknown>, { readonly ok: false }>): boolean {
  return /NextToken/i.test(code) || (/Validation|InvalidParameter/i.test(code) && /token/i.test(said));
}
