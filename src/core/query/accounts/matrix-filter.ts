import type { FacetName } from '../../event/facet-catalogue';
import { conjunction, disjunction, negation, term, type FilterNode, type Value } from '../language/ast';
import type { MatrixAccount, MatrixCaller } from './matrix';

type Caller = Pick<MatrixCaller, 'kind' | 'account' | 'alsoAnonymous'>;
type Account = Pick<MatrixAccount, 'account'>;

/** The filter that lists the very events of a row, a column, or the cell where they meet. */
export function matrixFilter(caller: Caller | undefined, on: Account | undefined): FilterNode {
  return conjunction([
    ...(caller === undefined ? [] : [callerFilter(caller)]),
    ...(on === undefined ? [] : [actedOnFilter(on.account)]),
  ]);
}

/** Events that act on an account, by the rule of `AccountMatrix`. */
export function actedOnFilter(account: string | null): FilterNode {
  if (account === null) return conjunction([absent('ownerAccountId'), absent('recipientAccountId')]);
  const delivered = conjunction([absent('ownerAccountId'), is('recipientAccountId', account)]);
  return disjunction([is('ownerAccountId', account), delivered]);
}

function callerFilter({ kind, account, alsoAnonymous }: Caller): FilterNode {
  const anonymous = is('callerClass', 'anonymous');
  switch (kind) {
    case 'account':
      return conjunction([is('accountId', account ?? ''), ...(alsoAnonymous ? [negation(anonymous)] : [])]);
    case 'anonymous':
      return anonymous;
    case 'service':
      return conjunction([absent('accountId'), is('callerClass', 'service')]);
    case 'unknown':
      return conjunction([absent('accountId'), negation(of('callerClass', ['service', 'anonymous']))]);
  }
}

function is(facet: FacetName, text: string): FilterNode {
  return of(facet, [text]);
}

function of(name: FacetName, texts: readonly string[]): FilterNode {
  return term(
    { kind: 'facet', name },
    texts.map((text): Value => ({ kind: 'exact', text })),
  );
}

function absent(name: FacetName): FilterNode {
  return term({ kind: 'facet', name }, [{ kind: 'absent' }]);
}
