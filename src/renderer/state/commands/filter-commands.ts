import { conjunction } from '../../../core/query/language/ast';
import { fromPills } from '../../../core/query/language/pills';
import type { FilterState } from '../filter/filter-state.svelte';
import type { HistoryState } from '../history/history-state.svelte';
import type { DialogsState } from '../window/dialogs-state.svelte';
import type { Preferences } from '../window/preferences.svelte';
import type { Command } from './command';

const GROUP = 'Filter';

export interface FilterParts {
  readonly dialogs: DialogsState;
  readonly filters: FilterState;
  readonly history: HistoryState;
  readonly preferences: Preferences;
  /** Does something once the events are shown. */
  readonly inEvents: (act: () => void) => void;
  /** Shows or hides rows, with the open event where it then stands. */
  readonly land: (change: () => void) => void;
}

/** What can be done with the filter as it is. */
export function filterCommands({ dialogs, filters, history, preferences, inEvents, land }: FilterParts): Command[] {
  const none = filters.pills.length === 0 ? 'No filter is set' : undefined;
  const mode = preferences.filterMode;
  return [
    {
      id: 'filter.write',
      title: 'Write the filter as text',
      group: GROUP,
      keys: '/',
      also: 'search query find',
      run: () => inEvents(() => dialogs.wish('filter-text')),
    },
    {
      id: 'filter.add',
      title: 'Add a filter',
      group: GROUP,
      also: 'pill field value',
      disabled: mode === 'text' ? 'The filter is shown as text' : undefined,
      run: () => inEvents(() => dialogs.wish('add-filter')),
    },
    {
      id: 'filter.questions',
      title: 'Ask a ready question',
      group: GROUP,
      also: 'saved queries',
      run: () => inEvents(() => dialogs.wish('questions')),
    },
    {
      id: 'filter.pills',
      title: 'Show the filter as pills',
      group: GROUP,
      disabled: mode === 'pills' ? 'It is shown as pills' : undefined,
      run: () => inEvents(() => (preferences.filterMode = 'pills')),
    },
    {
      id: 'filter.clear',
      title: 'Clear the filter',
      group: GROUP,
      also: 'remove reset all events',
      disabled: none,
      run: () => filters.clear(),
    },
    {
      id: 'filter.last-off',
      title: 'Turn off the last filter',
      group: GROUP,
      disabled: filters.lastOn === undefined ? 'No filter is on' : undefined,
      run: () => filters.switchLastOff(),
    },
    {
      id: 'filter.undo',
      title: history.undoWords === undefined ? 'Undo' : `Undo: ${history.undoWords}`,
      group: GROUP,
      keys: 'Ctrl Z',
      disabled: history.undoWords === undefined ? 'Nothing to undo' : undefined,
      run: () => history.undo(),
    },
    {
      id: 'filter.redo',
      title: history.redoWords === undefined ? 'Redo' : `Redo: ${history.redoWords}`,
      group: GROUP,
      keys: 'Ctrl Shift Z',
      disabled: history.redoWords === undefined ? 'Nothing to redo' : undefined,
      run: () => history.redo(),
    },
    {
      id: 'filter.copies',
      title: filters.copies ? 'Hide duplicates' : 'Show duplicates',
      group: GROUP,
      also: 'copies',
      run: () => land(() => filters.showCopies(!filters.copies)),
    },
  ];
}

/** What was typed, taken as the text of a filter; nothing where it cannot be read as one. */
export function typedFilterCommands(
  { filters, inEvents }: Pick<FilterParts, 'filters' | 'inEvents'>,
  typed: string,
): Command[] {
  const text = typed.trim();
  const parsed = text === '' ? undefined : filters.parse(text);
  if (parsed?.ok !== true) return [];
  const { filter } = parsed;
  const alone: Command = {
    id: 'filter.typed',
    title: `Filter events: ${text}`,
    group: filters.active > 0 ? 'In the place of the filter' : GROUP,
    run: () => inEvents(() => filters.setFilter(filter, 'Filter events')),
  };
  if (filters.active === 0) return [alone];
  const added: Command = {
    id: 'filter.typed-added',
    title: `Filter further: ${text}`,
    group: 'Added to the filter',
    run: () =>
      inEvents(() => {
        const now = fromPills(filters.pills.map(({ pill }) => pill));
        filters.setFilter(conjunction([now, filter]), 'Filter further');
      }),
  };
  return [added, alone];
}
