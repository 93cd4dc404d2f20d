import type { SaidFacet } from '../event/facet-catalogue';
import type { CsvColumn } from './csv-column';
import { VALUE_SEPARATOR } from './record-view';
import type { SaidOfEvent, Saying } from './row-sayings';

const OWN_FIRST = 'what was said of a value, account or time of the event follows with "from"';

/** What analysts said of an event, as an export has it. */
export const SAID_COLUMNS: readonly CsvColumn[] = [
  {
    name: 'tags',
    label: 'Tags',
    source: `journal: tags; ${OWN_FIRST}`,
    text: ({ said }) => joined(said?.tags, ({ text }) => text),
  },
  {
    name: 'notes',
    label: 'Notes',
    source: `journal: notes in Markdown, each with its author and time (UTC); ${OWN_FIRST}`,
    text: ({ said }) => (said?.notes ?? []).map(noteText).join(VALUE_SEPARATOR),
  },
  {
    name: 'status',
    label: 'Status',
    source: `journal: statuses, each with its reason where one was written; ${OWN_FIRST}`,
    text: ({ said }) =>
      joined(said?.statuses, ({ text, reason = '' }) => (reason === '' ? text : `${text}: ${reason}`)),
  },
  {
    name: 'starred',
    label: 'Starred',
    source: `journal: true where the event is starred; ${OWN_FIRST}`,
    text: ({ said }) => joined(said?.stars, ({ text }) => text),
  },
  {
    name: 'findings',
    label: 'Findings',
    source: `journal: numbers of the findings that cite the event; ${OWN_FIRST}`,
    text: ({ said }) => joined(said?.findings, ({ text }) => text),
  },
];

/** Whether the event itself, or something that it has, was annotated, as the facet of that name says. */
const ANNOTATED: CsvColumn = {
  name: 'annotated',
  label: 'Annotated',
  source: 'journal: event where something was said of the event itself, value where of something that it has',
  text({ said }) {
    const of = new Set(said === undefined ? [] : all(said).map(ofWhat));
    return ['event', 'value'].filter((what) => of.has(what)).join(VALUE_SEPARATOR);
  },
};

/** The column that holds what the facet of what analysts said shows. */
export function saidColumn(facet: SaidFacet): CsvColumn {
  const name = NAMES[facet];
  return SAID_COLUMNS.find((column) => column.name === name) ?? ANNOTATED;
}

const NAMES: Readonly<Record<SaidFacet, string>> = {
  tag: 'tags',
  status: 'status',
  starred: 'starred',
  note: 'notes',
  finding: 'findings',
  annotated: 'annotated',
};

function all({ tags, statuses, stars, notes, findings }: SaidOfEvent): readonly Saying[] {
  return [...tags, ...statuses, ...stars, ...notes, ...findings];
}

function ofWhat({ from }: Saying): string {
  return from === undefined ? 'event' : 'value';
}

function joined(sayings: readonly Saying[] | undefined, text: (saying: Saying) => string): string {
  return (sayings ?? [])
    .map((saying) => (saying.from === undefined ? text(saying) : `${text(saying)} (from ${saying.from})`))
    .join(VALUE_SEPARATOR);
}

function noteText({ text, by, from }: Saying): string {
  const about = [by.author ?? by.by, by.at, ...(from === undefined ? [] : [`from ${from}`])];
  return `${text} (${about.join(', ')})`;
}
