import type { SessionRow } from '../../../core/identity/session-row';
import { KIND_LABELS, LINK_LABELS } from '../../../core/identity/link-words';
import type { Clock } from '../../wording/clock';
import { bytes, count, countOf } from '../../wording/numbers';

/** What an ARN names: "user/ci-deploy", of a session role and name, "PayrollExport/ci-deploy"; anything else as it is. */
export function shortLabel({ label, name }: Pick<SessionRow, 'label' | 'name'>): string {
  if (label === null) return name;
  if (!label.startsWith('arn:')) return label;
  const short = label
    .split(':')
    .slice(5)
    .join(':')
    .replace(/^assumed-role\//, '');
  return short === '' ? label : short;
}

/** Times with their zone. */
export function timeWords(seconds: number | null, clock: Clock): string {
  return seconds === null ? '(no time)' : `${clock.text(seconds)} ${clock.name}`;
}

export function mfaWords(mfa: SessionRow['mfa']): string {
  return { yes: 'Yes', no: 'No', both: 'Yes and no', 'not stated': 'Not stated' }[mfa];
}

/** All of a line, for its tooltip. */
export function lineHint(row: SessionRow, clock: Clock): string[] {
  return [
    row.label ?? row.name,
    `${KIND_LABELS[row.kind]}: ${row.name}`,
    row.link === null ? 'Nothing says what it came out of' : `Linked ${LINK_LABELS[row.link]}`,
    row.events === 0
      ? 'No event uses it'
      : `${countOf(row.events, 'event')}, ${timeWords(row.first, clock)} to ${timeWords(row.last, clock)}`,
    ...(row.agent === null ? [] : [`First user agent: ${row.agent}`]),
  ];
}

/** "12 denied, 3 by services, 4.2 MB out at least" */
export function didWords(row: SessionRow): string {
  const parts = [
    `${countOf(row.events, 'event')}`,
    `${count(row.denied)} denied`,
    `${countOf(row.names, 'event name')}`,
    ...(row.byServices === 0 ? [] : [`${count(row.byServices)} made by services for it`]),
    ...(row.bytesOut === 0 ? [] : [`at least ${bytes(row.bytesOut)} out`]),
  ];
  return parts.join(', ');
}

/** "203.0.113.77 and 2 more"; undefined where it has none. */
export function firstOf(value: string | null, many: number): string | undefined {
  if (value === null) return undefined;
  return many > 1 ? `${value} and ${count(many - 1)} more` : value;
}
