import { formatCount } from '../event/format-number';
import type { Finding } from './finding';
import { ofCode, VERDICTS } from './verdict';

/** Findings that say the same of one account and region. */
export interface FindingGroup extends Pick<Finding, 'code' | 'about' | 'account' | 'region' | 'words' | 'remedy'> {
  /** All of them, also those that are not listed. */
  readonly count: number;
  /** Seconds since 1970 UTC: from the first to the last; null where none has a time. */
  readonly from: number | null;
  readonly to: number | null;
  readonly listed: readonly Finding[];
  /** The words where they are the same for all; else what is said of all of them alike, as it always is here. */
  readonly kind: string;
}

type Growing = { -readonly [Field in keyof FindingGroup]: FindingGroup[Field] } & {
  listed: Finding[];
};

/** Gathers findings as they are found. */
export class FindingGroups {
  private readonly groups = new Map<string, Growing>();

  /** @param isListed false: counted alone */
  add(finding: Finding, isListed: boolean): void {
    const { code, about, account, region, words, kind = words, remedy, from, to } = finding;
    const key = [code, about, account, region, kind].join('\n');
    const group = this.groups.get(key);
    if (group === undefined) {
      const listed = isListed ? [finding] : [];
      this.groups.set(key, { code, about, account, region, words, remedy, count: 1, from, to, listed, kind });
      return;
    }
    group.count += 1;
    group.from = earlier(group.from, from, Math.min);
    group.to = earlier(group.to, to, Math.max);
    if (group.words !== words) group.words = kind;
    if (group.remedy !== remedy) group.remedy = null;
    if (isListed) group.listed.push(finding);
  }

  /** Worst first, public keys before what lacks them; those of a kind together, by account and region. */
  sorted(): FindingGroup[] {
    const groups = [...this.groups.values()];
    const kinds = [...new Set(groups.map(kindOf))];
    const place = new Map(kinds.map((kind, at) => [kind, at]));
    const rank = ({ code, about }: FindingGroup): number =>
      2 * VERDICTS.indexOf(ofCode(code).verdict) + (about === 'keys' ? 0 : 1);
    const order = (group: FindingGroup): number => place.get(kindOf(group)) ?? 0;
    return groups.sort(
      (a, b) =>
        rank(a) - rank(b) || order(a) - order(b) || compare(a.account, b.account) || compare(a.region, b.region),
    );
  }
}

function kindOf({ code, about, kind }: FindingGroup): string {
  return [code, about, kind].join('\n');
}

function earlier(a: number | null, b: number | null, of: (a: number, b: number) => number): number | null {
  return a === null || b === null ? (a ?? b) : of(a, b);
}

/** What has no place comes last. */
function compare(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? 1 : -1;
  return a < b ? -1 : 1;
}

const NOUNS: Readonly<Record<Finding['about'], readonly [one: string, many: string]>> = {
  log: ['log file', 'log files'],
  digest: ['digest', 'digests'],
  chain: ['chain of digests', 'chains of digests'],
  keys: ['public key', 'public keys'],
};

/** "380 log files", "1 gap between digests". */
export function groupCount({ code, about, count }: Pick<FindingGroup, 'code' | 'about' | 'count'>): string {
  const [one, many] = code === 'gap' ? ['gap between digests', 'gaps between digests'] : NOUNS[about];
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** "111122223333 us-east-1". */
export function groupPlace({ account, region }: Pick<FindingGroup, 'account' | 'region'>): string {
  const parts = [account, region].filter((part) => part !== null && part !== '');
  return parts.length === 0 ? 'No account or region' : parts.join(' ');
}
