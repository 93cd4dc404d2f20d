import type { Field } from './ast';

type KinField = Extract<Field, { kind: 'lineage' }>;

/** Fields whose values name a session: its events, and those of what it came out of or what came out of it. */
export const KIN_FIELDS: readonly { readonly name: string; readonly label: string; readonly field: KinField }[] = [
  { name: 'inSession', label: 'In session', field: { kind: 'lineage', part: 'session', inferred: true } },
  { name: 'originOf', label: 'Origin of session', field: { kind: 'lineage', part: 'origin', inferred: true } },
  { name: 'descentOf', label: 'Descends from session', field: { kind: 'lineage', part: 'descent', inferred: true } },
  {
    name: 'provenOriginOf',
    label: 'Proven origin of session',
    field: { kind: 'lineage', part: 'origin', inferred: false },
  },
  {
    name: 'provenDescentOf',
    label: 'Proven to descend from session',
    field: { kind: 'lineage', part: 'descent', inferred: false },
  },
];

/** Name and label of such a field. A session's own events are the same with inferred links and without. */
export function kinField({ part, inferred }: KinField): { readonly name: string; readonly label: string } {
  const found = KIN_FIELDS.find(
    ({ field }) => field.part === part && (field.inferred === inferred || part === 'session'),
  );
  return found ?? { name: 'inSession', label: 'In session' };
}
