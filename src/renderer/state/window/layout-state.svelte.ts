import { innerHeight, innerWidth } from 'svelte/reactivity/window';

export interface PanelSizes {
  readonly facets?: number;
  readonly detail?: number;
}

export interface Layout {
  /** Of the window, px. */
  readonly width: number;
  readonly facets: number;
  readonly detail: number;
  /** Facets are a drawer behind a button. */
  readonly drawer: boolean;
  /** The detail lies over the grid. */
  readonly overlay: boolean;
  /** Undo and the ready questions are in a menu. */
  readonly brief: boolean;
}

const GRID_LEAST = 480;
const OVERLAY_UNDER = 1180;
const DRAWER_UNDER = 1060;
const BRIEF_UNDER = 1281;
const FACETS = { least: 200, most: 420 };
const DETAIL_LEAST = 320;

function clamp(value: number, least: number, most: number): number {
  return Math.round(Math.max(least, Math.min(Math.max(least, most), value)));
}

/**
 * Panel widths in px for a window of this width. The grid keeps 480 px: where there is too little
 * for all, the detail gives way first, then the facets.
 */
export function panels(width: number, chosen: PanelSizes): Layout {
  const [facets, detail] = width <= 1360 ? [212, 340] : width < 1900 ? [236, 360] : [304, 520];
  const drawer = width < DRAWER_UNDER;
  const overlay = width < OVERLAY_UNDER;
  let facetWidth = clamp(chosen.facets ?? facets, FACETS.least, FACETS.most);
  const beside = drawer ? 0 : facetWidth;
  const most = Math.min(width / 2, overlay ? width - 48 : width - GRID_LEAST - beside);
  const detailWidth = clamp(chosen.detail ?? detail, DETAIL_LEAST, most);
  if (!drawer) {
    const room = width - GRID_LEAST - (overlay ? 0 : detailWidth);
    facetWidth = clamp(facetWidth, FACETS.least, Math.min(FACETS.most, room));
  }
  return { width, facets: facetWidth, detail: detailWidth, drawer, overlay, brief: width < BRIEF_UNDER };
}

/** Panel sizes of one case, dragged by the analyst and remembered on this machine. */
export class LayoutState {
  #chosen = $state.raw<PanelSizes>({});
  drawerOpen = $state(false);
  readonly #key: string;

  constructor(
    caseId: string,
    private readonly storage: Pick<Storage, 'getItem' | 'setItem'>,
  ) {
    this.#key = `trailbench.panels.${caseId}`;
    this.#chosen = readSizes(storage.getItem(this.#key));
  }

  get layout(): Layout {
    return panels(innerWidth.current ?? 1440, this.#chosen);
  }

  /** Raw JSON starts collapsed where it would push the rest out of view. */
  get low(): boolean {
    return (innerHeight.current ?? 900) < 800;
  }

  get tall(): boolean {
    return (innerHeight.current ?? 900) >= 1200;
  }

  /** @param width in px; undefined: back to the width that fits the window */
  resize(panel: keyof PanelSizes, width: number | undefined): void {
    const { [panel]: _old, ...others } = this.#chosen;
    this.#chosen = width === undefined ? others : { ...others, [panel]: width };
    this.storage.setItem(this.#key, JSON.stringify(this.#chosen));
  }
}

function readSizes(stored: string | null): PanelSizes {
  if (stored === null) return {};
  try {
    const sizes: unknown = JSON.parse(stored);
    if (typeof sizes !== 'object' || sizes === null) return {};
    const { facets, detail } = sizes as Record<string, unknown>;
    return {
      ...(typeof facets === 'number' ? { facets } : {}),
      ...(typeof detail === 'number' ? { detail } : {}),
    };
  } catch (error) {
    // Sizes are a convenience: unreadable ones are as good as none.
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
