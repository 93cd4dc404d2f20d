import * as v from 'valibot';
import type { ErrorCode, Failure } from '../../../contract/errors';
import { ERROR_CODES } from '../../../contract/errors';
import { API, SECRET_HEADER } from '../../../contract/routes';
import type { GroupExportWish } from '../../../contract/group-exports';
import * as annotationShapes from '../../../contract/annotations';
import * as exportShapes from '../../../contract/exports';
import * as shapes from '../../../contract/schemas';
import type { DecideImport } from '../../../contract/schemas';

export interface ExportOptions {
  readonly signal: AbortSignal;
  readonly told: (progress: exportShapes.ExportProgressBody) => void;
}

/** A refusal or failure of main, with the remedy in its message; `unreachable`: there was no answer. */
export class ApiError extends Error {
  constructor(
    readonly code: ErrorCode | 'unreachable',
    message: string,
    readonly details?: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'ApiError';
  }
}

const failure = v.object({
  code: v.picklist(ERROR_CODES),
  message: v.string(),
  details: v.optional(v.string()),
});
const nothing = v.unknown();
const caseId = v.object({ id: v.string() });
const sourcePage = v.object({ total: v.number(), sources: v.array(shapes.source) });

export type SourcePage = v.InferOutput<typeof sourcePage>;
export interface Evidence {
  readonly paths: readonly string[];
  /** Ids that POST /api/uploads gave. */
  readonly uploads: readonly string[];
}
export type PickKind = 'folder' | 'files' | 'case';

/** The launch secret of the browser host; null under Electron. */
export function launchSecret(): string | null {
  return typeof window === 'undefined' ? null : (window.trailbenchSecret ?? null);
}

function failureToError(error: Failure): ApiError {
  return new ApiError(error.code, error.message, error.details);
}

/** Every call the window makes to main, one method a route. All reject with ApiError. */
export class Api {
  constructor(
    private readonly send: (path: string, init: RequestInit) => Promise<Response> = (path, init) => fetch(path, init),
  ) {}

  author(): Promise<annotationShapes.Author> {
    return this.get('/author', annotationShapes.author);
  }

  setAuthor(name: string | null): Promise<annotationShapes.Author> {
    return this.post('/author', { name }, annotationShapes.author);
  }

  app(): Promise<shapes.AppInfo> {
    return this.get('/app', shapes.appInfo);
  }

  zoneRules(): Promise<shapes.ZoneRulesReply> {
    return this.get('/zone-rules', shapes.zoneRulesReply);
  }

  createCase(request: Evidence & { readonly name?: string; readonly folder?: string }): Promise<{ id: string }> {
    return this.post('/cases', request, caseId);
  }

  openCase(path: string): Promise<{ id: string }> {
    return this.post('/cases/open', { path }, caseId);
  }

  sampleCase(): Promise<{ id: string }> {
    return this.post('/cases/sample', {}, caseId);
  }

  async forgetCase({ id, path }: Pick<shapes.CaseSummary, 'id' | 'path'>): Promise<void> {
    await this.post('/cases/forget', { id, path }, nothing);
  }

  pick(kind: PickKind): Promise<{ paths: string[] }> {
    return this.post('/shell/pick', { kind }, shapes.chosenPaths);
  }

  /** @param file one that was exported; else the case folder is shown */
  async reveal(id: string, file?: string): Promise<void> {
    await this.post('/shell/reveal', { case: id, ...(file === undefined ? {} : { file }) }, nothing);
  }

  caseStatus(id: string): Promise<shapes.CaseStatus> {
    return this.get(`/cases/${encodeURIComponent(id)}`, shapes.caseStatus);
  }

  async addEvidence(id: string, evidence: Evidence): Promise<void> {
    await this.post(`/cases/${encodeURIComponent(id)}/evidence`, evidence, nothing);
  }

  async closeCase(id: string): Promise<void> {
    await this.post(`/cases/${encodeURIComponent(id)}/close`, {}, nothing);
  }

  async cancelIndexing(id: string): Promise<void> {
    await this.post(`/cases/${encodeURIComponent(id)}/index/cancel`, {}, nothing);
  }

  async resumeIndexing(id: string): Promise<void> {
    await this.post(`/cases/${encodeURIComponent(id)}/index/resume`, {}, nothing);
  }

  /** Goes on with an import that was cut off, or gives it up. */
  async decideImport(id: string, no: number, verb: DecideImport['verb']): Promise<void> {
    await this.post(`/cases/${encodeURIComponent(id)}/imports/${String(no)}`, { verb }, nothing);
  }

  /** @param only sources to list: all, or those with quarantined parts */
  sources(id: string, from: number, count: number, only: 'all' | 'rejected'): Promise<SourcePage> {
    const query = new URLSearchParams({ from: String(from), count: String(count) });
    if (only === 'rejected') query.set('rejected', '1');
    return this.get(`/cases/${encodeURIComponent(id)}/sources?${query.toString()}`, sourcePage);
  }

  source(id: string, no: number): Promise<shapes.Source> {
    return this.get(`/cases/${encodeURIComponent(id)}/sources/${String(no)}`, shapes.source);
  }

  /** A record's bytes exactly as delivered: `length` bytes from `offset` of the inflated source. */
  async record(
    id: string,
    at: { readonly source: number; readonly record: number; readonly offset: number; readonly length: number },
    signal?: AbortSignal,
  ): Promise<Uint8Array> {
    const place = [at.source, at.record, at.offset, at.length].map(String).join('/');
    const response = await this.request(`/cases/${encodeURIComponent(id)}/records/${place}`, {
      ...(signal === undefined ? {} : { signal }),
    });
    if (!response.ok) throw await this.refusal(response);
    return new Uint8Array(await response.arrayBuffer());
  }

  /** Sends one dropped or picked file. `name` is its path below what was chosen, with "/". */
  async upload(name: string, batch: string, file: Blob, signal?: AbortSignal): Promise<{ id: string; bytes: number }> {
    const query = new URLSearchParams({ name, batch });
    const response = await this.request(`/uploads?${query.toString()}`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: file,
      ...(signal === undefined ? {} : { signal }),
    });
    return this.unwrap(response, shapes.uploadReply);
  }

  /** Values of JSON paths in records, [source, offset, length] each; null for a record that cannot be read. */
  fieldValues(
    id: string,
    records: readonly (readonly [number, number, number])[],
    paths: readonly string[],
  ): Promise<v.InferOutput<typeof exportShapes.fieldValuesReply>> {
    return this.post(
      `/cases/${encodeURIComponent(id)}/field-values`,
      { records, paths },
      exportShapes.fieldValuesReply,
    );
  }

  /** Writes an export of packed rows; `told` hears how far it is. Aborting cancels it, and nothing of it is left. */
  exportEvents(
    id: string,
    wish: exportShapes.ExportWishBody,
    rows: Blob,
    options: ExportOptions,
  ): Promise<exportShapes.Exported> {
    return this.exported(`/cases/${encodeURIComponent(id)}/exports`, wish, rows, options);
  }

  /** The same of a table of groups. */
  exportGroups(
    id: string,
    wish: GroupExportWish,
    groups: Blob,
    options: ExportOptions,
  ): Promise<exportShapes.Exported> {
    return this.exported(`/cases/${encodeURIComponent(id)}/group-exports`, wish, groups, options);
  }

  private async exported(
    route: string,
    wish: object,
    rows: Blob,
    options: ExportOptions,
  ): Promise<exportShapes.Exported> {
    const response = await this.request(route, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: new Blob([exportShapes.frameWish(wish), rows]),
      signal: options.signal,
    });
    if (!response.ok || response.body === null) throw await this.refusal(response);
    for await (const line of jsonLines(response.body)) {
      const message = v.safeParse(exportShapes.exportMessage, line);
      if (!message.success) {
        throw new ApiError('internal', `A word of main has an unexpected shape: ${v.summarize(message.issues)}`);
      }
      const { output } = message;
      if (output.type === 'done') return output.exported;
      if (output.type === 'failed') throw new ApiError(output.error.code, output.error.message, output.error.details);
      options.told(output.progress);
    }
    throw new ApiError(
      'unreachable',
      'Trailbench broke off the export. Start it again; nothing of the export was kept.',
    );
  }

  /** The case's pushed events: a response without end, one JSON document a line. */
  async stream(id: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    const response = await this.request(`/cases/${encodeURIComponent(id)}/stream`, { signal });
    if (!response.ok || response.body === null) throw await this.refusal(response);
    return response.body;
  }

  /** A GET of main, for the classes that hold the calls of one noun. */
  async get<const S extends v.GenericSchema>(path: string, shape: S): Promise<v.InferOutput<S>> {
    return this.unwrap(await this.request(path, {}), shape);
  }

  /** A POST of main with a JSON body. */
  async post<const S extends v.GenericSchema>(path: string, body: unknown, shape: S): Promise<v.InferOutput<S>> {
    const response = await this.request(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return this.unwrap(response, shape);
  }

  /** The response as it comes; see `refusal` for one that is not ok. */
  async request(path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    const secret = launchSecret();
    if (secret !== null) headers.set(SECRET_HEADER, secret);
    try {
      return await this.send(`${API}${path}`, { ...init, headers });
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') throw error;
      throw new ApiError('unreachable', 'Trailbench does not answer. Start it again; the case folder is safe.', path, {
        cause: error,
      });
    }
  }

  private async unwrap<const S extends v.GenericSchema>(response: Response, shape: S): Promise<v.InferOutput<S>> {
    const reply = await this.reply(response);
    if (!reply.ok) throw failureToError(reply.error);
    const value = v.safeParse(shape, reply.value);
    if (!value.success) {
      throw new ApiError(
        'internal',
        `An answer of main has an unexpected shape: ${v.summarize(value.issues)}`,
        response.url,
      );
    }
    return value.output;
  }

  /** What a response that is not ok says. */
  async refusal(response: Response): Promise<ApiError> {
    const reply = await this.reply(response);
    return reply.ok
      ? new ApiError('internal', `Main answered with status ${String(response.status)}`, response.url)
      : failureToError(reply.error);
  }

  private async reply(response: Response): Promise<{ ok: true; value: unknown } | { ok: false; error: Failure }> {
    let body: unknown;
    try {
      body = await response.json();
    } catch (error) {
      throw new ApiError(
        'internal',
        `Main answered with status ${String(response.status)}, not with JSON`,
        response.url,
        {
          cause: error,
        },
      );
    }
    const good = v.safeParse(v.object({ ok: v.literal(true), value: v.unknown() }), body);
    if (good.success) return good.output;
    const bad = v.safeParse(v.object({ ok: v.literal(false), error: failure }), body);
    if (!bad.success) {
      throw new ApiError('internal', `Main answered with status ${String(response.status)} and no reply`, response.url);
    }
    const { code, message, details } = bad.output.error;
    return { ok: false, error: details === undefined ? { code, message } : { code, message, details } };
  }
}

/** JSON documents, one a line. */
export async function* jsonLines(body: ReadableStream<Uint8Array>): AsyncGenerator<unknown, void, undefined> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield JSON.parse(line);
  }
}
