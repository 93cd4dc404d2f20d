import * as v from 'valibot';
import { packPlaces, searchMessage, type SearchMessage } from '../../contract/search';
import type { EvidenceSearch, SearchOptions, SearchRequest, SearchResult } from '../../core/query/evidence-search';
import { Refusal, Unreachable, type IndexApi } from './index-api';

/** Has main search the evidence, which lies there. Rejects with Refusal, Unreachable, or the signal's reason. */
export class RemoteSearch implements EvidenceSearch {
  constructor(private readonly api: Pick<IndexApi, 'stream'>) {}

  async search({ terms, sources }: SearchRequest, { signal, onProgress }: SearchOptions): Promise<SearchResult> {
    const body = { terms, sources: sources.map(packPlaces) };
    // The type that core declares has no events; here it is the platform's.
    for await (const line of this.api.stream('/search', body, signal as globalThis.AbortSignal | undefined)) {
      const message = parse(line);
      switch (message.type) {
        case 'progress':
          onProgress?.(message.progress);
          break;
        case 'done':
          return { found: message.found.map(words), failures: message.failures };
        case 'failed':
          throw new Refusal(message.error.code, message.error.message);
      }
    }
    throw new Unreachable(new Error('The search ended without a result.'));
  }
}

function parse(line: string): SearchMessage {
  try {
    return v.parse(searchMessage, JSON.parse(line));
  } catch (cause) {
    throw new Unreachable(cause);
  }
}

/** Words from base64, little endian as they are in memory. */
function words(base64: string): Uint32Array {
  return new Uint32Array(Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)).buffer);
}
