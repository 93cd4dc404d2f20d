import type { ReadingReason, SourceReadings } from '../../core/format/reading-list';

const WORDS = {
  read: 'read',
  partly: 'read in part',
  other: 'of another kind',
  unknown: 'not read',
} as const;

/** How the sources ended, in a sentence; undefined where all were read whole. */
export function readingWords(sources: SourceReadings): string | undefined {
  if (sources.partly + sources.other + sources.unknown === 0) return undefined;
  const parts = (['read', 'partly', 'other', 'unknown'] as const)
    .filter((reading) => sources[reading] > 0)
    .map((reading) => `${sources[reading].toLocaleString('en-US')} ${WORDS[reading]}`);
  return `Sources: ${parts.join(', ')}.`;
}

/** A line for each source that was not read whole. @param inPlace what was quarantined is told besides, part by part */
export function reasonLines(sources: SourceReadings, inPlace = false): string[] {
  return sources.reasons.filter((reason) => !inPlace || isKind(reason)).map(reasonLine);
}

function reasonLine({ source, why, more }: ReadingReason): string {
  if (more === undefined) return `${source}: ${why}`;
  return `${source} and ${(more - 1).toLocaleString('en-US')} more of the same kind: ${why}`;
}

/** It says what the source is; else what was quarantined, or left out, which is told by itself. */
function isKind({ as, source, why }: ReadingReason): boolean {
  return (as === 'other' || why.startsWith('It is ')) && !why.startsWith(source);
}
