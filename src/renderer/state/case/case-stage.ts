import type { CaseSession } from './case-session.svelte';

/** For hosts and tests: 'ready' once indexing is done and what is on the screen is final. */
export type Stage = 'loading' | 'indexing' | 'ready' | 'failed';

/** What the stage is told from. */
export type StageFacts = Pick<CaseSession, 'failure' | 'indexing'> & {
  readonly main: Pick<CaseSession['main'], 'progress'>;
  readonly index: Pick<CaseSession['index'], 'failure' | 'opened'>;
  readonly events: Pick<CaseSession['events'], 'settled'>;
  readonly groups: Pick<CaseSession['groups'], 'settled'>;
  readonly timeline: Pick<CaseSession['timeline'], 'asking'>;
};

export function stageOf({ failure, indexing, main, index, events, groups, timeline }: StageFacts): Stage {
  if (failure !== undefined || index.failure !== undefined || main.progress?.phase === 'failed') return 'failed';
  if (index.opened === undefined) return 'loading';
  if (indexing || main.progress?.phase === 'cancelled') return 'indexing';
  return events.settled && groups.settled && !timeline.asking ? 'ready' : 'indexing';
}
