import { describe, expect, it, vi } from 'vitest';
import type { TimelineBars } from '../../state/timeline/timeline-reader';
import { UTC_CLOCK } from '../../wording/clock';
import type { Colours } from './colours';
import { draw } from './draw';
import { PART_LINE, RIGHT, sceneOf } from './scene';
import type { SceneInput } from './scene';
import { uncoveredOf } from './uncovered';

vi.mock('../../ui/hatch', () => ({ hatchPattern: () => 'hatch' }));

const at = (time: string): number => Date.parse(`2026-03-12T${time}Z`) / 1000;
const WINDOW = { from: at('02:30:00'), to: at('04:30:00') };
const COLOURS: Colours = {
  tone: (tone) => tone,
  whole: 'whole',
  selection: 'selection',
  surface: 'surface',
  line: 'line',
  base: 'base',
  text: 'text',
  dim: 'dim',
  accent: 'accent',
  hatch: 'hatch',
  font: 'sans-serif',
};
const BARS: TimelineBars = {
  edges: [WINDOW.from, at('03:30:00'), WINDOW.to],
  step: { seconds: 3600 },
  whole: Uint32Array.of(9, 4),
  layers: [{ key: 'denied', label: 'Denied', tone: 'denied', counts: Uint32Array.of(9, 4), total: 13, parts: [] }],
  counts: Uint32Array.of(9, 4),
};

interface Painted {
  /** Filled rectangles by colour, device px. */
  readonly fills: { colour: string; x: number; y: number; width: number; height: number }[];
  /** Words with their left edge and width, device px. */
  readonly words: { text: string; x: number; width: number }[];
  /** The corners of shapes. */
  readonly corners: { x: number; y: number }[];
}

/** What is painted of a scene; every letter is as wide as the font is high. */
function paint(input: Partial<SceneInput>, ratio = 1): Painted {
  const painted: Painted = { fills: [], words: [], corners: [] };
  const canvas = {
    canvas: { width: 0, height: 0 },
    fillStyle: '',
    font: '',
    textAlign: 'left',
    fillRect(x: number, y: number, width: number, height: number) {
      painted.fills.push({ colour: this.fillStyle, x, y, width, height });
    },
    fillText(text: string, x: number) {
      painted.words.push({ text, x, width: this.measureText(text).width });
    },
    measureText: (text: string) => ({ width: text.length * 11 * ratio }),
    moveTo: (x: number, y: number) => void painted.corners.push({ x, y }),
    lineTo: (x: number, y: number) => void painted.corners.push({ x, y }),
    ...Object.fromEntries(
      ['setTransform', 'clearRect', 'save', 'restore', 'beginPath', 'closePath', 'rect', 'clip', 'fill'].map((name) => [
        name,
        () => undefined,
      ]),
    ),
  };
  const scene = sceneOf({
    width: 776,
    plot: 88,
    window: WINDOW,
    bars: BARS,
    log: false,
    part: false,
    flagged: false,
    clock: UTC_CLOCK,
    selection: undefined,
    uncovered: [],
    hover: undefined,
    open: null,
    ...input,
  });
  draw(canvas as unknown as CanvasRenderingContext2D, scene, COLOURS, ratio);
  return painted;
}

/** Where an instant lies in a plot of 720 px for two hours. */
const x = (time: string): number => 44 + ((at(time) - WINDOW.from) / 7200) * 720;

describe('the painted timeline', () => {
  it.each([1, 1.5, 2])('hatches the seconds of a stretch and none beside them, at %s device pixels', (ratio) => {
    const [from, to] = ['02:51:18', '03:38:18'];
    const stretch = { from: at(from), to: at(to), accounts: ['1'], whole: true, why: 'stopped' as const };
    const { fills } = paint({ uncovered: uncoveredOf([stretch]) }, ratio);
    const hatched = fills.filter(({ colour }) => colour === 'hatch');
    expect(hatched.length).toBe(1);
    const [{ x: left = 0, width = 0 } = {}] = hatched;
    expect(Math.abs(left - x(from) * ratio)).toBeLessThanOrEqual(0.5);
    expect(Math.abs(left + width - x(to) * ratio)).toBeLessThanOrEqual(0.5);
  });

  it('marks the open event where it is, and nowhere where it is not shown', () => {
    expect(paint({ open: at('03:00:00') }).corners[0]?.x).toBeCloseTo(x('03:00:00'));
    expect(paint({ open: WINDOW.to }).corners).toEqual([]);
    expect(paint({ open: WINDOW.from - 1 }).corners).toEqual([]);
  });

  it('keeps bars and labels below the line that says which part is shown', () => {
    const bars = (part: boolean): number =>
      Math.min(
        ...paint({ part })
          .fills.filter(({ colour }) => colour === 'denied' || colour === 'whole')
          .map(({ y }) => y),
      );
    expect(bars(false)).toBeLessThan(PART_LINE);
    expect(bars(true)).toBeGreaterThanOrEqual(PART_LINE);
  });

  it('leaves room between the last label of the axis and the edge', () => {
    for (let width = 480; width < 900; width += 7) {
      const labels = paint({ width }).words.filter(({ text }) => text.includes(':'));
      expect(labels.length).toBeGreaterThan(1);
      for (const label of labels) expect(label.x + label.width).toBeLessThanOrEqual(width - 8);
    }
    expect(RIGHT).toBeGreaterThanOrEqual(8);
  });
});
