/**
 * What the digests of CloudTrail say of a source, from worst to best. They are never mixed:
 * - `invalid`: the bytes contradict what AWS signed; the reason says how
 * - `missing`: a digest lists it, the case does not hold it
 * - `gap`: a stretch of time in a chain of digests that no digest covers
 * - `uncovered`: no digest in the case speaks of it
 * - `unverifiable`: what is needed to prove it is not in the case; nothing contradicts it
 * - `not-checked`: digests never speak of such a source, or it has not been looked at yet
 * - `valid`: signed by AWS's key, hash equal, found where it was delivered
 */
export const VERDICTS = ['invalid', 'missing', 'gap', 'uncovered', 'unverifiable', 'not-checked', 'valid'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** Why something is invalid. */
export const INVALID_REASONS = [
  'hash',
  'signature',
  'signature-missing',
  'unknown-key',
  'moved',
  'format',
  'trailing-data',
] as const;
export type InvalidReason = (typeof INVALID_REASONS)[number];

/**
 * A verdict with its reason as one word, such as `invalid-hash`: what a row of an export carries. The window is sent
 * places in this list: new ones go to its end.
 */
export const VERDICT_CODES = [
  'not-checked',
  'valid',
  'unverifiable',
  'uncovered',
  'missing',
  'gap',
  'invalid-hash',
  'invalid-signature',
  'invalid-moved',
  'invalid-format',
  'invalid-trailing-data',
  'invalid-signature-missing',
  'invalid-unknown-key',
] as const;
export type VerdictCode = (typeof VERDICT_CODES)[number];

/** How a verdict is spelled in one word. @param reason of `invalid` alone */
export function verdictCode(verdict: Verdict, reason: InvalidReason | null): VerdictCode {
  if (verdict !== 'invalid') return verdict;
  return `invalid-${reason ?? 'hash'}`;
}

/** The verdict and reason that a code spells. */
export function ofCode(code: VerdictCode): { readonly verdict: Verdict; readonly reason: InvalidReason | null } {
  const reason = INVALID_REASONS.find((one) => code === `invalid-${one}`);
  if (reason !== undefined) return { verdict: 'invalid', reason };
  return { verdict: VERDICTS.find((one) => one === code) ?? 'not-checked', reason: null };
}

const TEXTS: Readonly<Record<VerdictCode, string>> = {
  'not-checked': 'not checked',
  valid: 'valid',
  unverifiable: 'unverifiable',
  uncovered: 'uncovered',
  missing: 'missing',
  gap: 'gap',
  'invalid-hash': 'invalid (hash)',
  'invalid-signature': 'invalid (signature)',
  'invalid-moved': 'invalid (moved)',
  'invalid-format': 'invalid (format)',
  'invalid-trailing-data': 'invalid (trailing data)',
  'invalid-signature-missing': 'invalid (signature missing)',
  'invalid-unknown-key': 'invalid (unknown key)',
};

/** How a person reads it: `invalid (hash)`. */
export function verdictText(code: VerdictCode): string {
  return TEXTS[code];
}

/** The code with this number in `VERDICT_CODES`; `not-checked` where there is none. */
export function codeAt(number: number | undefined): VerdictCode {
  return VERDICT_CODES[number ?? 0] ?? 'not-checked';
}

/** Its number in `VERDICT_CODES`: a byte for each source. */
export function numberOf(code: VerdictCode): number {
  return VERDICT_CODES.indexOf(code);
}
