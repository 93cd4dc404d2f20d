import type { Command } from '../commands/command';
import type { AppState } from './app-state.svelte';

/** The cases that main remembers, each to be opened. @param open id of the one that is */
export function recentCaseCommands(app: Pick<AppState, 'info' | 'goToCase'>, open?: string): Command[] {
  if (app.info.state !== 'ready') return [];
  return app.info.value.recent
    .filter(({ id }) => id !== open)
    .map(({ id, name, path, present }) => ({
      id: `case.open.${id}`,
      title: `Open the case ${name}`,
      group: 'Case',
      also: path,
      // On the start page they are what there is to go to.
      ...(open === undefined ? {} : { searched: true as const }),
      disabled: present ? undefined : 'Its folder is gone',
      run: () => void app.goToCase(id),
    }));
}
