import type { ZoneRules, ZoneRulesIdentity } from './zone-rules';

let inUse: ZoneRules | undefined;

/**
 * From now on every zone of this process, or of this window, goes by these rules. Whoever starts it says which, once,
 * before any time is read or written: there is no other source, least of all the platform's, which is another one in
 * Node than in a browser.
 */
export function useZoneRules(rules: ZoneRules): void {
  inUse = rules;
}

/** @throws Error where none were set: that is a fault of the program */
export function zoneRules(): ZoneRules {
  if (inUse === undefined) throw new Error('No rules of time zones were set.');
  return inUse;
}

/** For manifests. */
export function zoneRulesIdentity(): ZoneRulesIdentity {
  const { version, identity } = zoneRules();
  return { version, ...identity };
}
