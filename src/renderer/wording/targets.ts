import type { Target } from '../../core/annotation/target';
import { facet } from '../../core/event/facet-catalogue';
import type { Clock } from './clock';
import { valueWords } from './values';

/** Characters of a note or a value that a sentence has. */
const QUOTED_MOST = 80;

/**
 * What something is said of, within a sentence: "access key AKIA...", "calls of 111122223333 into 444455556666". A long
 * value is cut. May hold evidence.
 */
export function targetWords(target: Target, clock: Clock): string {
  switch (target.on) {
    case 'value': {
      const { label } = facet(target.facet);
      const name = /^[A-Z][a-z]/.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;
      return `${name} ${cut(valueWords(target.value))}`;
    }
    case 'account':
      return `account ${target.account}`;
    case 'pair':
      return `calls of ${target.caller} into ${target.acted}`;
    case 'time':
      return clock.range(target.from, target.to);
    case 'case':
      return 'the case';
  }
}

/** The same as a heading: "Access key AKIA...". Values are whole. May hold evidence. */
export function targetTitle(target: Target, clock: Clock): string {
  if (target.on === 'value') return `${facet(target.facet).label} ${valueWords(target.value)}`;
  const words = targetWords(target, clock);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A note or a value, or the beginning of a long one. */
export function cut(text: string): string {
  return text.length <= QUOTED_MOST ? text : `${text.slice(0, QUOTED_MOST)}\u2026`;
}
