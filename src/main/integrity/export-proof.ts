import { coveredHours, hoursOf, placesOf } from '../../core/integrity/coverage-grid';
import type { Coverage } from '../../core/integrity/coverage';
import type { CodeCounts } from '../../core/integrity/check';
import { codeAt, VERDICT_CODES, verdictText } from '../../core/integrity/verdict';
import type { ExportCoverage, ExportIntegrity } from '../../core/report/export-manifest';
import type { CheckedCase } from './case-check';
import { summarise } from './summary';

/** What is proven of the sources of an export. */
export interface ExportProof {
  /** As a person reads it, such as `invalid (hash)`. */
  readonly verdictOf: (source: number) => string;
  readonly integrity: ExportIntegrity;
}

const GAPS_KEPT = 1_000;
/** Longer stretches are looked at by their known part alone. */
const HOURS_MAX = 1_000_000;

/** Verdicts and coverage as rows and manifest of an export carry them. */
export function exportProof({ integrity, keys, at }: CheckedCase, coverage: Coverage): ExportProof {
  const { table, logs, logCounts, digestCounts } = integrity;
  return {
    verdictOf: (source) => {
      const row = table.row(source);
      return verdictText(codeAt(row === undefined ? undefined : logs.codes[row]));
    },
    integrity: {
      checkedAt: at,
      words: summarise(integrity, keys).words,
      logFiles: counted(logCounts),
      digests: counted(digestCounts),
      coverage: coverageOf(coverage),
    },
  };
}

function counted(counts: CodeCounts): Record<string, number> {
  return Object.fromEntries(
    VERDICT_CODES.filter((code) => counts[code] > 0).map((code) => [verdictText(code), counts[code]]),
  );
}

function coverageOf(coverage: Coverage): ExportCoverage {
  const places = placesOf(coverage, {});
  const accountsAndRegions = places.map((place) => {
    const { account = '', region = '' } = coverage.places[place] ?? {};
    return `${account} ${region}`;
  });
  const [from, to] = hoursOf(coverage, places, {});
  // A file that names a far-off year must not make an export walk through all the years between.
  if ((to - from) * places.length > HOURS_MAX) {
    return { coveredHours: 0, uncoveredHours: to - from, partlyCoveredHours: 0, gaps: [], accountsAndRegions };
  }
  const { covered, uncovered, partly, stretches } = coveredHours(coverage, {});
  const gaps = stretches.slice(0, GAPS_KEPT).map(([start, end]) => ({ from: iso(start), to: iso(end) }));
  return { coveredHours: covered, uncoveredHours: uncovered, partlyCoveredHours: partly, gaps, accountsAndRegions };
}

function iso(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}
