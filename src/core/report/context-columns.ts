import type { CsvColumn } from './csv-column';
import { VALUE_SEPARATOR } from './record-view';
import { SAID_COLUMNS } from './said-columns';

/** Of files that are read in place nothing is validated. */
export const NOT_CHECKED = 'not checked';

/** What evidence and analyst add to a record. */
export const CONTEXT_COLUMNS: readonly CsvColumn[] = [
  ...SAID_COLUMNS,
  {
    name: 'evidenceSources',
    label: 'All sources',
    source: 'every source that holds the event, with the SHA-256 of its stored bytes; the shown copy first',
    places: true,
    text: ({ places }) => places.map(({ source, sha256 }) => `${source} sha256:${sha256}`).join(VALUE_SEPARATOR),
  },
  {
    name: 'evidenceSource',
    label: 'Source',
    source: 'the source of the shown copy: the one with the lowest SHA-256 and record number',
    places: true,
    text: ({ places }) => places[0]?.source ?? '',
  },
  {
    name: 'evidenceRecord',
    label: 'Record number',
    source: 'number of the shown copy within its source, from 0',
    text: ({ places }) => String(places[0]?.record ?? ''),
  },
  {
    name: 'digestVerdict',
    label: 'Digest verdict',
    source: 'validation of the source of the shown copy against CloudTrail digests',
    places: true,
    text: ({ places }) => places[0]?.verdict ?? NOT_CHECKED,
  },
];
