/** Of the plot in px. */
export const HEIGHT = { least: 64, most: 320 } as const;

/** The height that fits a window, in px; one that was dragged stays within the bounds. */
export function plotHeight(width: number, height: number, chosen: number | null): number {
  const fitting = width <= 1360 || height < 800 ? 88 : width < 1900 ? 104 : 148;
  return Math.round(Math.min(Math.max(chosen ?? fitting, HEIGHT.least), HEIGHT.most));
}
