export interface Preset {
  readonly label: string;
  /** Seconds that it goes back from the case's last event. */
  readonly seconds: number;
}

/** Anchored to the last event of the case, not to today's clock. */
export const PRESETS: readonly Preset[] = [
  { label: 'Last hour', seconds: 3600 },
  { label: 'Last 24 h', seconds: 86_400 },
  { label: 'Last 7 days', seconds: 7 * 86_400 },
  { label: 'Last 30 days', seconds: 30 * 86_400 },
];

/** The range of a preset: its last event is in. */
export function presetRange({ seconds }: Preset, lastTime: number): { readonly from: number; readonly to: number } {
  return { from: lastTime + 1 - seconds, to: lastTime + 1 };
}

/** Why a preset is of no use in this case; undefined where it is. */
export function whyNotPreset({ seconds }: Preset, firstTime: number, lastTime: number): string | undefined {
  return lastTime - seconds < firstTime ? 'The case is shorter than this' : undefined;
}
