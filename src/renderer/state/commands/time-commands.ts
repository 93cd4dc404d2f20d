import type { Counts } from '../../../core/query/filter';
import type { TimelineState } from '../timeline/timeline-state.svelte';
import { STACK_FACETS, stackWords } from '../timeline/timeline-layers';
import { LEAST_SPAN } from '../timeline/timeline-window';
import { PRESETS, presetRange, whyNotPreset } from '../timeline/time-presets';
import type { DialogsState } from '../window/dialogs-state.svelte';
import { zoneNames } from '../zone/zone-names';
import type { ZoneState } from '../zone/zone-state.svelte';
import type { Command } from './command';

const GROUP = 'Time';

export interface TimeParts {
  readonly dialogs: DialogsState;
  readonly timeline: TimelineState;
  readonly zone: ZoneState;
  /** Over the whole case. */
  readonly totals: Counts | undefined;
  /** Does something once the events are shown. */
  readonly inEvents: (act: () => void) => void;
}

/** The range of time, what the timeline shows of it, and the zone in which times are shown. */
export function timeCommands(parts: TimeParts): Command[] {
  return [...rangeCommands(parts), ...timelineCommands(parts), ...zoneCommands(parts)];
}

function rangeCommands({ dialogs, timeline, totals, inEvents }: TimeParts): Command[] {
  const { firstTime = null, lastTime = null } = totals ?? {};
  const still = timeline.steps ? undefined : 'No range is chosen and the whole case is shown';
  return [
    {
      id: 'time.go',
      title: 'Go to a time or choose a range',
      group: GROUP,
      keys: 'g',
      also: 'date jump',
      run: () => inEvents(() => dialogs.wish('go-to-time')),
    },
    ...PRESETS.map((preset) => ({
      id: `time.last-${String(preset.seconds)}`,
      title: `${preset.label} of the case`,
      group: GROUP,
      also: 'range',
      disabled:
        firstTime === null || lastTime === null ? 'No events with a time' : whyNotPreset(preset, firstTime, lastTime),
      run: () => inEvents(() => timeline.select(presetRange(preset, lastTime ?? 0))),
    })),
    {
      id: 'time.clear',
      title: 'Clear the range of time',
      group: GROUP,
      keys: 'Esc',
      disabled: timeline.selection === undefined ? 'No range is chosen' : undefined,
      run: () => timeline.select(undefined),
    },
    {
      id: 'time.back',
      title: 'Move the range back',
      group: GROUP,
      keys: '[',
      disabled: still,
      run: () => timeline.step(-1),
    },
    {
      id: 'time.on',
      title: 'Move the range on',
      group: GROUP,
      keys: ']',
      disabled: still,
      run: () => timeline.step(1),
    },
  ];
}

function timelineCommands({ timeline, inEvents }: TimeParts): Command[] {
  const { window: shown, zoomed, log } = timeline;
  const whole = zoomed ? undefined : 'The whole case is shown';
  const closest =
    shown !== undefined && shown.to - shown.from <= LEAST_SPAN ? 'This is as close as it goes' : undefined;
  return [
    {
      id: 'time.zoom',
      title: 'Zoom to the range',
      group: GROUP,
      keys: 'z',
      disabled: timeline.selection === undefined ? 'No range is chosen' : undefined,
      run: () => inEvents(() => timeline.zoomToSelection()),
    },
    {
      id: 'time.zoom-in',
      title: 'Zoom in',
      group: GROUP,
      keys: '+',
      disabled: shown === undefined ? 'No events with a time' : closest,
      run: () => inEvents(() => timeline.zoomBy(0.5)),
    },
    {
      id: 'time.zoom-out',
      title: 'Zoom out',
      group: GROUP,
      keys: '-',
      disabled: whole,
      run: () => inEvents(() => timeline.zoomBy(2)),
    },
    {
      id: 'time.whole',
      title: 'Show the whole case in the timeline',
      group: GROUP,
      also: 'zoom out all',
      disabled: whole,
      run: () => inEvents(() => timeline.zoomTo(undefined)),
    },
    {
      id: 'time.scale',
      title: log ? 'Count on a linear scale' : 'Count on a logarithmic scale',
      group: GROUP,
      also: 'timeline log',
      run: () => inEvents(() => timeline.setLog(!log)),
    },
    ...STACK_FACETS.map((facet) => ({
      id: `time.stack.${facet}`,
      title: `${stackWords(facet)} in the timeline`,
      group: GROUP,
      also: facet,
      searched: true as const,
      disabled: timeline.stack === facet ? 'The timeline is stacked by it' : undefined,
      run: () => inEvents(() => timeline.setStack(facet)),
    })),
  ];
}

function zoneCommands({ dialogs, zone }: TimeParts): Command[] {
  const now = (name: string): string | undefined => (name === zone.name ? 'Times are shown in it' : undefined);
  return [
    { id: 'zone', title: 'Choose a time zone', group: GROUP, also: 'UTC local', run: () => dialogs.wish('zone') },
    ...zoneNames().map((name) => ({
      id: `zone.${name}`,
      title: `Show times in ${name}`,
      group: GROUP,
      also: 'time zone',
      searched: true as const,
      disabled: now(name),
      run: () => void zone.choose(name),
    })),
  ];
}
