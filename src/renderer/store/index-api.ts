import * as v from 'valibot';
import { sayReply, type SayReply, type SayWish } from '../../contract/annotations';
import { frameWish } from '../../contract/exports';
import { ERROR_CODES, type ErrorCode } from '../../contract/errors';
import { API, SECRET_HEADER, SEGMENT_BINDING_HEADER, SEGMENT_ID_HEADER } from '../../contract/routes';
import { contentHashesReply, source, startIndexingReply } from '../../contract/schemas';
import { INDEX_VERSION } from '../../core/event/facet-catalogue';
import type { Locator } from '../../core/segment/layout';
import type { BoundSegment } from './case-database';

/** A refusal of main: it answered, and said why. */
export class Refusal extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
  ) {
    super(message);
    this.name = 'Refusal';
  }
}

/** No answer, or one that is none of main's: it may be there again later. */
export class Unreachable extends Error {
  constructor(cause: unknown) {
    super('The main process of Trailbench does not answer. Start Trailbench again if this does not pass.', { cause });
    this.name = 'Unreachable';
  }
}

export interface PulledSegment {
  readonly id: string;
  /** Of the segment to the evidence. */
  readonly binding: string;
  readonly bytes: Blob;
}

export interface SourceDigest {
  readonly no: number;
  readonly sha256: string;
}

type Send = (path: string, init: RequestInit) => Promise<Response>;

const failure = v.object({ code: v.picklist(ERROR_CODES), message: v.string() });
const reply = v.variant('ok', [
  v.object({ ok: v.literal(true), value: v.unknown() }),
  v.object({ ok: v.literal(false), error: failure }),
]);
const sourcePage = v.object({ total: v.number(), sources: v.array(v.pick(source, ['no', 'sha256'])) });

/** Sources of one page. */
const PAGE = 1000;

/** What the index asks of main for one case. Every call rejects with Refusal, Unreachable, or an AbortError. */
export class IndexApi {
  readonly #base: string;
  readonly #abort = new AbortController();

  constructor(
    caseId: string,
    private readonly secret: string | null,
    private readonly send: Send = (path, init) => fetch(path, init),
  ) {
    this.#base = `${API}/cases/${encodeURIComponent(caseId)}`;
  }

  get closed(): boolean {
    return this.#abort.signal.aborted;
  }

  /** Ends all calls under way. */
  close(): void {
    this.#abort.abort();
  }

  /** Drops what is in flight and has main find out what is not covered yet. @returns the session */
  async start(segments: readonly BoundSegment[]): Promise<string> {
    const body = { indexVersion: INDEX_VERSION, segments };
    return (await this.#post('/index/start', body, startIndexingReply)).session;
  }

  /** The next segment, or undefined where there is none now. `committed` are the ids just committed. */
  async next(session: string, committed: readonly string[]): Promise<PulledSegment | undefined> {
    const response = await this.#request('/index/next', post({ session, committed }));
    if (response.status === 204) return undefined;
    if (!response.ok) throw await this.#refusal(response);
    const id = response.headers.get(SEGMENT_ID_HEADER);
    const binding = response.headers.get(SEGMENT_BINDING_HEADER);
    if (!id || !binding) throw new Unreachable(new Error('A segment came without its id or its binding.'));
    try {
      return { id, binding, bytes: await response.blob() };
    } catch (cause) {
      throw this.closed ? cause : new Unreachable(cause);
    }
  }

  async done(counts: { readonly events: number; readonly duplicates: number }): Promise<void> {
    await this.#post('/index/done', counts, v.unknown());
  }

  /** Sources from that position of the manifest on. */
  async *sources(from: number): AsyncGenerator<readonly SourceDigest[]> {
    for (let at = from; ;) {
      const path = `/sources?from=${at}&count=${PAGE}`;
      const { total, sources } = await this.#value(await this.#request(path, {}), sourcePage);
      if (sources.length > 0) yield sources;
      at += sources.length;
      if (sources.length === 0 || at >= total) return;
    }
  }

  async contentHashes(locators: readonly Locator[]): Promise<readonly string[]> {
    const records = locators.map(({ source: no, offset, length }) => [no, offset, length]);
    return (await this.#post('/content-hashes', { records }, contentHashesReply)).hashes;
  }

  /** Says something of the case; resolves when it is on the disk. `keys`: of its events. */
  async say(wish: SayWish, keys: Uint8Array): Promise<SayReply> {
    const body = new Blob([frameWish(wish), keys as Uint8Array<ArrayBuffer>]);
    const init = { method: 'POST', headers: { 'content-type': 'application/octet-stream' }, body };
    return this.#value(await this.#request('/annotations', init), sayReply);
  }

  /** The lines of a reply that comes bit by bit. */
  stream(path: string, body: unknown, signal?: AbortSignal): AsyncGenerator<string, void, undefined> {
    return this.#lines(path, post(body), signal);
  }

  /** The same of a reply to a mere question. */
  lines(path: string): AsyncGenerator<string, void, undefined> {
    return this.#lines(path, {});
  }

  async *#lines(path: string, init: RequestInit, signal?: AbortSignal): AsyncGenerator<string, void, undefined> {
    const response = await this.#request(path, init, signal);
    if (!response.ok || response.body === null) throw await this.#refusal(response);
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    let rest = '';
    try {
      for (;;) {
        const { done, value } = await reader.read().catch((cause: unknown) => {
          throw this.closed || signal?.aborted === true ? cause : new Unreachable(cause);
        });
        if (done) break;
        const lines = (rest + decoder.decode(value, { stream: true })).split('\n');
        rest = lines.pop() ?? '';
        yield* lines;
      }
    } finally {
      // Whoever stops reading is not waited for.
      reader.cancel().catch(() => undefined);
    }
  }

  async #post<const S extends v.GenericSchema>(path: string, body: unknown, shape: S): Promise<v.InferOutput<S>> {
    return this.#value(await this.#request(path, post(body)), shape);
  }

  async #request(path: string, init: RequestInit, also?: AbortSignal): Promise<Response> {
    const headers = new Headers(init.headers);
    if (this.secret !== null) headers.set(SECRET_HEADER, this.secret);
    const signal = also === undefined ? this.#abort.signal : AbortSignal.any([this.#abort.signal, also]);
    try {
      return await this.send(`${this.#base}${path}`, { ...init, headers, signal });
    } catch (cause) {
      throw signal.aborted ? cause : new Unreachable(cause);
    }
  }

  async #value<const S extends v.GenericSchema>(response: Response, shape: S): Promise<v.InferOutput<S>> {
    const parsed = await this.#reply(response);
    if (!parsed.ok) throw new Refusal(parsed.error.code, parsed.error.message);
    const value = v.safeParse(shape, parsed.value);
    if (!value.success) throw new Unreachable(new Error(v.summarize(value.issues)));
    return value.output;
  }

  async #refusal(response: Response): Promise<Error> {
    const parsed = await this.#reply(response);
    if (parsed.ok) return new Unreachable(new Error(`Status ${response.status} without an error.`));
    return new Refusal(parsed.error.code, parsed.error.message);
  }

  async #reply(response: Response): Promise<v.InferOutput<typeof reply>> {
    try {
      return v.parse(reply, await response.json());
    } catch (cause) {
      throw this.closed ? cause : new Unreachable(cause);
    }
  }
}

function post(body: unknown): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
