import { NO_TIME } from '../event/facet-values';
import { HOLDS_VALUES, isOwn } from '../integrity/source-holds';
import type { SourceHolds } from '../integrity/source-holds';
import type { FacetColumnBuilder } from './facet-column-builder';

/** Columns of a segment that grows. */
export interface SurveyColumns {
  readonly time: { readonly values: Uint32Array };
  readonly category: FacetColumnBuilder;
  readonly type: FacetColumnBuilder;
  readonly account: FacetColumnBuilder;
  readonly region: FacetColumnBuilder;
}

/** More codes than a segment has rows. */
const CODE_SPAN = 2 ** 20;
/** Longer values are none of AWS; of them so much is kept. */
const TEXT_MAX = 64;

/** Sums up the records of one source from the columns that they went into, a stretch of rows at a time. */
export class SourceSurvey {
  private own = 0;
  private first = NO_TIME;
  private last = -1;
  private readonly accounts = new Set<string>();
  private readonly regions = new Set<string>();

  begin(): void {
    this.own = 0;
    this.first = NO_TIME;
    this.last = -1;
    this.accounts.clear();
    this.regions.clear();
  }

  /** Rows [from, end) are of the source; the codes in the columns are valid until the segment is finished. */
  take({ time, category, type, account, region }: SurveyColumns, from: number, end: number): void {
    const owned = new Map<number, boolean>();
    const [accounts, regions] = [new Codes(account, this.accounts), new Codes(region, this.regions)];
    for (let row = from; row < end; row += 1) {
      const key = category.codeAt(row) * CODE_SPAN + type.codeAt(row);
      let own = owned.get(key);
      if (own === undefined) owned.set(key, (own = isOwn(category.textAt(row), type.textAt(row))));
      if (!own) continue;
      this.own += 1;
      const at = time.values[row] ?? NO_TIME;
      if (at !== NO_TIME) {
        if (at < this.first) this.first = at;
        if (at > this.last) this.last = at;
      }
      accounts.take(row);
      regions.take(row);
    }
  }

  /** @param whole every record of the source could be read */
  end(whole: boolean): SourceHolds {
    const timed = this.last >= 0;
    return {
      own: this.own,
      first: timed ? this.first : null,
      last: timed ? this.last : null,
      accounts: [...this.accounts],
      regions: [...this.regions],
      whole,
    };
  }
}

/** Values of a column, each looked at once. */
class Codes {
  private latest = 0;
  private readonly seen = new Set<number>();

  constructor(
    private readonly column: FacetColumnBuilder,
    private readonly texts: Set<string>,
  ) {}

  take(row: number): void {
    const code = this.column.codeAt(row);
    if (code === 0 || code === this.latest || this.texts.size >= HOLDS_VALUES) return;
    this.latest = code;
    if (this.seen.has(code)) return;
    this.seen.add(code);
    const text = this.column.textAt(row);
    if (text !== '') this.texts.add(text.slice(0, TEXT_MAX));
  }
}
