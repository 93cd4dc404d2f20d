import { FACETS } from '../../../core/event/facet-catalogue';
import type { Counts } from '../../../core/query/filter';
import { count } from '../../wording/numbers';
import { INDEX_COLUMNS } from '../grid/column-catalogue';
import { DENSITIES } from '../grid/columns-state.svelte';
import type { ColumnsState } from '../grid/columns-state.svelte';
import type { SelectionState } from '../grid/selection-state.svelte';
import type { GroupsState } from '../groups/groups-state.svelte';
import type { DialogsState } from '../window/dialogs-state.svelte';
import type { Command } from './command';

const GROUP = 'Events';
const DENSITY_WORDS = { compact: 'Compact rows', normal: 'Normal rows', roomy: 'Roomy rows' } as const;

export interface ListParts {
  readonly dialogs: DialogsState;
  readonly columns: ColumnsState;
  readonly groups: GroupsState;
  readonly selection: SelectionState;
  readonly counts: Counts | undefined;
  /** Does something once the events are shown. */
  readonly inEvents: (act: () => void) => void;
}

/** The list of events: its columns, rows and selection, and the table that counts instead of listing. */
export function listCommands(parts: ListParts): Command[] {
  return [...rowCommands(parts), ...columnCommands(parts), ...groupCommands(parts)];
}

/** Nothing is there to be listed or exported. */
function whyEmpty(counts: Counts | undefined): string | undefined {
  return counts === undefined || counts.matched === 0 ? 'This view shows no events' : undefined;
}

function rowCommands({ dialogs, groups, columns, selection, counts, inEvents }: ListParts): Command[] {
  return [
    {
      id: 'list.export',
      title: groups.on ? 'Export groups' : 'Export events',
      group: GROUP,
      also: 'save download CSV JSON file',
      disabled: whyEmpty(counts),
      run: () => (dialogs.open = groups.on ? 'export-groups' : 'export'),
    },
    {
      id: 'list.select-all',
      title: 'Select all events of the view',
      group: GROUP,
      keys: 'Ctrl A',
      disabled: groups.on ? 'Events are counted by values, not listed' : whyEmpty(counts),
      run: () => inEvents(() => void selection.selectAll()),
    },
    {
      id: 'list.clear-selection',
      title: selection.count === 0 ? 'Clear the selection' : `Clear the selection of ${count(selection.count)}`,
      group: GROUP,
      disabled: selection.count === 0 ? 'No events are selected' : undefined,
      run: () => selection.clear(),
    },
    ...DENSITIES.map((density) => ({
      id: `list.density.${density}`,
      title: DENSITY_WORDS[density],
      group: GROUP,
      also: 'density height',
      disabled: columns.density === density ? 'The rows are so' : undefined,
      run: () => inEvents(() => columns.setDensity(density)),
    })),
  ];
}

function columnCommands({ dialogs, groups, columns, inEvents }: ListParts): Command[] {
  const counted = groups.on ? 'Events are counted by values, not listed' : undefined;
  return [
    {
      id: 'list.columns',
      title: 'Choose columns',
      group: GROUP,
      also: 'add remove order fields',
      disabled: counted,
      run: () => inEvents(() => dialogs.wish('columns')),
    },
    {
      id: 'list.columns-reset',
      title: 'Columns and density as in a new case',
      group: GROUP,
      also: 'reset default',
      run: () => inEvents(() => columns.reset()),
    },
    ...INDEX_COLUMNS.filter(({ id }) => id !== 'time').map(({ id, label, source }) => {
      const shown = columns.has(id);
      return {
        id: `list.column.${id}`,
        title: `${shown ? 'Hide' : 'Show'} the column ${label}`,
        group: GROUP,
        also: `${id} ${source}`,
        searched: true as const,
        disabled: counted,
        run: () => inEvents(() => (shown ? columns.remove(id) : columns.add(id))),
      };
    }),
  ];
}

function groupCommands({ groups, inEvents }: ListParts): Command[] {
  const by = groups.grouping.facets;
  return [
    {
      id: 'list.list',
      title: 'List events instead of groups',
      group: GROUP,
      also: 'group by',
      disabled: groups.on ? undefined : 'Events are listed',
      run: () => inEvents(() => groups.by([])),
    },
    ...FACETS.map(({ name, label }) => ({
      id: `list.group.${name}`,
      title: `Group by ${label}`,
      group: GROUP,
      also: `${name} count`,
      searched: true as const,
      disabled: by.length === 1 && by[0] === name ? 'Events are grouped by it' : undefined,
      run: () => inEvents(() => groups.by([name])),
    })),
  ];
}
