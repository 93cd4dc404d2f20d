import * as v from 'valibot';
import * as shapes from '../../../contract/acquire';
import * as discovery from '../../../contract/discovery';
import type { Api } from '../api/api';
import { ApiError, jsonLines } from '../api/api';

const nothing = v.unknown();

/** What the window asks main about acquiring from AWS. All reject with ApiError; no reply holds a credential. */
export class AcquireApi {
  constructor(private readonly api: Pick<Api, 'get' | 'post' | 'request' | 'refusal'>) {}

  /** Profiles of the usual files of AWS's tools, read anew each time. */
  profiles(): Promise<shapes.ProfilesReply> {
    return this.api.get('/acquire/profiles', shapes.profilesReply);
  }

  /** `mfa-required` with the device in `details`: ask for its code and send the same again with it. */
  connect(request: shapes.ConnectRequest): Promise<shapes.Connection> {
    return this.api.post('/acquire/connect', request, shapes.connection);
  }

  async disconnect(connection: string): Promise<void> {
    await this.api.post('/acquire/disconnect', { connection }, nothing);
  }

  /** What trails have delivered below an address, as it is found. Aborting ends the search. */
  async discover(
    connection: string,
    uri: string,
    options: { readonly signal: AbortSignal; readonly told: (message: discovery.DiscoverMessage) => void },
  ): Promise<void> {
    const last = await this.#told('/acquire/discover', { connection, uri }, discovery.discoverMessage, options);
    if (last.type === 'failed') throw new ApiError(last.error.code, last.error.message, last.error.details);
    if (last.type !== 'done') throw brokenOff('the search of the bucket');
  }

  /** Objects and bytes of a choice, counted by listing them. Aborting ends it. */
  async measure(
    wish: v.InferOutput<typeof discovery.measureRequest>,
    options: { readonly signal: AbortSignal; readonly told: (message: discovery.MeasureMessage) => void },
  ): Promise<Extract<discovery.MeasureMessage, { type: 'done' }>> {
    const last = await this.#told('/acquire/measure', wish, discovery.measureMessage, options);
    if (last.type === 'failed') throw new ApiError(last.error.code, last.error.message, last.error.details);
    if (last.type !== 'done') throw brokenOff('counting the objects');
    return last;
  }

  acquisitions(caseId: string): Promise<shapes.AcquisitionsReply> {
    return this.api.get(`${pathOf(caseId)}/acquisitions`, shapes.acquisitionsReply);
  }

  /** @returns the number of the acquisition in the case's ledger */
  async start(caseId: string, wish: shapes.StartAcquisition): Promise<number> {
    const reply = await this.api.post(`${pathOf(caseId)}/acquisitions`, wish, shapes.startAcquisitionReply);
    return reply.acquisition;
  }

  /** @returns the number of the acquisition that goes on */
  async control(caseId: string, no: number, wish: shapes.ControlAcquisition): Promise<number> {
    const path = `${pathOf(caseId)}/acquisitions/${String(no)}/control`;
    return (await this.api.post(path, wish, shapes.controlReply)).acquisition;
  }

  failures(caseId: string, no: number, from: number, count: number): Promise<shapes.FailuresReply> {
    const query = new URLSearchParams({ from: String(from), count: String(count) });
    const path = `${pathOf(caseId)}/acquisitions/${String(no)}/failures?${query.toString()}`;
    return this.api.get(path, shapes.failuresReply);
  }

  /** Tells every line but the last, which it gives back: `done`, or `failed`. */
  async #told<const S extends v.GenericSchema<unknown, { readonly type: string }>>(
    path: string,
    body: unknown,
    shape: S,
    options: { readonly signal: AbortSignal; readonly told: (message: v.InferOutput<S>) => void },
  ): Promise<v.InferOutput<S>> {
    const response = await this.api.request(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: options.signal,
    });
    if (!response.ok || response.body === null) throw await this.api.refusal(response);
    for await (const line of jsonLines(response.body)) {
      const message = v.safeParse(shape, line);
      if (!message.success) {
        throw new ApiError('internal', `A word of main has an unexpected shape: ${v.summarize(message.issues)}`);
      }
      const { output } = message;
      if (output.type === 'done' || output.type === 'failed') return output;
      options.told(output);
    }
    throw brokenOff('its answer');
  }
}

function pathOf(caseId: string): string {
  return `/cases/${encodeURIComponent(caseId)}`;
}

function brokenOff(what: string): ApiError {
  return new ApiError('unreachable', `Trailbench broke off ${what}. Ask again; nothing was downloaded by it.`);
}
