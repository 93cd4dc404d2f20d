import { digestName, logName } from '../../../core/integrity/object-name';
import { parseDeliveryPath } from '../../../core/trail/trail-path';
import type { ManifestLine } from '../../cases/manifest';

/** Milliseconds since 1970 UTC. */
export interface TimeSpan {
  readonly from: number;
  readonly to: number;
}

/** What a case holds of a trail: regions, and the time that digests, or else log files, cover. */
export interface AcquiredTrail {
  readonly regions: readonly string[];
  readonly span: TimeSpan | undefined;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const DIGEST_END = /_(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z(?:_backfill)?\.json/;

/**
 * Looks through all sources of a case. A digest covers the hour before the time in its name; the keys of its end are
 * good for two hours more, and of a backfilled one for an hour before and after.
 */
export async function acquiredTrail(
  scan: (visit: (line: Pick<ManifestLine, 'uri' | 'member'>) => void) => Promise<unknown>,
): Promise<AcquiredTrail> {
  const regions = new Set<string>();
  const digests = new Extent();
  const logs = new Extent();
  await scan(({ uri, member }) => {
    const name = member ?? uri;
    const digest = digestName(name);
    const log = digest === undefined ? logName(name) : undefined;
    const region = digest?.region ?? log?.region ?? parseDeliveryPath(name)?.stream.region;
    if (region !== undefined) regions.add(region);
    if (digest !== undefined) {
      const end = digestEnd(name);
      if (end !== undefined) digests.add(spanOfDigest(end));
    } else if (log !== undefined) {
      logs.add({ from: log.delivered * 1000 - DAY, to: log.delivered * 1000 + 2 * HOUR });
    }
  });
  return { regions: [...regions].sort(), span: digests.span ?? logs.span };
}

class Extent {
  private from = Infinity;
  private to = -Infinity;

  add({ from, to }: TimeSpan): void {
    this.from = Math.min(this.from, from);
    this.to = Math.max(this.to, to);
  }

  get span(): TimeSpan | undefined {
    return this.from <= this.to ? { from: this.from, to: this.to } : undefined;
  }
}

/** The time for which keys of a digest are wanted. @param end of the digest's hour */
export function spanOfDigest(end: number): TimeSpan {
  return { from: end - 2 * HOUR, to: end + 2 * HOUR };
}

/** End of a digest's hour, milliseconds since 1970 UTC, as its name says; undefined for another name. */
export function digestEnd(name: string): number | undefined {
  const [, year, month, day, hour, minute, second] = DIGEST_END.exec(name) ?? [];
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(at) ? undefined : at;
}
