import type { Annotations } from '../annotation/annotations';
import type { FacetName } from '../event/facet-catalogue';
import type { Dictionary } from './dictionary';
import type { Duplicates } from './duplicates';
import type { EventSpace } from './event-space';
import type { View } from './filter';
import type { Needs } from './filter-needs';
import type { SaidColumns } from './said-columns';
import type { ViewEvents } from './view-events';

/** What parts of the engine answer their questions with. */
export interface EngineParts {
  readonly space: EventSpace;
  readonly duplicates: Duplicates;
  readonly views: ViewEvents;
  readonly said: SaidColumns;
  readonly annotations: () => Annotations;
  readonly dictionary: (name: FacetName) => Dictionary;
  /** The view with the sessions that its filters name. */
  readonly resolve: (view: View) => Promise<View>;
  /** Answers once all of this is loaded, at one time: nothing is added meanwhile. */
  readonly whenLoaded: <T>(needs: Needs, answer: () => T) => Promise<T>;
}
