import * as v from 'valibot';
import { expect } from 'vitest';
import type { Reply } from '../../src/contract/errors';
import { SEGMENT_BINDING_HEADER, SEGMENT_ID_HEADER } from '../../src/contract/routes';
import * as shapes from '../../src/contract/schemas';
import { searchMessage, type SearchMessage } from '../../src/contract/search';
import { INDEX_VERSION } from '../../src/core/event/facet-catalogue';
import { openGroup } from '../../src/core/segment/group-reader';
import { GROUPS } from '../../src/core/segment/layout';
import type { SegmentHeader } from '../../src/core/segment/layout';
import { aligned, groupBytes, readHeader } from '../../src/core/segment/segment-reader';

/** Sends a request as the window would; `target` starts with '/'. */
export type Send = (target: string, init?: RequestInit) => Promise<Response>;

export interface Refused {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** [source, first, end, last] */
export type Covered = readonly [number, number, number, 0 | 1];

/** What a window shows of a segment that it has. */
export interface Bound {
  readonly binding: string;
  readonly covered: readonly Covered[];
}

const PULL_MS = 60_000;
const ENDED: readonly shapes.Progress['phase'][] = ['idle', 'done', 'failed', 'cancelled'];

export function json(body: unknown): RequestInit {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  };
}

/** What the window does with the API, each reply checked against the contract. */
export class ContractClient {
  constructor(readonly send: Send) {}

  async get<const S extends v.GenericSchema>(target: string, schema: S): Promise<v.InferOutput<S>> {
    return this.reply(await this.send(target), schema);
  }

  async post<const S extends v.GenericSchema>(target: string, body: unknown, schema: S): Promise<v.InferOutput<S>> {
    return this.reply(await this.send(target, json(body)), schema);
  }

  async reply<const S extends v.GenericSchema>(response: Response, schema: S): Promise<v.InferOutput<S>> {
    expect(response.headers.get('content-type')).toContain('application/json');
    const body = (await response.json()) as Reply<unknown>;
    if (!body.ok) throw new Error(`${response.status} ${body.error.code}: ${body.error.message}`);
    expect(response.status).toBe(200);
    return v.parse(schema, body.value);
  }

  async refused(target: string, init?: RequestInit): Promise<Refused> {
    const response = await this.send(target, init);
    const body = (await response.json()) as Reply<unknown>;
    if (body.ok) throw new Error(`${target} was not refused`);
    return { status: response.status, code: body.error.code, message: body.error.message };
  }

  startIndex(id: string, segments: readonly Bound[]): Promise<{ session: string }> {
    const body = { indexVersion: INDEX_VERSION, segments };
    return this.post(`/api/cases/${id}/index/start`, body, shapes.startIndexingReply);
  }

  /** Pulls and commits as the window does, until nothing is left. */
  async pull(session: string, id: string): Promise<(SegmentHeader & Pick<Bound, 'binding'>)[]> {
    const headers: (SegmentHeader & Pick<Bound, 'binding'>)[] = [];
    let committed: string[] = [];
    const until = Date.now() + PULL_MS;
    for (;;) {
      const response = await this.send(`/api/cases/${id}/index/next`, json({ session, committed }));
      committed = [];
      if (response.status === 204) {
        const { phase } = await this.progress(id);
        if (ENDED.includes(phase)) return headers;
        if (Date.now() > until) throw new Error(`Indexing did not end; its phase is ${phase}`);
        continue;
      }
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('application/octet-stream');
      committed = [response.headers.get(SEGMENT_ID_HEADER) ?? ''];
      expect(committed[0]).not.toBe('');
      const bytes = new Uint8Array(await response.arrayBuffer());
      expect(Number(response.headers.get('content-length') ?? bytes.length)).toBe(bytes.length);
      const binding = response.headers.get(SEGMENT_BINDING_HEADER) ?? '';
      expect(binding).toMatch(/^[0-9a-f]{64}$/);
      headers.push({ ...headerOf(bytes), binding });
    }
  }

  async progress(id: string): Promise<shapes.Progress> {
    for await (const event of this.events(id)) if (event.type === 'progress') return event.progress;
    throw new Error('The stream ended without progress');
  }

  /** The lines of a search's reply. */
  async search(id: string, body: unknown): Promise<SearchMessage[]> {
    const response = await this.send(`/api/cases/${id}/search`, json(body));
    expect(response.headers.get('content-type')).toBe('application/x-ndjson');
    const lines = (await response.text()).split('\n').filter((line) => line !== '');
    return lines.map((line) => v.parse(searchMessage, JSON.parse(line)));
  }

  /** The pushed events; leaving the loop ends the stream as a window that goes away does. */
  async *events(id: string): AsyncGenerator<shapes.Pushed> {
    const abort = new AbortController();
    const response = await this.send(`/api/cases/${id}/stream`, { signal: abort.signal });
    expect(response.headers.get('content-type')).toBe('application/x-ndjson');
    const decoder = new TextDecoder();
    let rest = '';
    try {
      for await (const chunk of response.body ?? []) {
        rest += decoder.decode(chunk, { stream: true });
        const lines = rest.split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) yield v.parse(shapes.pushed, JSON.parse(line));
      }
    } finally {
      abort.abort();
    }
  }
}

/** The header, with every checksum of the segment checked on the way. */
function headerOf(bytes: Uint8Array): SegmentHeader {
  const header = readHeader(bytes);
  for (const group of GROUPS) openGroup(aligned(groupBytes(bytes, header, group)), header.rows);
  return header;
}
