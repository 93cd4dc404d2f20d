import { readPeriod } from '../../state/acquire/acquire-period';
import type { AcquireState } from '../../state/acquire/acquire-state.svelte';
import type { CaseSession } from '../../state/case/case-session.svelte';
import type { CoveragePlace } from '../../state/coverage/coverage-cells';
import type { Span } from '../../state/timeline/timeline-buckets';
import { VIEW_IDS } from '../../state/view/view-ids';
import { stretchWords } from './cell-words';
import { deliveredFilter } from './selection';

/** The events that were delivered to these places in a stretch, as near as events can be asked for by that. */
export function showEvents(session: CaseSession, places: readonly CoveragePlace[], stretch: Span, step: number): void {
  const [place] = places;
  if (place === undefined) return;
  const where =
    places.length === 1 ? `${place.account} ${place.region}` : `${String(places.length)} regions of the coverage`;
  const when = stretchWords(stretch, step, session.zone.clock);
  session.filters.ask(deliveredFilter(places, stretch), `Events delivered to ${where}, ${when}`);
  session.view.go('events');
}

/** A view is there that acquires logs from AWS. */
export const canAcquire = (VIEW_IDS as readonly string[]).includes('acquire');

/**
 * Where logs can be got: the view that acquires them, else files and folders.
 * @param missing deliveries that the choice there begins with
 */
export function acquire(
  session: CaseSession,
  missing?: { readonly acquire: AcquireState; readonly places: readonly CoveragePlace[]; readonly stretch: Span },
): void {
  if (missing !== undefined) {
    const { clock } = session.zone;
    const { from: first, to: last } = missing.stretch;
    const [from, to] = [clock.minute(first), clock.minute(last)];
    missing.acquire.want({ places: missing.places, from, to, period: readPeriod(from, to, clock) });
  }
  if (canAcquire) session.view.go('acquire');
  else session.dialogs.open = 'add';
}
