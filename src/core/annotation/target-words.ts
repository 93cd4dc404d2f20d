import { facet } from '../event/facet-catalogue';
import { formatTime } from '../event/format-time';
import type { Target } from './target';

/** What a target is, in words for lists and files: "Source IP 192.0.2.1". Its text may come from evidence. */
export function targetWords(target: Target): string {
  switch (target.on) {
    case 'value':
      return `${facet(target.facet).label} ${target.value}`;
    case 'account':
      return `account ${target.account}`;
    case 'pair':
      return `calls of account ${target.caller} into account ${target.acted}`;
    case 'time':
      return `${formatTime(target.from)} to ${formatTime(target.to)} UTC`;
    case 'case':
      return 'the case';
  }
}
