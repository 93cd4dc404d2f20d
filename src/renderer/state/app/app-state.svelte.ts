import type { AppInfo } from '../../../contract/schemas';
import { AcquireApi } from '../acquire/acquire-api';
import { AcquireState } from '../acquire/acquire-state.svelte';
import type { Api } from '../api/api';
import { CommandsState } from '../commands/commands-state.svelte';
import { CaseSession } from '../case/case-session.svelte';
import type { CreateStore } from '../case/case-session.svelte';
import type { Loadable, Problem } from '../api/loading';
import { problemOf } from '../api/loading';
import { ZoneRulesState } from '../zone/zone-rules-state.svelte';
import { routeOf } from '../view/route';
import type { Route } from '../view/route';
import type { ViewId } from '../view/view-ids';
import { writeViewString } from '../view/view-string';

export interface Stores {
  readonly create: CreateStore;
  /** A case may be opened next: has what a store takes to start ready. */
  readonly prepare: () => void;
}

/** The window: which page it shows, and the case that is open in it. */
export class AppState {
  info = $state.raw<Loadable<AppInfo>>({ state: 'loading' });
  route = $state.raw<Route>({ page: 'start' });
  session = $state.raw<CaseSession | undefined>();
  /** The case that was left did not close cleanly. */
  leaving = $state.raw<Problem | undefined>();
  /** Connecting to AWS and choosing what to acquire: the same on the page of a new case and in each case. */
  readonly acquire: AcquireState;
  readonly zoneRules: ZoneRulesState;
  /** What the palette lists where no case is open. */
  readonly commands: CommandsState;

  #turn: Promise<void> = Promise.resolve();

  constructor(
    readonly api: Api,
    private readonly stores: Stores,
    private readonly storage: Storage,
    /** What ends with the window. */
    private readonly windowStorage: Storage,
  ) {
    this.acquire = new AcquireState(new AcquireApi(api));
    this.zoneRules = new ZoneRulesState(api);
    this.commands = new CommandsState(storage);
  }

  get stage(): 'start' | 'loading' | 'indexing' | 'ready' | 'failed' {
    if (this.session !== undefined) return this.session.stage;
    if (this.route.page === 'case') return 'loading';
    if (this.info.state === 'failed') return 'failed';
    return this.info.state === 'ready' ? 'start' : 'loading';
  }

  async start(): Promise<void> {
    window.addEventListener('popstate', () => void this.#arrived());
    await this.#show(routeOf(location.search));
  }

  /** Asks again who main is and which cases it remembers. */
  async refreshInfo(): Promise<void> {
    try {
      this.info = { state: 'ready', value: await this.api.app() };
    } catch (error) {
      this.info = { state: 'failed', problem: problemOf(error) };
    }
  }

  /** @param view of the case to show first, as the address names it */
  async goToCase(id: string, view?: ViewId): Promise<void> {
    const at = view === undefined ? '' : `#${writeViewString(new Map([['view', view]]))}`;
    history.pushState(null, '', `/?case=${encodeURIComponent(id)}${at}`);
    await this.#show({ page: 'case', id });
  }

  /** The page that acquires from AWS into a new case. */
  async goToAcquire(): Promise<void> {
    history.pushState(null, '', '/?new=aws');
    await this.#show({ page: 'acquire' });
  }

  async goToStart(): Promise<void> {
    history.pushState(null, '', '/');
    await this.#show({ page: 'start' });
  }

  /** Back and forward within a case change its view; only another case or the start page is another page. */
  async #arrived(): Promise<void> {
    const route = routeOf(location.search);
    if (route.page === 'case' && this.session?.id === route.id) this.session.history.arrived(location.hash.slice(1));
    else await this.#show(route);
  }

  /** One change of page after the other: the case that is left is closed before the next page shows. */
  #show(route: Route): Promise<void> {
    this.#turn = this.#turn.then(() => this.#leaveFor(route));
    return this.#turn;
  }

  async #leaveFor(route: Route): Promise<void> {
    try {
      await this.session?.close();
    } catch (error) {
      // The folder may be gone or main may have ended: leaving a case must work all the same.
      this.leaving = problemOf(error);
    }
    // Before a case is shown: the first time that is written goes by them.
    await this.zoneRules.ready();
    // The start page lists the case just left with what is known of it now.
    if (route.page === 'start') await this.refreshInfo();
    else void this.refreshInfo();
    this.route = route;
    this.acquire.enter(route.page === 'case' ? route.id : undefined);
    if (route.page !== 'case') {
      this.session = undefined;
      this.stores.prepare();
      return;
    }
    const address = `/?case=${encodeURIComponent(route.id)}`;
    const at = (view: string): string => (view === '' ? address : `${address}#${view}`);
    this.session = new CaseSession(route.id, this.api, this.stores.create, this.storage, this.windowStorage, {
      push: (view) => history.pushState(null, '', at(view)),
      replace: (view) => history.replaceState(null, '', at(view)),
    });
    this.session.history.start(location.hash.slice(1));
    void this.session.open();
  }
}
