import { escapeText } from '../../../core/event/visible-text';
import type { EventRow } from '../../../core/query/filter';
import { count } from '../../wording/numbers';
import type { CaseSession } from './case-session.svelte';

/** Findings that a menu leads to, those that were changed last; the view of findings has all. */
const MOST_FINDINGS = 5;
/** Characters of a title that a menu shows. */
const TITLE_MOST = 32;

/** What can be done with an event, as an item of a menu. */
export interface CiteItem {
  readonly label: string;
  act(): void;
}

/**
 * Items that cite an event in a finding.
 * @param row the event; undefined: those that are selected
 */
export function citeItems(session: CaseSession, row: Pick<EventRow, 'event'> | undefined): readonly CiteItem[] {
  const { findings, findingsPage, selection } = session;
  const what = row === undefined ? `${count(selection.count)} selected` : 'event';
  const events = row === undefined ? selection.view : Uint32Array.of(row.event);
  const latest = [...findings.all].sort((a, b) => (a.at < b.at ? 1 : -1)).slice(0, MOST_FINDINGS);
  return [
    ...latest.map(({ id, value: { number, title } }) => ({
      label: `Cite ${what} in finding ${count(number)}${title === '' ? '' : `: ${short(title)}`}`,
      act: () => void findings.cite(id, events),
    })),
    {
      label: `Cite ${what} in a new finding`,
      act: () =>
        void findings.cite(undefined, events).then((id) => {
          if (id !== undefined) findingsPage.open(id);
        }),
    },
  ];
}

function short(title: string): string {
  const shown = escapeText(title);
  return shown.length <= TITLE_MOST ? shown : `${shown.slice(0, TITLE_MOST)}\u2026`;
}
