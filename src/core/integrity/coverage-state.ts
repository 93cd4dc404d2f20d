/**
 * What is known of an account, region and delivery hour, from the most to the least that can be said of its events:
 * - `events`: log files with records
 * - `empty`: log files without records, or a digest that covers the hour and lists none
 * - `management-only`: event history alone, which holds no data events
 * - `missing`: a digest lists log files that the case does not hold, or lies in a gap between digests
 * - `not-acquired`: nothing was looked at
 */
export const COVERAGE_STATES = ['not-acquired', 'missing', 'management-only', 'empty', 'events'] as const;
export type CoverageState = (typeof COVERAGE_STATES)[number];
