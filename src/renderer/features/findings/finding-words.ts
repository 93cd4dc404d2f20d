import type { CONFIDENCES, SEVERITIES } from '../../../core/annotation/action';
import type { Lack } from '../../state/annotation/finding-value';

export const SEVERITY_WORDS: Readonly<Record<(typeof SEVERITIES)[number], string>> = {
  info: 'For information',
  low: 'Low severity',
  medium: 'Medium severity',
  high: 'High severity',
  critical: 'Critical severity',
};

export const CONFIDENCE_WORDS: Readonly<Record<(typeof CONFIDENCES)[number], string>> = {
  low: 'Low confidence',
  medium: 'Medium confidence',
  high: 'High confidence',
};

const LACKS: Readonly<Record<Lack, string>> = {
  title: 'It has no title',
  fact: 'No fact is written: what the logs show',
  interpretation: 'No interpretation is written: what the fact means',
  citation: 'It cites no event, and rests on nothing',
  event: 'A cited event is in no source of this case',
};

export function lackWords(lack: Lack): string {
  return LACKS[lack];
}
