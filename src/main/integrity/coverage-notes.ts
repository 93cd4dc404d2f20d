import type { CoverageNote } from '../../contract/integrity';
import type { Coverage } from '../../core/integrity/coverage';
import type { TrailConfiguration } from '../../core/integrity/configuration';
import { durationText } from '../../core/integrity/findings';
import type { Stopped } from '../../core/integrity/stopped-times';
import type { TrailEvent } from '../../core/integrity/trail-events';
import { formatCount } from '../../core/event/format-number';
import { appendAll } from '../../core/lists';

/** Notes of one kind that are listed. */
const KEPT = 1_000;

export interface NoteParts {
  readonly coverage: Coverage;
  /** Places that were asked for. */
  readonly places: readonly number[];
  readonly events: readonly TrailEvent[];
  readonly stopped: readonly Stopped[];
  readonly configuration: readonly TrailConfiguration[];
  /** Sources from event history. */
  readonly history: number;
}

/** What explains the grid: who stopped logging, what a trail logs at all, where digests are missing. */
export function coverageNotes(parts: NoteParts): CoverageNote[] {
  const { coverage, places, configuration, history } = parts;
  const accounts = new Set(places.map((place) => coverage.places[place]?.account));
  const notes: CoverageNote[] = [];
  if (history > 0) {
    notes.push({
      ...NOTHING,
      kind: 'history',
      words:
        'Some events come from the event history: it holds management events of the last 90 days only, never data events, and AWS does not sign it.',
      remedy: 'Where a trail delivered to a bucket, acquire its log files.',
    });
  }
  const { sources, records } = coverage.other;
  if (sources > 0) {
    const are = sources === 1 ? 'file holds' : 'files hold';
    const words = `${formatCount(sources)} ${are} Insights, aggregated or network activity events (${formatCount(records)} ${records === 1 ? 'record' : 'records'}): they cover no hour, as they say nothing of management and data events.`;
    notes.push({ ...NOTHING, kind: 'other', words });
  }
  for (const { stop, from, to, trail, logged } of parts.stopped.slice(0, KEPT)) {
    const until =
      to === null ? 'nothing tells when it was started again' : `it was started again after ${durationText(to - from)}`;
    const meanwhile =
      logged === null
        ? 'What happened meanwhile was logged by other trails at most.'
        : `Events of the account were logged all the same, the first one known at ${isoSecond(logged)}: by another trail, or because it was started again without a record. Hours without log files are not acquired.`;
    const words = `${stop.by === '' ? 'Someone' : stop.by} stopped the trail ${named(trail)} (${stop.name}); ${until}. ${meanwhile}`;
    const remedy =
      logged === null
        ? 'Look at the event history of this time, which goes on without a trail.'
        : 'Find out which trail logged them, and acquire what it delivered in this time.';
    const where = { account: stop.account, region: stop.region, source: stop.source };
    notes.push({ ...where, kind: 'stopped', at: from, to, words, remedy });
  }
  for (const event of parts.events.slice(0, KEPT)) {
    const kind = KINDS[event.name];
    if (kind === undefined) continue;
    const { account, region, at, source } = event;
    const words = `${event.by === '' ? 'Someone' : event.by} ${DEEDS[event.name] ?? 'changed'} the trail ${named(event.trail)} (${event.name}).`;
    notes.push({ kind, account, region, at, to: null, source, words, remedy: null });
  }
  for (const { account, homeRegion, source, words } of configuration.slice(0, KEPT)) {
    if (accounts.has(account)) {
      notes.push({ ...NOTHING, kind: 'configuration', account, region: homeRegion, source, words });
    }
  }
  appendAll(notes, gapNotes(coverage, places));
  return notes;
}

const NOTHING = { account: null, region: null, at: null, to: null, source: null, remedy: null } as const;

const KINDS: Readonly<Partial<Record<TrailEvent['name'], CoverageNote['kind']>>> = {
  StartLogging: 'started',
  PutEventSelectors: 'selectors',
  CreateTrail: 'trail',
  UpdateTrail: 'trail',
  DeleteTrail: 'trail',
};

const DEEDS: Readonly<Partial<Record<TrailEvent['name'], string>>> = {
  StartLogging: 'started',
  PutEventSelectors: 'chose anew what is logged by',
  CreateTrail: 'made',
  UpdateTrail: 'changed',
  DeleteTrail: 'deleted',
};

function isoSecond(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}

function named(trail: string): string {
  return trail === '' ? 'whose name is not recorded' : trail;
}

function gapNotes(coverage: Coverage, places: readonly number[]): CoverageNote[] {
  const notes: CoverageNote[] = [];
  for (const place of places) {
    const at = coverage.places[place];
    if (at === undefined) continue;
    for (const { from, to, cause } of coverage.gaps(place)) {
      if (notes.length >= KEPT) return notes;
      const why =
        cause === 'restart' ? 'logging or validation was turned off and on again' : 'digests are missing from the case';
      const words = `For ${durationText(to - from)} no digest speaks of this account and region: ${why}.`;
      const remedy = 'Acquire the digests of this time; if there are none, look for StopLogging around it.';
      notes.push({ kind: 'gap', ...at, at: from, to, source: null, words, remedy });
    }
  }
  return notes;
}
