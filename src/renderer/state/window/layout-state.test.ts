import { describe, expect, it } from 'vitest';
import { LayoutState, panels } from './layout-state.svelte';

describe('panel widths', () => {
  it('go by the width of the window', () => {
    expect(panels(1280, {})).toEqual({
      width: 1280,
      facets: 212,
      detail: 340,
      drawer: false,
      overlay: false,
      brief: true,
    });
    expect(panels(1440, {})).toEqual({
      width: 1440,
      facets: 236,
      detail: 360,
      drawer: false,
      overlay: false,
      brief: false,
    });
    expect(panels(2560, {})).toEqual({
      width: 2560,
      facets: 304,
      detail: 520,
      drawer: false,
      overlay: false,
      brief: false,
    });
  });

  it('lay the detail over the grid under 1180 and make the facets a drawer under 1060', () => {
    expect(panels(1179, {})).toMatchObject({ overlay: true, drawer: false });
    expect(panels(1059, {})).toMatchObject({ overlay: true, drawer: true });
  });

  it('leave the grid 480 px, whatever was dragged', () => {
    for (const width of [1180, 1280, 1440, 1900, 2560]) {
      for (const chosen of [{}, { facets: 420, detail: 1200 }, { facets: 10, detail: 10 }]) {
        const { facets, detail } = panels(width, chosen);
        expect(width - facets - detail).toBeGreaterThanOrEqual(480);
        expect(facets).toBeGreaterThanOrEqual(200);
        expect(detail).toBeGreaterThanOrEqual(320);
        expect(detail).toBeLessThanOrEqual(width / 2);
      }
    }
  });
});

describe('what was dragged', () => {
  it('is remembered per case, and forgotten by a reset', () => {
    const stored = new Map<string, string>();
    const storage = {
      getItem: (key: string) => stored.get(key) ?? null,
      setItem: (key: string, value: string) => void stored.set(key, value),
    };
    new LayoutState('a', storage).resize('facets', 300);
    expect(new LayoutState('a', storage).layout.facets).toBe(300);
    expect(new LayoutState('b', storage).layout.facets).toBe(236);
    new LayoutState('a', storage).resize('facets', undefined);
    expect(new LayoutState('a', storage).layout.facets).toBe(236);
    stored.set('trailbench.panels.a', '{"facets":');
    expect(new LayoutState('a', storage).layout.facets).toBe(236);
  });
});
