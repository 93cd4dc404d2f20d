import BadgeCheck from '@lucide/svelte/icons/badge-check';
import CircleCheck from '@lucide/svelte/icons/circle-check';
import CircleDot from '@lucide/svelte/icons/circle-dot';
import CircleQuestionMark from '@lucide/svelte/icons/circle-question-mark';
import Eye from '@lucide/svelte/icons/eye';
import OctagonAlert from '@lucide/svelte/icons/octagon-alert';
import type { Status } from '../../core/annotation/action';

/** What an analyst takes something for, by icon and tone; the word always stands with them, or in a tooltip. */
export const STATUS_LOOKS = {
  open: { icon: CircleDot, tone: 'neutral' },
  suspicious: { icon: CircleQuestionMark, tone: 'warn' },
  malicious: { icon: OctagonAlert, tone: 'bad' },
  benign: { icon: CircleCheck, tone: 'ok' },
  'needs review': { icon: Eye, tone: 'warn' },
  reviewed: { icon: BadgeCheck, tone: 'neutral' },
} as const satisfies Readonly<Record<Status, { readonly icon: unknown; readonly tone: string }>>;
