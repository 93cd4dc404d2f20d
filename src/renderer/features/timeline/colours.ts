import type { Tone } from '../../state/timeline/timeline-layers';

/** What the canvas is painted with, as the styles of the current theme say it. */
export interface Colours {
  readonly tone: (tone: Tone) => string;
  readonly whole: string;
  readonly selection: string;
  readonly surface: string;
  readonly line: string;
  readonly base: string;
  readonly text: string;
  readonly dim: string;
  readonly accent: string;
  readonly hatch: string;
  readonly font: string;
}

/**
 * Reads colours through an element, because a custom property by itself is only text: the browser
 * settles which of a pair of colours the theme means when it is used.
 */
export function readColours(element: HTMLElement): Colours {
  const probe = document.createElement('span');
  probe.hidden = true;
  element.append(probe);
  const style = getComputedStyle(probe);
  const read = (token: string): string => {
    probe.style.color = `var(--${token})`;
    return style.color;
  };
  const tones = new Map<Tone, string>();
  const names: readonly Tone[] = ['denied', 'sign-in', 'error', 'success', 'none', 'others'];
  for (const name of names) tones.set(name, read(`chart-${name}`));
  for (let slot = 0; slot < 6; slot++) tones.set(`series-${slot}`, read(`chart-series-${String(slot)}`));
  const others = tones.get('others') ?? read('text-3');
  const colours: Colours = {
    tone: (tone) => tones.get(tone) ?? others,
    whole: read('chart-case'),
    selection: read('accent-soft'),
    surface: read('surface'),
    line: read('line'),
    base: read('line-2'),
    text: read('text-2'),
    dim: read('text-3'),
    accent: read('accent'),
    hatch: read('chart-hatch'),
    font: style.fontFamily,
  };
  probe.remove();
  return colours;
}

/** Calls back when the theme changes: the system's, or the choice on the root. */
export function onThemeChange(changed: () => void): () => void {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const root = new MutationObserver(changed);
  root.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  system.addEventListener('change', changed);
  return () => {
    root.disconnect();
    system.removeEventListener('change', changed);
  };
}
