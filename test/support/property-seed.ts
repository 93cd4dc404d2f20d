import { configureGlobal } from 'fast-check';

/**
 * Properties are tried on the same values in each run, so that a failure tells of a change and not of chance;
 * `npm run test:long` tries others each time, and prints the seed of a failure.
 */
if (process.env['TRAILBENCH_LONG'] === undefined) configureGlobal({ seed: 20_231_105 });
