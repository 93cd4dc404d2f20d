import type { Stretch, Why } from '../../state/coverage/coverage-stretches';

/** A stretch that is hatched, and what it says. */
export interface Uncovered {
  readonly from: number;
  readonly to: number;
  readonly label: string;
  /** No account is covered in it: nothing at all was looked at. */
  readonly whole: boolean;
}

/** More accounts than this are counted, not named. */
const NAMED = 2;

const WHAT: Readonly<Record<Why, string>> = {
  'not-acquired': 'No coverage',
  unread: 'Log files not readable',
  missing: 'Log files missing',
  gap: 'No coverage',
  stopped: 'No coverage',
};

const BECAUSE: Readonly<Partial<Record<Why, string>>> = {
  gap: ': gap between digests',
  stopped: ': logging stopped',
};

/** "No coverage", "No coverage of 111122223333: logging stopped", "Log files missing". */
export function uncoveredLabel({ accounts, whole, why }: Pick<Stretch, 'accounts' | 'whole' | 'why'>): string {
  const because = BECAUSE[why] ?? '';
  if (whole) return WHAT[why] + because;
  const named = accounts.length <= NAMED ? accounts.join(' and ') : `${String(accounts.length)} accounts`;
  return `${WHAT[why]} of ${named}${because}`;
}

export function uncoveredOf(stretches: readonly Stretch[]): readonly Uncovered[] {
  return stretches.map((stretch) => ({
    from: stretch.from,
    to: stretch.to,
    label: uncoveredLabel(stretch),
    whole: stretch.whole,
  }));
}

/** What is not covered of a bucket, in words; undefined where all of it is. */
export function uncoveredHint(uncovered: readonly Uncovered[], from: number, to: number): string | undefined {
  const within = uncovered.filter((stretch) => stretch.from < to && stretch.to > from);
  const labels = [...new Set(within.map(({ label }) => label))];
  if (labels.length === 0) return undefined;
  const all = within.some((stretch) => stretch.from <= from && stretch.to >= to);
  return `${labels.join('; ')}${all ? '' : ' in part of it'}`;
}
