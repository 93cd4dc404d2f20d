import type { FindingsPart } from '../../state/annotation/findings-page.svelte';

export const PART_NAMES: Readonly<Record<FindingsPart, string>> = {
  findings: 'Findings',
  entries: 'Timeline entries',
  containment: 'Containment log',
  tags: 'Tags',
  notes: 'Case notes',
  orphans: 'Orphaned',
  activity: 'Activity',
};
