import { QUESTIONS } from '../../../core/query/language/questions';
import { countOf } from '../../wording/numbers';
import { filterCommands } from '../commands/filter-commands';
import { listCommands } from '../commands/list-commands';
import { panelCommands } from '../commands/panel-commands';
import { timeCommands } from '../commands/time-commands';
import type { Command, CommandSource } from '../commands/command';
import type { CaseSession } from './case-session.svelte';

/** Does something once the events are shown. */
export function inEventsOf(session: Pick<CaseSession, 'view'>): (act: () => void) => void {
  return (act) => {
    session.view.go('events');
    act();
  };
}

/** What can be done with a case wherever one is in it; what a part on the screen does is added by that part. */
export function caseCommands(session: CaseSession): readonly CommandSource[] {
  const { columns, detail, dialogs, facets, filters, groups, history, layout, preferences, selection } = session;
  const { timeline, zone } = session;
  const inEvents = inEventsOf(session);
  const land = (change: () => void): void => detail.land(change, false);
  return [
    () => filterCommands({ dialogs, filters, history, preferences, inEvents, land }),
    () => timeCommands({ dialogs, timeline, zone, totals: session.index.totals, inEvents }),
    () => listCommands({ dialogs, columns, groups, selection, counts: session.events.counts, inEvents }),
    () => panelCommands({ detail, dialogs, facets, layout, inEvents }),
    () => evidenceCommands(session),
    () => runningCommands(session),
    () => questionCommands(session),
  ];
}

function evidenceCommands({ dialogs, main, proof, view }: CaseSession): Command[] {
  const group = 'Evidence';
  const { status } = main;
  const { custody, integrity } = proof;
  return [
    {
      id: 'evidence.add',
      title: 'Add evidence',
      group,
      also: 'import files folder logs',
      disabled: status === undefined || status.readOnly ? 'The case is open read-only' : undefined,
      run: () => (dialogs.open = 'add'),
    },
    {
      id: 'evidence.sources',
      title: `Show ${countOf(status?.sources ?? 0, 'source')}`,
      group,
      also: 'files evidence list',
      run: () => (dialogs.sources = 'all'),
    },
    {
      id: 'evidence.rejected',
      title: 'Show sources with parts that could not be read',
      group,
      also: 'rejected quarantine damaged',
      run: () => (dialogs.sources = 'rejected'),
    },
    {
      id: 'evidence.integrity',
      title: 'Show what the digests prove',
      group,
      also: 'integrity findings chain',
      run: () => {
        integrity.bring();
        view.go('coverage');
      },
    },
    {
      id: 'evidence.check',
      title: 'Check the digests again',
      group,
      also: 'integrity',
      run: () => integrity.check(),
    },
    {
      id: 'evidence.verify',
      title: 'Verify everything',
      group,
      also: 'hash custody ledger manifest',
      disabled: custody.verifying.state === 'running' ? 'It is being verified' : custody.lodgedFault,
      run: () => {
        view.go('evidence');
        void custody.verify();
      },
    },
    { id: 'case.folder', title: 'Show the case folder', group: 'Case', run: () => void main.reveal() },
  ];
}

/** What goes on at the moment, and can be ended or gone on with. */
function runningCommands(session: CaseSession): Command[] {
  const { exporting, index, main, proof } = session;
  const group = 'Going on now';
  return [
    ...(main.reading
      ? [{ id: 'running.import', title: 'Stop the import', group, run: () => void main.cancelIndexing() }]
      : []),
    ...(main.progress?.phase === 'cancelled'
      ? [{ id: 'running.resume', title: 'Go on with the import', group, run: () => void main.resumeIndexing() }]
      : []),
    ...(index.search?.running === true
      ? [{ id: 'running.search', title: 'Cancel the search', group, run: () => void session.cancelSearch() }]
      : []),
    ...(exporting.busy
      ? [{ id: 'running.export', title: 'Cancel the export', group, run: () => exporting.cancel() }]
      : []),
    ...(proof.custody.verifying.state === 'running'
      ? [{ id: 'running.verify', title: 'Cancel verifying', group, run: () => proof.custody.cancel() }]
      : []),
  ];
}

function questionCommands(session: CaseSession): Command[] {
  return QUESTIONS.map((question) => ({
    id: `question.${question.id}`,
    title: `Ask: ${question.title}`,
    group: 'Ready questions',
    searched: true as const,
    run: () => inEventsOf(session)(() => session.asking.question(question)),
  }));
}
