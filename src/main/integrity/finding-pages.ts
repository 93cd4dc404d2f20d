import type { FindingGroup as Group } from '../../contract/integrity';
import { groupCount, groupPlace } from '../../core/integrity/finding-groups';
import type { FindingGroup } from '../../core/integrity/finding-groups';
import { ofCode, verdictText } from '../../core/integrity/verdict';
import type { Verdict } from '../../core/integrity/verdict';

interface Page {
  /** Items [from, from + count). */
  readonly from: number;
  readonly count: number;
  /** Those with this one alone; absent: all. */
  readonly verdict?: Verdict | undefined;
}

export interface FindingsPage extends Page {
  readonly group?: number | undefined;
}

export interface GroupsPage extends Page {
  /** That is in their words, account or region, in any case; empty: all. */
  readonly text: string;
}

export function groupsPage(
  groups: readonly FindingGroup[],
  { from, count, verdict, text }: GroupsPage,
): { total: number; groups: Group[] } {
  const wanted = text.trim().toLowerCase();
  const found = groups
    .map((group, no) => ({ group, no }))
    .filter(({ group }) => verdict === undefined || ofCode(group.code).verdict === verdict)
    .filter(({ group }) => wanted === '' || textOf(group).includes(wanted));
  return { total: found.length, groups: found.slice(from, from + count).map(({ group, no }) => told(group, no)) };
}

function textOf(group: FindingGroup): string {
  const { code, words, remedy } = group;
  return [verdictText(code), groupPlace(group), words, remedy].join('\n').toLowerCase();
}

function told(group: FindingGroup, no: number): Group {
  const { code, about, account, region, count, listed, from, to, words, kind, remedy } = group;
  return {
    ...{ no, ...ofCode(code), about, account, region, title: groupCount(group), count, listed: listed.length },
    ...{ from: isoOf(from), to: isoOf(to), words, kind, remedy },
  };
}

export function isoOf(seconds: number | null): string | null {
  return seconds === null ? null : new Date(seconds * 1000).toISOString();
}
