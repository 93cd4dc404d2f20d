import { matrixFilter } from '../../../core/query/accounts/matrix-filter';
import type { AccountMatrix, MatrixAccount, MatrixCaller } from '../../../core/query/accounts/matrix';
import type { AccountList, SeenAccount } from '../../../core/query/accounts/account-list';
import type { View } from '../../../core/query/filter';
import { disjunction, term, type FilterNode } from '../../../core/query/language/ast';
import type { Store } from '../../store/protocol';
import { Latest } from '../api/latest';
import type { Problem } from '../api/loading';
import { problemOf } from '../api/loading';
import { NO_NAMES, type AccountNames } from './account-names';

/** The whole case, or what the filter leaves. */
export type AccountScope = 'all' | 'filtered';

/** Rows and columns of the matrix and accounts of the list at first, and how many more each step shows. */
const STEP = { callers: 25, accounts: 12, listed: 50 };

export interface AccountsReach {
  readonly viewOfAll: () => View;
  readonly view: () => View;
  /** Lists the events of a filter; `narrow`: of those alone that the filter of the case leaves. */
  readonly show: (filter: FilterNode, words: string, narrow: boolean) => void;
}

/** Who called into which account, and every account of the case: asked for while they are on the screen. */
export class AccountsState {
  scope = $state<AccountScope>('all');
  /** What analysts said of accounts: set once, by whoever has it. */
  names = $state.raw<AccountNames>(NO_NAMES);
  matrix = $state.raw<AccountMatrix | undefined>();
  list = $state.raw<AccountList | undefined>();
  problem = $state.raw<Problem | undefined>();
  search = $state('');
  #limits = $state.raw(STEP);
  #shown = 0;
  #ready = false;
  #wanted = $state(0);
  #read = $state(0);
  readonly #reading: Latest;

  constructor(
    private readonly store: Pick<Store, 'accountMatrix' | 'accounts'>,
    private readonly reach: AccountsReach,
  ) {
    this.#reading = new Latest(
      () => this.#ask(),
      (error) => {
        this.problem = problemOf(error);
        this.#read = this.#wanted;
      },
    );
  }

  get settled(): boolean {
    return this.#read === this.#wanted;
  }

  /** They come to the screen. @returns ends that */
  watch(): () => void {
    this.#shown++;
    this.#again();
    return () => this.#shown--;
  }

  /** The filter or the data changed. */
  refresh(): void {
    this.#ready = true;
    this.#again();
  }

  choose(scope: AccountScope): void {
    this.scope = scope;
    this.#again();
  }

  /** Finds accounts of the list by a part of their number. */
  find(text: string): void {
    this.search = text;
    this.#again();
  }

  more(of: keyof typeof STEP): void {
    this.#limits = { ...this.#limits, [of]: this.#limits[of] * 2 };
    this.#again();
  }

  stop(): void {
    this.#reading.stop();
  }

  /** Lists the events of a row, a column, or the cell where they meet. */
  show(caller: MatrixCaller | undefined, on: MatrixAccount | undefined, words: string): void {
    this.reach.show(matrixFilter(caller, on), words, this.scope === 'filtered');
  }

  /** Lists the events that an account is in, in whatever part. */
  showAccount({ account }: Pick<SeenAccount, 'account'>, words: string): void {
    const parts = (['accountId', 'recipientAccountId', 'ownerAccountId'] as const).map((name) =>
      term({ kind: 'facet', name }, [{ kind: 'exact', text: account }]),
    );
    const role = term({ kind: 'facet', name: 'role' }, [
      { kind: 'pattern', pieces: ['arn:', `:iam::${account}:`, ''] },
    ]);
    this.reach.show(disjunction([...parts, role]), words, this.scope === 'filtered');
  }

  #again(): void {
    if (this.#shown === 0 || !this.#ready) return;
    this.#wanted++;
    this.#reading.request();
  }

  async #ask(): Promise<void> {
    const wanted = this.#wanted;
    const view = this.scope === 'all' ? this.reach.viewOfAll() : this.reach.view();
    const { callers, accounts, listed } = this.#limits;
    const search = this.search.trim();
    const [matrix, list] = await Promise.all([
      this.store.accountMatrix(view, { callers, accounts }),
      this.store.accounts(view, { top: listed, ...(search === '' ? {} : { search }) }),
    ]);
    if (wanted !== this.#wanted) return;
    this.matrix = matrix;
    this.list = list;
    this.problem = undefined;
    this.#read = wanted;
  }
}
