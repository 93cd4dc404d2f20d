import Share2 from '@lucide/svelte/icons/share-2';
import { escapeText } from '../../../core/event/visible-text';
import type { EventRow } from '../../../core/query/filter';
import { iconNode } from '../../ui/svg';
import { count } from '../../wording/numbers';
import { copiesWords } from '../../wording/shared-calls';

const icon = iconNode(Share2, 12);
/** Marks the badge for clicks. */
export const SHARED_BADGE = 'shared';

/**
 * The number of accounts that the event's call was delivered to, small enough to leave the name its room; which they
 * are, its name and the tooltip say. A click goes on to the next of its copies.
 */
export function sharedBadge({ shared }: EventRow): HTMLElement | undefined {
  if (shared === undefined) return undefined;
  const badge = document.createElement('span');
  badge.className = SHARED_BADGE;
  badge.append(icon(), count(shared.copies));
  badge.role = 'img';
  badge.setAttribute('aria-label', escapeText(copiesWords(shared)));
  return badge;
}

/** The copy that comes after this one, by account, and the first after the last. */
export function nextCopy({ shared }: EventRow): number | undefined {
  if (shared === undefined) return undefined;
  const { account, others } = shared;
  return (others.find((other) => other.account > account) ?? others[0])?.event;
}
