import * as v from 'valibot';
import { ACQUISITION_KINDS, connectionSpec, type AcquisitionKind } from '../../contract/acquire';
import { choice as choiceSchema, type Choice } from '../../contract/discovery';
import type { Json } from '../../core/event/json';
import type { AcquisitionState } from '../cases/acquisition';
import type { RemotePlan } from './remote/remote-plan';

/** What the ledger says of an acquisition from AWS; undefined for one of local files, or of a later version. */
export function planOf({ what, paths, details }: AcquisitionState): RemotePlan | undefined {
  const kind = ACQUISITION_KINDS.find((known): known is Exclude<AcquisitionKind, 'local'> => known === what);
  if (kind === undefined || what === 'local') return undefined;
  const { connection, identity, ...rest } = details;
  const spec = v.safeParse(connectionSpec, connection);
  return {
    what: kind,
    title: paths[0] ?? kind,
    connection: spec.success ? spec.output : {},
    identity: typeof identity === 'string' ? identity : null,
    details: rest as Record<string, Json>,
  };
}

/** The choice that a plan has in the ledger; undefined for what is none of a bucket's objects. */
export function choiceOf({ details }: Pick<RemotePlan, 'details'>): Choice | undefined {
  const read = v.safeParse(choiceSchema, details['choice']);
  return read.success ? read.output : undefined;
}

/** True for two choices that say the same. */
export function sameChoice(a: Choice, b: Choice): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

function sorted(value: object): [string, unknown][] {
  return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
}
