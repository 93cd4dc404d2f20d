import type { Source } from '../../../contract/schemas';
import type { Api } from '../api/api';

/** Sources by number, asked for once: what the manifest says of one does not change while it stands. */
export class SourceCache {
  readonly #known = new Map<number, Source>();

  constructor(
    private readonly caseId: string,
    private readonly api: Api,
  ) {}

  async get(no: number): Promise<Source> {
    const known = this.#known.get(no);
    if (known !== undefined) return known;
    const source = await this.api.source(this.caseId, no);
    this.#known.set(no, source);
    return source;
  }

  clear(): void {
    this.#known.clear();
  }
}
