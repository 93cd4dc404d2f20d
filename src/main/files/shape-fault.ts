import * as v from 'valibot';

/**
 * Checks a value of a file's.
 * @throws Error that says where it is wrong, without a word of what stands there: a file may be somebody else's.
 */
export function parseShape<const S extends v.GenericSchema>(schema: S, value: unknown): v.InferOutput<S> {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  throw new Error(shapeFault(result.issues[0]));
}

/** What is wrong and where: `schema: expected number`. */
export function shapeFault(issue: v.BaseIssue<unknown>): string {
  const place = v.getDotPath(issue);
  const what = issue.expected === null ? 'not what it should be' : `expected ${issue.expected}`;
  return place === null ? what : `${place}: ${what}`;
}
