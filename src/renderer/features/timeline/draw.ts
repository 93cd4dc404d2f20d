import { count } from '../../wording/numbers';
import { timeToX } from './brush';
import type { Colours } from './colours';
import { drawUncovered } from './draw-uncovered';
import { bucketEdges } from './scene';
import type { Scene } from './scene';
import { heightOf } from './ticks';

type Canvas = CanvasRenderingContext2D;

/** What the filter's range leaves out stays to be seen, but steps back. */
const OUTSIDE = 0.32;
/** The ground of what is selected must leave the whole case's bars to be seen before it. */
const GROUND = 0.6;
const FONT_PX = 11;
/** Room between the last label of the axis and the edge. */
const EDGE = 8;

/**
 * Paints the whole timeline. Edges of bars fall on whole device pixels, so that gaps are equally
 * sharp at every scale of the display.
 * @param ratio device pixels per CSS pixel
 */
export function draw(canvas: Canvas, scene: Scene, colours: Colours, ratio: number): void {
  canvas.setTransform(1, 0, 0, 1, 0, 0);
  canvas.clearRect(0, 0, canvas.canvas.width, canvas.canvas.height);
  const brush = new Brush(canvas, ratio);
  drawSelection(brush, scene, colours);
  drawCounts(brush, scene, colours);
  drawBars(brush, scene, colours);
  drawUncovered(canvas, scene, colours, ratio);
  drawAxis(brush, scene, colours);
  drawOpenEvent(brush, scene, colours);
}

/** Fills and writes in CSS pixels, on whole device pixels. */
class Brush {
  constructor(
    readonly canvas: Canvas,
    readonly ratio: number,
  ) {}

  snap(value: number): number {
    return Math.round(value * this.ratio);
  }

  /** From edge to edge, all in CSS px; nothing where it would be empty. */
  fill(colour: string, left: number, top: number, right: number, bottom: number): void {
    const [x, y] = [this.snap(left), this.snap(top)];
    this.canvas.fillStyle = colour;
    this.canvas.fillRect(x, y, this.snap(right) - x, this.snap(bottom) - y);
  }

  /** A line of one CSS pixel. */
  across(colour: string, left: number, right: number, y: number): void {
    const thick = Math.max(1, Math.round(this.ratio));
    this.canvas.fillStyle = colour;
    this.canvas.fillRect(this.snap(left), this.snap(y), this.snap(right) - this.snap(left), thick);
  }

  write(text: string, x: number, y: number, colour: string, font: string, align: CanvasTextAlign): void {
    this.canvas.font = font;
    this.canvas.fillStyle = colour;
    this.canvas.textAlign = align;
    this.canvas.textBaseline = 'middle';
    this.canvas.fillText(text, x * this.ratio, y * this.ratio);
  }

  font(colours: Colours, weight = 400): string {
    return `${String(weight)} ${String(FONT_PX * this.ratio)}px ${colours.font}`;
  }

  /** Width in CSS px. */
  measure(text: string, font: string): number {
    this.canvas.font = font;
    return this.canvas.measureText(text).width / this.ratio;
  }
}

function inView({ across: { left, width } }: Scene, x: number): number {
  return Math.min(Math.max(x, left), left + width);
}

function drawSelection(brush: Brush, scene: Scene, colours: Colours): void {
  const { selection, across, base } = scene;
  if (selection === undefined) return;
  const [left, right] = [inView(scene, timeToX(across, selection.from)), inView(scene, timeToX(across, selection.to))];
  if (right <= left) return;
  brush.canvas.globalAlpha = GROUND;
  brush.fill(colours.selection, left, 0, right, base);
  brush.canvas.globalAlpha = 1;
}

function drawCounts(brush: Brush, { scale, across, top, base }: Scene, colours: Colours): void {
  const font = brush.font(colours);
  for (const tick of scale.ticks) {
    const y = base - heightOf(scale, tick) * (base - top);
    if (tick > 0) brush.across(colours.line, across.left, across.left + across.width, y);
    brush.write(count(tick), across.left - 8, Math.max(y, FONT_PX / 2), colours.dim, font, 'right');
  }
}

function drawBars(brush: Brush, scene: Scene, colours: Colours): void {
  const { bars, across, base, selection, hover } = scene;
  if (bars === undefined) return;
  const { canvas } = brush;
  canvas.save();
  canvas.beginPath();
  canvas.rect(brush.snap(across.left), 0, brush.snap(across.width), brush.snap(base));
  canvas.clip();
  if (hover !== undefined) {
    const [left, right] = bucketEdges(scene, hover);
    canvas.globalAlpha = 0.08;
    brush.fill(colours.text, left, 0, right, base);
    canvas.globalAlpha = 1;
  }
  drawWhole(brush, scene, colours);
  if (selection !== undefined) canvas.globalAlpha = OUTSIDE;
  drawStack(brush, scene, colours);
  if (selection !== undefined) {
    canvas.globalAlpha = 1;
    const [from, to] = [brush.snap(timeToX(across, selection.from)), brush.snap(timeToX(across, selection.to))];
    canvas.beginPath();
    canvas.rect(from, 0, to - from, brush.snap(base));
    canvas.clip();
    drawStack(brush, scene, colours);
  }
  canvas.restore();
}

/** Calls back for each bucket in view that is not empty. */
function eachBucket(
  brush: Brush,
  scene: Scene,
  counts: Uint32Array,
  paint: (bucket: number, left: number, right: number) => void,
): void {
  const { across } = scene;
  for (let bucket = 0; bucket < counts.length; bucket++) {
    if ((counts[bucket] ?? 0) === 0) continue;
    const [left, right] = bucketEdges(scene, bucket);
    if (right <= across.left || left >= across.left + across.width) continue;
    const gap = right - left >= 3 ? 1 : 0;
    // A bar is never so thin that it vanishes.
    paint(bucket, left, Math.max(right - gap, left + 1 / brush.ratio));
  }
}

function drawWhole(brush: Brush, scene: Scene, colours: Colours): void {
  const { bars, wholeScale, top, base } = scene;
  if (bars === undefined) return;
  eachBucket(brush, scene, bars.whole, (bucket, left, right) => {
    const height = heightOf(wholeScale, bars.whole[bucket] ?? 0);
    brush.fill(colours.whole, left, Math.min(base - height * (base - top), base - 1.5), right, base);
  });
}

function drawStack(brush: Brush, scene: Scene, colours: Colours): void {
  const { bars, scale, top, base } = scene;
  if (bars === undefined) return;
  const fills = bars.layers.map((layer) => ({ counts: layer.counts, colour: colours.tone(layer.tone) }));
  eachBucket(brush, scene, bars.counts, (bucket, left, right) => {
    let below = 0;
    let lower = base;
    for (const { counts, colour } of fills) {
      const events = counts[bucket] ?? 0;
      if (events === 0) continue;
      below += events;
      // A single event among thousands is still to be seen.
      const upper = Math.min(base - heightOf(scale, below) * (base - top), lower - 1.5);
      const gap = lower < base && lower - upper > 3 ? 1 : 0;
      brush.fill(colour, left, upper, right, lower - gap);
      lower = upper;
    }
  });
}

function drawAxis(brush: Brush, scene: Scene, colours: Colours): void {
  const { across, base, ticks, width } = scene;
  const right = across.left + across.width;
  brush.across(colours.base, across.left, right, base);
  let free = across.left - 2;
  for (const { at, label, dated } of ticks) {
    const x = timeToX(across, at);
    brush.fill(colours.base, x, base, x + 1, base + 4);
    const font = brush.font(colours, dated ? 500 : 400);
    const size = brush.measure(label, font);
    const left = Math.min(Math.max(x - size / 2, across.left - 2), width - EDGE - size);
    if (left < free) continue;
    brush.write(label, left, base + 13, dated ? colours.text : colours.dim, font, 'left');
    free = left + size + 12;
  }
}

/** Where the event that is open in the detail stands. */
function drawOpenEvent(brush: Brush, { across, base, open }: Scene, colours: Colours): void {
  if (open === null || open < across.from || open >= across.to) return;
  const { canvas, ratio } = brush;
  const x = timeToX(across, open) * ratio;
  const y = (base + 1) * ratio;
  canvas.fillStyle = colours.accent;
  canvas.beginPath();
  canvas.moveTo(x, y - 5 * ratio);
  canvas.lineTo(x + 4.5 * ratio, y + 3 * ratio);
  canvas.lineTo(x - 4.5 * ratio, y + 3 * ratio);
  canvas.closePath();
  canvas.fill();
}
