import type { Offer } from '../../ui/offer';
import type { Api, Evidence } from '../api/api';

export interface UploadProgress {
  readonly done: number;
  readonly total: number;
  readonly bytesDone: number;
  readonly bytesTotal: number;
}

const PARALLEL = 3;

/** Brings offered evidence to main: paths as they are, files as uploads. */
export class Intake {
  progress = $state.raw<UploadProgress | undefined>();
  #abort: AbortController | undefined;

  constructor(private readonly api: Api) {}

  /** Rejects with ApiError, or with an AbortError after cancel(). */
  async bring(offer: Offer): Promise<Evidence> {
    if (offer.files.length === 0) return { paths: offer.paths, uploads: [] };
    const abort = new AbortController();
    this.#abort = abort;
    const batch = crypto.randomUUID();
    const uploads: string[] = new Array<string>(offer.files.length);
    const bytesTotal = offer.files.reduce((sum, { file }) => sum + file.size, 0);
    let next = 0;
    let done = 0;
    let bytesDone = 0;
    const report = (): void => {
      this.progress = { done, total: offer.files.length, bytesDone, bytesTotal };
    };
    const lane = async (): Promise<void> => {
      for (let at = next++; at < offer.files.length; at = next++) {
        const named = offer.files[at];
        if (named === undefined) return;
        const reply = await this.api.upload(named.name, batch, named.file, abort.signal);
        uploads[at] = reply.id;
        done++;
        bytesDone += named.file.size;
        report();
      }
    };
    report();
    try {
      await Promise.all(Array.from({ length: PARALLEL }, lane));
      return { paths: offer.paths, uploads };
    } catch (error) {
      abort.abort();
      throw error;
    } finally {
      this.progress = undefined;
      this.#abort = undefined;
    }
  }

  cancel(): void {
    this.#abort?.abort();
  }
}
