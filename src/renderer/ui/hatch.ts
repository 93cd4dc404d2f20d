/**
 * Diagonal lines that go on from tile to tile.
 *
 * @param side of a tile, in CSS pixels, as is `line`, the width of the lines (at least one device pixel)
 * @param ratio device pixels a CSS pixel
 */
export function hatchPattern(
  canvas: CanvasRenderingContext2D,
  { side: wanted, line, colour, ratio }: { side: number; line: number; colour: string; ratio: number },
): CanvasPattern | null {
  const side = Math.round(wanted * ratio);
  const tile = document.createElement('canvas');
  tile.width = side;
  tile.height = side;
  const pen = tile.getContext('2d');
  if (pen === null) return null;
  pen.strokeStyle = colour;
  pen.lineWidth = Math.max(1, line * ratio);
  pen.beginPath();
  for (const shift of [-side, 0, side]) {
    pen.moveTo(shift - 1, side + 1);
    pen.lineTo(shift + side + 1, -1);
  }
  pen.stroke();
  return canvas.createPattern(tile, 'repeat');
}
