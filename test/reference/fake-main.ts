import { SEGMENT_BINDING_HEADER, SEGMENT_ID_HEADER } from '../../src/contract/routes';
import type { CoveredRange } from '../../src/core/segment/layout';
import { NO_TIME } from '../../src/core/event/facet-values';
import { FACETS } from '../../src/core/event/facet-catalogue';
import { SegmentBuilder } from '../../src/core/segment/segment-builder';
import { readHeader } from '../../src/core/segment/segment-reader';

/** A source as tests make it up: its records' event names, and their eventIDs where they have one. */
export interface FakeSource {
  readonly sha256: string;
  readonly records: readonly { readonly name: string; readonly eventId?: string; readonly bytes?: number }[];
}

type Covered = [source: number, first: number, end: number, last: 0 | 1];
interface Bound {
  readonly binding: string;
  readonly covered: Covered[];
}

/**
 * The indexing routes of main, in process: it gives out what the window says is not covered, a few
 * records a segment, and forgets a session's segments when another one starts.
 */
export class FakeMain {
  readonly reported: { events: number; duplicates: number }[] = [];
  readonly paths: string[] = [];
  sessions = 0;
  /** Called before each reply; may throw (no answer) or give another reply. */
  intercept: (path: string, body: unknown) => Response | undefined = () => undefined;
  /** Lines of the journal that analysts wrote. */
  said: object[] = [];
  #queue: { id: string; bytes: Uint8Array<ArrayBuffer> }[] = [];
  #session = '';

  constructor(
    readonly sources: FakeSource[],
    private readonly rowsOfSegment = 3,
  ) {}

  /** Segments that were given out and not acknowledged. */
  readonly unacknowledged = new Set<string>();

  readonly send = async (path: string, init: RequestInit): Promise<Response> => {
    await Promise.resolve();
    init.signal?.throwIfAborted();
    const [route = ''] = path.replace(/^\/api\/cases\/[^/]+/, '').split('?');
    this.paths.push(route);
    const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : undefined;
    return this.intercept(route, body) ?? this.#answer(route, path, body);
  };

  #answer(route: string, path: string, body: unknown): Response {
    switch (route) {
      case '/index/start':
        return this.#start(body as { segments: Bound[] });
      case '/index/next':
        return this.#next(body as { session: string; committed: string[] });
      case '/index/done':
        this.reported.push(body as { events: number; duplicates: number });
        return ok({});
      case '/sources': {
        const from = Number(new URL(path, 'http://test').searchParams.get('from'));
        const all = this.sources.map(({ sha256 }, no) => ({ no, sha256 }));
        return ok({ total: all.length, sources: all.slice(from, from + 2) });
      }
      case '/annotations':
        return new Response(this.said.map((line) => `${JSON.stringify(line)}\n`).join(''));
      case '/content-hashes':
        return ok({ hashes: this.#hashes(body as { records: [number, number, number][] }) });
      default:
        return refusal('not-found', `No route ${route}`);
    }
  }

  /** Ranges as a window sends them that was given them in one segment. */
  bind(covered: Covered[]): Bound {
    return { binding: this.#bindingOf(covered.map(([source]) => source)), covered };
  }

  #bindingOf(sources: readonly number[]): string {
    return sources.map((no) => `${no}:${this.sources[no]?.sha256 ?? 'none'}`).join(' ');
  }

  #start({ segments }: { segments: Bound[] }): Response {
    if (segments.some(({ binding, covered }) => this.bind(covered).binding !== binding)) {
      return refusal('evidence-changed', 'The index was made from other evidence.', 409);
    }
    const covered = segments.flatMap((segment) => segment.covered);
    this.#session = `session-${++this.sessions}`;
    this.unacknowledged.clear();
    this.#queue = [];
    const builder = new SegmentBuilder();
    const flush = (): void => {
      if (builder.ranges > 0) this.#queue.push({ id: crypto.randomUUID(), bytes: builder.finish() });
    };
    for (const [no, source] of this.sources.entries()) {
      for (const range of uncovered(no, source, covered)) {
        for (let record = range.first; record < range.end; record++) {
          this.#add(builder, no, record);
          builder.cover({ source: no, first: record, end: record + 1, last: range.last && record + 1 === range.end });
          if (builder.rows >= this.rowsOfSegment) flush();
        }
        if (range.first === range.end) builder.cover(range);
      }
    }
    flush();
    return ok({ session: this.#session });
  }

  #add(builder: SegmentBuilder, no: number, record: number): void {
    const { name, eventId, bytes } = this.sources[no]?.records[record] ?? { name: '' };
    const content = new Uint32Array([bytes ?? no * 1000 + record, 1, 2, 3]);
    const facets = FACETS.map((facet) => (facet.name === 'eventName' ? name : undefined));
    const time = record % 5 === 4 ? NO_TIME : 1_700_000_000 + record;
    const locator = { source: no, record, offset: record * 10, length: 9 };
    builder.add({ time, eventId, facets, bytesOut: -1 }, locator, new Uint8Array(content.buffer));
  }

  #next({ session, committed }: { session: string; committed: string[] }): Response {
    if (session !== this.#session) return refusal('not-found', 'Another session has begun.');
    for (const id of committed) this.unacknowledged.delete(id);
    const segment = this.#queue.shift();
    if (segment === undefined) return new Response(null, { status: 204 });
    this.unacknowledged.add(segment.id);
    const binding = this.#bindingOf(readHeader(segment.bytes).covers.map(({ source }) => source));
    const headers = { [SEGMENT_ID_HEADER]: segment.id, [SEGMENT_BINDING_HEADER]: binding };
    return new Response(segment.bytes, { headers });
  }

  /** Records of one name and eventID are the same content in this world. */
  #hashes({ records }: { records: [number, number, number][] }): string[] {
    return records.map(([no, offset]) => {
      const record = this.sources[no]?.records[offset / 10];
      return `${String(record?.name)} ${String(record?.eventId)}`;
    });
  }
}

function uncovered(no: number, { records }: FakeSource, covered: Covered[]): CoveredRange[] {
  const own = covered.filter(([source]) => source === no);
  const whole = own.length === 1 && own[0]?.[1] === 0 && own[0][3] === 1;
  if (whole) return [];
  const ranges: CoveredRange[] = [];
  let first = 0;
  for (const [, from, to] of [...own, [no, records.length, records.length, 1]].sort(
    (a, b) => (a[1] ?? 0) - (b[1] ?? 0),
  )) {
    if ((from ?? 0) > first) ranges.push({ source: no, first, end: from ?? 0, last: from === records.length });
    first = Math.max(first, to ?? 0);
  }
  return ranges.length === 0 ? [{ source: no, first, end: first, last: true }] : ranges;
}

export function ok(value: unknown): Response {
  return Response.json({ ok: true, value });
}

export function refusal(code: string, message: string, status = 404): Response {
  return Response.json({ ok: false, error: { code, message } }, { status });
}
