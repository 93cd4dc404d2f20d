import type { CaseSession } from '../../state/case/case-session.svelte';
import { problemOf } from '../../state/api/loading';

/** Opens an event beside the list of events. Does nothing for one that is in no source, or not found yet. */
export async function openEvent(session: CaseSession, event: number | null | undefined): Promise<void> {
  if (event === null || event === undefined) return;
  session.view.go('events');
  await session.showEvent(event);
}

/** The same by its key; one that is in no source says so. */
export async function openKey(session: CaseSession, key: string): Promise<void> {
  const { findings } = session;
  try {
    const event = await findings.numberOf(key);
    findings.problem = event === null ? { message: 'This event is in no source of this case.' } : undefined;
    await openEvent(session, event);
  } catch (error) {
    findings.problem = problemOf(error);
  }
}
