import { hatchPattern } from '../../ui/hatch';
import { timeToX } from './brush';
import type { Colours } from './colours';
import type { Scene } from './scene';

type Canvas = CanvasRenderingContext2D;

/** px of CSS. */
const HATCH = { side: 6, line: 0.8 };
const FONT_PX = 11;
/** Where some accounts are covered, the hatching steps back behind their bars. */
const PARTLY = 0.55;

/** Hatches what is not covered, over the bars, which stay to be seen between the lines. */
export function drawUncovered(canvas: Canvas, scene: Scene, colours: Colours, ratio: number): void {
  const { across, base, top, uncovered } = scene;
  if (uncovered.length === 0) return;
  const pattern = hatchPattern(canvas, { ...HATCH, colour: colours.hatch, ratio });
  const [least, most] = [across.left, across.left + across.width];
  canvas.save();
  for (const { from, to, label, whole } of uncovered) {
    const left = Math.max(least, timeToX(across, from));
    const right = Math.min(most, timeToX(across, to));
    if (right <= left) continue;
    // Minutes of a long case are a line at least.
    const [x, wide] = [Math.round(left * ratio), Math.max(1, Math.round(right * ratio) - Math.round(left * ratio))];
    const high = Math.round(base * ratio);
    canvas.globalAlpha = whole ? 1 : PARTLY;
    if (pattern !== null) canvas.fillStyle = pattern;
    canvas.fillRect(x, 0, wide, high);
    canvas.globalAlpha = 1;
    writeLabel(canvas, label, { left, right, middle: Math.min(base / 2, top + 12) }, colours, ratio);
  }
  canvas.restore();
}

/** Between the ends of its stretch, where there is room for it; `middle` is its height. */
function writeLabel(
  canvas: Canvas,
  label: string,
  { left, right, middle: y }: { readonly left: number; readonly right: number; readonly middle: number },
  colours: Colours,
  ratio: number,
): void {
  canvas.font = `400 ${String(FONT_PX * ratio)}px ${colours.font}`;
  const width = canvas.measureText(label).width / ratio + 12;
  if (width > right - left - 4) return;
  const middle = (left + right) / 2;
  canvas.fillStyle = colours.surface;
  canvas.fillRect(
    Math.round((middle - width / 2) * ratio),
    Math.round((y - 9) * ratio),
    Math.round(width * ratio),
    Math.round(18 * ratio),
  );
  canvas.fillStyle = colours.text;
  canvas.textAlign = 'center';
  canvas.textBaseline = 'middle';
  canvas.fillText(label, middle * ratio, y * ratio);
}
