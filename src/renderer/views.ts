import type { Component } from 'svelte';
import EventsView from './events-view.svelte';
import AccountsView from './accounts-view.svelte';
import AcquireView from './features/acquire/acquire-view.svelte';
import CoverageView from './features/coverage/coverage-view.svelte';
import CustodyView from './features/custody/custody-view.svelte';
import FindingsView from './features/findings/findings-view.svelte';
import { VIEW_IDS } from './state/view/view-ids';
import type { ViewId } from './state/view/view-ids';

/** A view of a case: an entry of the case bar and what stands below the bar. */
export interface CaseView {
  readonly id: ViewId;
  /** The word in the case bar. */
  readonly label: string;
  /** Takes no props: the case reaches it through `getSession()`. */
  readonly component: Component<Record<string, never>>;
  /**
   * It has its own bars, panels and `main`. The others get a `main` that scrolls, with the notices and the progress of
   * the case above.
   */
  readonly whole?: true;
}

const VIEWS: Readonly<Record<ViewId, Omit<CaseView, 'id'>>> = {
  events: { label: 'Events', component: EventsView, whole: true },
  accounts: { label: 'Accounts', component: AccountsView },
  findings: { label: 'Findings', component: FindingsView },
  coverage: { label: 'Coverage', component: CoverageView },
  evidence: { label: 'Evidence', component: CustodyView },
  acquire: { label: 'Acquire', component: AcquireView },
};

/** The views of a case in the order of the case bar. */
export const CASE_VIEWS: readonly CaseView[] = VIEW_IDS.map((id) => ({ id, ...VIEWS[id] }));
