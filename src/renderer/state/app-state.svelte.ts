import type { AppInfo } from '../../contract/schemas';
import type { Api } from './api';
import { CaseSession } from './case-session.svelte';
import type { CreateStore } from './case-session.svelte';
import type { Loadable, Problem } from './loading';
import { problemOf } from './loading';
import { routeOf } from './route';
import type { Route } from './route';

/** The window: which page it shows, and the case that is open in it. */
export class AppState {
  info = $state.raw<Loadable<AppInfo>>({ state: 'loading' });
  route = $state.raw<Route>({ page: 'start' });
  session = $state.raw<CaseSession | undefined>();
  /** The case that was left did not close cleanly. */
  leaving = $state.raw<Problem | undefined>();

  constructor(
    readonly api: Api,
    private readonly createStore: CreateStore,
    private readonly storage: Storage,
  ) {}

  get stage(): 'start' | 'loading' | 'indexing' | 'ready' | 'failed' {
    if (this.session !== undefined) return this.session.stage;
    if (this.route.page === 'case') return 'loading';
    if (this.info.state === 'failed') return 'failed';
    return this.info.state === 'ready' ? 'start' : 'loading';
  }

  async start(): Promise<void> {
    window.addEventListener('popstate', () => void this.#show(routeOf(location.search)));
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

  async goToCase(id: string): Promise<void> {
    history.pushState(null, '', `/?case=${encodeURIComponent(id)}`);
    await this.#show({ page: 'case', id });
  }

  async goToStart(): Promise<void> {
    history.pushState(null, '', '/');
    await this.#show({ page: 'start' });
  }

  async #show(route: Route): Promise<void> {
    const left = this.session;
    this.session = undefined;
    this.route = route;
    if (left !== undefined) {
      // The folder may be gone or main may have ended: leaving a case must work all the same.
      await left.close().catch((error: unknown) => {
        this.leaving = problemOf(error);
      });
    }
    const info = this.refreshInfo();
    if (route.page === 'case') {
      const session = new CaseSession(route.id, this.api, this.createStore, this.storage);
      this.session = session;
      await session.open();
    }
    await info;
  }
}
