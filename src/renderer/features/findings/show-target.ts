import type { Target } from '../../../core/annotation/target';
import type { FacetName } from '../../../core/event/facet-catalogue';
import { escapeText } from '../../../core/event/visible-text';
import { conjunction, disjunction, term } from '../../../core/query/language/ast';
import type { FilterNode } from '../../../core/query/language/ast';
import type { CaseSession } from '../../state/case/case-session.svelte';
import { targetWords } from '../../wording/targets';

/** Lists the events of a target in Events; the case itself has all of them. */
export function showTarget(session: CaseSession, target: Target): void {
  const filter = filterOf(target);
  if (filter !== undefined) session.asking.ask(filter, escapeText(targetWords(target, session.zone.clock)));
  session.view.go('events');
}

/** The filter of the events that have something; undefined where every event has. */
export function filterOf(target: Target): FilterNode | undefined {
  const is = (name: FacetName, text: string): FilterNode => term({ kind: 'facet', name }, [{ kind: 'exact', text }]);
  switch (target.on) {
    case 'value':
      return is(target.facet, target.value);
    case 'account':
      return disjunction([
        is('accountId', target.account),
        is('ownerAccountId', target.account),
        is('recipientAccountId', target.account),
      ]);
    case 'pair':
      return conjunction([
        is('accountId', target.caller),
        disjunction([is('ownerAccountId', target.acted), is('recipientAccountId', target.acted)]),
      ]);
    case 'time':
      return term({ kind: 'time' }, [{ kind: 'time', from: target.from, to: target.to }]);
    case 'case':
      return undefined;
  }
}
