import type { DetailState } from '../detail/detail-state.svelte';
import { panelLabel } from '../facets/facet-list';
import type { FacetsState } from '../facets/facets-state.svelte';
import type { DialogsState } from '../window/dialogs-state.svelte';
import type { LayoutState } from '../window/layout-state.svelte';
import type { Command } from './command';

const GROUP = 'Panels';

export interface PanelParts {
  readonly detail: DetailState;
  readonly dialogs: DialogsState;
  readonly facets: FacetsState;
  readonly layout: LayoutState;
  /** Does something once the events are shown. */
  readonly inEvents: (act: () => void) => void;
}

/** The panels beside the events: facets and the detail. */
export function panelCommands({ detail, dialogs, facets, layout, inEvents }: PanelParts): Command[] {
  const inFacets = (act: () => void): void =>
    inEvents(() => {
      layout.drawerOpen = layout.layout.drawer;
      act();
    });
  const closed = detail.open ? undefined : 'No event is open';
  return [
    {
      id: 'panel.facets',
      title: 'Choose and order facets',
      group: GROUP,
      also: 'hide show',
      run: () => inFacets(() => dialogs.wish('facets')),
    },
    {
      id: 'panel.fold',
      title: facets.anyOpen ? 'Fold all facets' : 'Unfold all facets',
      group: GROUP,
      also: 'collapse expand',
      run: () => inFacets(() => facets.setAllOpen(!facets.anyOpen)),
    },
    ...facets.all.map((facet) => ({
      id: `panel.facet.${facet}`,
      title: `${facets.hidden(facet) ? 'Show' : 'Hide'} the facet ${panelLabel(facet)}`,
      group: GROUP,
      also: facet,
      searched: true as const,
      run: () => inFacets(() => facets.hide(facet, !facets.hidden(facet))),
    })),
    { id: 'panel.next', title: 'Open the next event', group: GROUP, disabled: closed, run: () => void detail.step(1) },
    {
      id: 'panel.previous',
      title: 'Open the event before',
      group: GROUP,
      also: 'previous',
      disabled: closed,
      run: () => void detail.step(-1),
    },
    {
      id: 'panel.close',
      title: 'Close the detail',
      group: GROUP,
      keys: 'Esc',
      disabled: closed,
      run: () => detail.close(),
    },
    {
      id: 'panel.widths',
      title: 'Panels as wide as fits the window',
      group: GROUP,
      also: 'reset size width',
      run: () =>
        inEvents(() => {
          layout.resize('facets', undefined);
          layout.resize('detail', undefined);
        }),
    },
  ];
}
