import type { CoverageCell } from '../../state/coverage/coverage-cells';
import { hoursWithin } from '../../state/coverage/coverage-cells';
import { hatchPattern } from '../../ui/hatch';
import type { GridLayout } from './grid-layout';
import { HEAD, LABELS } from './grid-layout';

/** What cells are painted with, as the styles of the current theme say it. */
export interface CellColours {
  readonly fill: string;
  readonly hatch: string;
  readonly bad: string;
  readonly warn: string;
  readonly faint: string;
  readonly line: string;
  readonly surface: string;
}

/** px of CSS. */
const HATCH = { side: 5, line: 0.9 };

/** Reads colours through an element, since a custom property alone is only text. */
export function readCellColours(element: HTMLElement): CellColours {
  const probe = document.createElement('span');
  probe.hidden = true;
  element.append(probe);
  const style = getComputedStyle(probe);
  const read = (token: string): string => {
    probe.style.color = `var(--${token})`;
    return style.color;
  };
  const colours: CellColours = {
    fill: read('chart-coverage'),
    hatch: read('chart-hatch'),
    bad: read('bad'),
    warn: read('warn'),
    faint: read('text-3'),
    line: read('line-2'),
    surface: read('surface'),
  };
  probe.remove();
  return colours;
}

/** Paints every cell in view, on whole device pixels. @param ratio device pixels per CSS pixel */
export function drawCells(
  canvas: CanvasRenderingContext2D,
  layout: GridLayout,
  cellAt: (row: number, column: number) => CoverageCell | undefined,
  extent: { readonly from: number; readonly to: number },
  colours: CellColours,
  ratio: number,
): void {
  canvas.setTransform(1, 0, 0, 1, 0, 0);
  canvas.clearRect(0, 0, canvas.canvas.width, canvas.canvas.height);
  canvas.save();
  canvas.beginPath();
  const [left, top] = [Math.round(LABELS * ratio), Math.round(HEAD * ratio)];
  canvas.rect(left, top, Math.round(layout.plotRight * ratio) - left, canvas.canvas.height - top);
  canvas.clip();
  const painter = new CellPainter(canvas, colours, ratio);
  const [firstRow, endRow] = layout.rowsInView;
  const [first, end] = layout.columnsInView;
  for (let row = firstRow; row < endRow; row++) {
    const y = layout.y(row) + (layout.rowHeight - layout.cellHeight) / 2;
    for (let column = first; column < end; column++) {
      const hours = hoursWithin(layout.time(column), layout.input.step, extent);
      painter.paint(cellAt(row, column), hours, layout.x(column), y, layout.pitch, layout.cellHeight);
    }
  }
  canvas.restore();
}

/** Paints one cell after the other. Each state has a shape or texture of its own besides its colour. */
export class CellPainter {
  readonly #hatch: CanvasPattern | null;

  constructor(
    private readonly canvas: CanvasRenderingContext2D,
    private readonly colours: CellColours,
    private readonly ratio: number,
  ) {
    this.#hatch = hatchPattern(canvas, { ...HATCH, colour: colours.hatch, ratio });
  }

  /**
   * @param cell undefined: on its way
   * @param hours of the cell that anything is known of: 0 beyond the ends of the case
   * @param x left edge, px of CSS, as `y`, `pitch` and `height`
   */
  paint(cell: CoverageCell | undefined, hours: number, x: number, y: number, pitch: number, height: number): void {
    const [left, right] = [this.#snap(x), this.#snap(x + pitch)];
    const [top, bottom] = [this.#snap(y), this.#snap(y + height)];
    const gap = Math.max(1, Math.round(this.ratio));
    const [wide, high] = [right - left - gap, bottom - top];
    if (cell === undefined) {
      this.#fill(this.colours.line, left, this.#snap(y + height / 2), Math.max(1, wide), gap);
      return;
    }
    if (hours === 0) return;
    if (cell.differs === true) {
      this.#differing(left, top, wide, high);
      return;
    }
    const share = cell.covered >= hours ? 1 : cell.covered / hours;
    if (cell.kind === 'not-acquired') this.#hatched(left, top, right - left, high);
    else if (cell.kind === 'missing' || cell.kind === 'invalid') this.#bad(cell.kind, left, top, wide, high);
    else if (cell.kind === 'unread') this.#unread(left, top, wide, high);
    else if (cell.kind === 'gap' || cell.kind === 'stopped') {
      const colour = cell.kind === 'gap' ? this.colours.warn : this.colours.faint;
      this.#fill(colour, left, this.#snap(y + height / 2) - gap, wide, 2 * gap);
    } else {
      const part = Math.max(2 * gap, Math.round(wide * share));
      if (part < wide) this.#hatched(left + part, top, wide - part, high);
      this.#known(cell.kind, left, top, Math.min(part, wide), high);
      if (cell.gap) this.#fill(this.colours.warn, left, bottom + gap, wide, 2 * gap);
    }
  }

  #known(kind: 'events' | 'empty' | 'management-only', left: number, top: number, wide: number, high: number): void {
    const { fill } = this.colours;
    if (kind === 'events') {
      this.#fill(fill, left, top, wide, high);
      return;
    }
    this.#frame(fill, left, top, wide, high);
    const half = Math.round(high / 2);
    if (kind === 'management-only') this.#fill(fill, left, top + half, wide, high - half);
  }

  /** Of several places some are covered: a bar between stripes. */
  #differing(left: number, top: number, wide: number, high: number): void {
    this.#hatched(left, top, wide, high);
    const third = Math.round(high / 3);
    this.#fill(this.colours.fill, left, top + third, wide, high - 2 * third);
  }

  /** Stripes in a frame: a file is there, what it held is not known. */
  #unread(left: number, top: number, wide: number, high: number): void {
    this.#hatched(left, top, wide, high);
    this.#frame(this.colours.warn, left, top, wide, high);
  }

  /** Missing has a cross, invalid a bar and a dot. */
  #bad(kind: 'missing' | 'invalid', left: number, top: number, wide: number, high: number): void {
    const { canvas, ratio } = this;
    this.#fill(this.colours.bad, left, top, wide, high);
    const [x, y] = [left + wide / 2, top + high / 2];
    const arm = Math.min(2.5 * ratio, wide / 2 - ratio);
    canvas.strokeStyle = this.colours.surface;
    canvas.lineWidth = 1.5 * ratio;
    canvas.beginPath();
    if (kind === 'missing') {
      canvas.moveTo(x - arm, y - arm);
      canvas.lineTo(x + arm, y + arm);
      canvas.moveTo(x + arm, y - arm);
      canvas.lineTo(x - arm, y + arm);
    } else {
      canvas.moveTo(x, y - 4.5 * ratio);
      canvas.lineTo(x, y + 1.5 * ratio);
      canvas.moveTo(x, y + 3 * ratio);
      canvas.lineTo(x, y + 4.5 * ratio);
    }
    canvas.stroke();
  }

  #frame(colour: string, left: number, top: number, wide: number, high: number): void {
    const thick = Math.max(1, Math.round(this.ratio));
    this.#fill(colour, left, top, wide, thick);
    this.#fill(colour, left, top + high - thick, wide, thick);
    this.#fill(colour, left, top, thick, high);
    this.#fill(colour, left + wide - thick, top, thick, high);
  }

  #hatched(left: number, top: number, wide: number, high: number): void {
    if (this.#hatch !== null) this.canvas.fillStyle = this.#hatch;
    this.canvas.fillRect(left, top, wide, high);
  }

  #fill(colour: string, left: number, top: number, wide: number, high: number): void {
    this.canvas.fillStyle = colour;
    this.canvas.fillRect(left, top, wide, high);
  }

  #snap(value: number): number {
    return Math.round(value * this.ratio);
  }
}
