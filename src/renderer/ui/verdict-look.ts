import FileQuestion from '@lucide/svelte/icons/file-question-mark';
import FileX from '@lucide/svelte/icons/file-x';
import Shield from '@lucide/svelte/icons/shield';
import ShieldCheck from '@lucide/svelte/icons/shield-check';
import ShieldQuestion from '@lucide/svelte/icons/shield-question-mark';
import ShieldX from '@lucide/svelte/icons/shield-x';
import Unlink from '@lucide/svelte/icons/unlink';
import type { Component } from 'svelte';
import type { Verdict } from '../../core/integrity/verdict';

export interface VerdictLook {
  readonly icon: Component<{ size?: number; strokeWidth?: number }>;
  readonly tone: 'ok' | 'bad' | 'warn' | 'neutral';
  readonly word: string;
}

/** How each verdict looks wherever it is shown: an icon and a word, and a colour besides. */
export const VERDICT_LOOKS: Readonly<Record<Verdict, VerdictLook>> = {
  valid: { icon: ShieldCheck, tone: 'ok', word: 'Valid' },
  invalid: { icon: ShieldX, tone: 'bad', word: 'Invalid' },
  missing: { icon: FileX, tone: 'bad', word: 'Missing' },
  gap: { icon: Unlink, tone: 'warn', word: 'Gap' },
  uncovered: { icon: FileQuestion, tone: 'warn', word: 'Uncovered' },
  unverifiable: { icon: ShieldQuestion, tone: 'neutral', word: 'Unverifiable' },
  'not-checked': { icon: Shield, tone: 'neutral', word: 'Not checked' },
};
