import type { BegunBy } from '../../contract/begun';

/** Who began an import, and whether it was here: "by ann on WS-3, here", "by ann on WS-3, says the case". */
export function begunWords({ by, host, begunHere }: BegunBy): string {
  const where = host === null ? 'on a machine that the case does not name' : `on ${host}`;
  return `by ${by} ${where}, ${begunHere ? 'here' : 'says the case'}`;
}
