import * as v from 'valibot';

/** Who began an import, as the case's ledger tells it: self-asserted, and the case may come from anybody. */
export const begunBy = v.object({
  by: v.string(),
  /** The machine; null where the ledger does not say. */
  host: v.nullable(v.string()),
  /** This user began it on this machine: the profile remembers, whatever the case says. */
  begunHere: v.boolean(),
});
export type BegunBy = v.InferOutput<typeof begunBy>;
