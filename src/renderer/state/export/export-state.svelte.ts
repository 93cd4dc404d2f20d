import type { Exported, ExportProgressBody, ExportWishBody } from '../../../contract/exports';
import type { GroupExportWish } from '../../../contract/group-exports';
import type { GroupOptions } from '../../../core/query/group-table';
import type { SortKey, View } from '../../../core/query/filter';
import type { Store } from '../../store/protocol';
import type { Api } from '../api/api';
import type { Problem } from '../api/loading';
import { problemOf } from '../api/loading';

/** The analyst's choice. */
export interface ExportChoice {
  readonly format: ExportWishBody['format'];
  readonly columns: 'all' | readonly string[];
  readonly raw: boolean;
  /** Where it goes; undefined: the case's exports folder. */
  readonly path: string | undefined;
}

/** What is exported: a view and its order, and how both are said in the manifest. */
export interface ExportSubject {
  readonly view: View;
  readonly sort: readonly SortKey[];
  readonly filter: string;
  readonly order: string;
  readonly zone: string;
  readonly duplicatesHidden: number;
}

export interface GroupChoice extends Pick<ExportChoice, 'raw' | 'path'> {
  readonly format: GroupExportWish['format'];
}

/** A table of groups, as it is shown. */
export interface GroupSubject extends Pick<ExportSubject, 'view' | 'filter' | 'order' | 'zone' | 'duplicatesHidden'> {
  readonly grouping: GroupOptions;
}

export type ExportStage =
  | { readonly state: 'idle' }
  /** The rows are put together in the window. */
  | { readonly state: 'listing' }
  | { readonly state: 'running'; readonly progress: ExportProgressBody; readonly rows: number }
  | { readonly state: 'done'; readonly exported: Exported }
  | { readonly state: 'failed'; readonly problem: Problem }
  | { readonly state: 'cancelled' };

/** One export at a time, from choice to file. */
export class ExportState {
  stage = $state.raw<ExportStage>({ state: 'idle' });
  #abort: AbortController | undefined;

  constructor(
    private readonly caseId: string,
    private readonly api: Pick<Api, 'exportEvents' | 'exportGroups' | 'reveal'>,
    private readonly store: Pick<Store, 'packGroups' | 'packRows'>,
  ) {}

  get busy(): boolean {
    return this.#abort !== undefined;
  }

  /** Exports every row of the view, in its order. */
  run(choice: ExportChoice, subject: ExportSubject): Promise<void> {
    return this.#run(async (signal, told) => {
      const { rows, packed } = await this.store.packRows(subject.view, subject.sort);
      signal.throwIfAborted();
      const options = { signal, told: told(rows) };
      return this.api.exportEvents(this.caseId, wishOf(choice, subject, rows), packed, options);
    });
  }

  /** Exports every group of the table, in its order. */
  runGroups(choice: GroupChoice, subject: GroupSubject): Promise<void> {
    return this.#run(async (signal, told) => {
      const { view, grouping, zone, ...said } = subject;
      const { layout, groups, packed } = await this.store.packGroups(view, grouping, zone);
      signal.throwIfAborted();
      const { format, raw, path } = choice;
      const { facets, named, distinct, ...rest } = layout;
      const wish: GroupExportWish = {
        ...{ ...rest, ...said, facets: [...facets], named: [...named], format, rows: groups },
        raw: format === 'csv' && raw,
        ...(distinct === undefined ? {} : { distinct }),
        ...(path === undefined ? {} : { path }),
      };
      return this.api.exportGroups(this.caseId, wish, packed, { signal, told: told(groups) });
    });
  }

  async #run(
    work: (signal: AbortSignal, told: (rows: number) => (progress: ExportProgressBody) => void) => Promise<Exported>,
  ): Promise<void> {
    if (this.#abort !== undefined) return;
    const abort = new AbortController();
    this.#abort = abort;
    this.stage = { state: 'listing' };
    try {
      const told = (rows: number) => (progress: ExportProgressBody) =>
        void (this.stage = { state: 'running', progress, rows });
      const exported = await work(abort.signal, told);
      this.stage = { state: 'done', exported };
    } catch (error) {
      this.stage = abort.signal.aborted ? { state: 'cancelled' } : { state: 'failed', problem: problemOf(error) };
    } finally {
      this.#abort = undefined;
    }
  }

  /** Nothing of the export is left then. */
  cancel(): void {
    this.#abort?.abort();
  }

  /** For a new choice. */
  again(): void {
    if (!this.busy) this.stage = { state: 'idle' };
  }

  /** Shows the exported file in the system's file manager. */
  async reveal(): Promise<Problem | undefined> {
    if (this.stage.state !== 'done') return undefined;
    try {
      await this.api.reveal(this.caseId, this.stage.exported.file);
      return undefined;
    } catch (error) {
      return problemOf(error);
    }
  }
}

function wishOf(choice: ExportChoice, subject: ExportSubject, rows: number): ExportWishBody {
  const { format, raw, path } = choice;
  const columns = choice.columns === 'all' ? choice.columns : [...choice.columns];
  const { filter, order, zone, duplicatesHidden } = subject;
  const wish = { format, columns, raw: format === 'csv' && raw, filter, order, zone, duplicatesHidden, rows };
  return path === undefined ? wish : { ...wish, path };
}
