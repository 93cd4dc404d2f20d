import { Hono } from 'hono';
import { TrailbenchError } from '../../contract/errors';
import { SEARCHED_MOST, searchEvidence, unpackPlaces, type SearchBody } from '../../contract/search';
import type { SearchProgress, SearchRequest, SearchResult } from '../../core/query/evidence-search';
import { evidenceTerm } from '../../core/query/language/lower';
import { idOf } from './case-routes';
import type { Services } from './services';
import { MIB, readBody } from './validate';
import { workStream } from './work-stream';

/** A million records of one source, which are never parted, take about eight bytes each. */
const SEARCH_BODY = { bytes: 64 * MIB, containers: 2 * SEARCHED_MOST + 10 };

export function searchRoutes(services: Services): Hono {
  const routes = new Hono();
  routes.post('/cases/:id/search', async (context) => {
    const opened = services.openedCase(idOf(context));
    const request = requestOf(await readBody(context, searchEvidence, SEARCH_BODY));
    const run = async (signal: AbortSignal, onProgress: (progress: SearchProgress) => void) =>
      encode(await opened.search(request, { signal, onProgress }));
    const stream = workStream({ what: 'The search', run, cancelled }, context.req.raw.signal);
    return context.body(stream, 200, { 'content-type': 'application/x-ndjson' });
  });
  return routes;
}

function requestOf({ terms, sources }: SearchBody): SearchRequest {
  for (const id of terms) checkTerm(id);
  const unpacked = sources.map((packed) => {
    const places = unpackPlaces(packed);
    if (places !== undefined) return places;
    throw new TrailbenchError('bad-request', `The body at sources: source ${String(packed[0])} has no such records.`);
  });
  return { terms, sources: unpacked };
}

function checkTerm(id: string): void {
  try {
    evidenceTerm(id);
  } catch (cause) {
    throw new TrailbenchError('bad-request', 'The body at terms: this is no condition on records.', { cause });
  }
}

function encode({ found, failures }: SearchResult) {
  const texts = found.map((words) => Buffer.from(words.buffer, words.byteOffset, words.byteLength).toString('base64'));
  return { found: texts, failures };
}

function cancelled(): TrailbenchError {
  return new TrailbenchError('cancelled', 'The search was cancelled.');
}
