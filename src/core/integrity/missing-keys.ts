import type { DigestFacts } from './digest-facts';

/** What is said of one public key that is not in the case. */
interface MissingKey {
  readonly account: string | null;
  readonly region: string | null;
  readonly trail: string | null;
  /** Seconds since 1970 UTC. */
  readonly from: number | null;
  readonly to: number | null;
  readonly words: string;
  readonly remedy: string;
}

interface Wanted {
  digests: number;
  logs: number;
  from: number;
  to: number;
  readonly accounts: Set<string>;
  readonly regions: Set<string>;
  readonly trails: Set<string>;
}

/** One key that is missing keeps many digests and log files from being proven: it is told once. */
export class MissingKeys {
  private readonly wanted = new Map<string, Wanted>();

  addDigest(fingerprint: string, { digest, name }: Pick<DigestFacts, 'digest' | 'name'>): void {
    const key = this.of(fingerprint);
    key.digests += 1;
    key.from = Math.min(key.from, digest.start ?? digest.end ?? Infinity);
    key.to = Math.max(key.to, digest.end ?? digest.start ?? -Infinity);
    if (name === undefined) return;
    key.accounts.add(name.account);
    key.regions.add(name.region);
    key.trails.add(name.trail);
  }

  addLog(fingerprint: string): void {
    this.of(fingerprint).logs += 1;
  }

  /** In the order in which they were found. */
  all(): MissingKey[] {
    return [...this.wanted].map(([fingerprint, key]) => said(fingerprint, key));
  }

  private of(fingerprint: string): Wanted {
    const known = this.wanted.get(fingerprint);
    if (known !== undefined) return known;
    const sets = { accounts: new Set<string>(), regions: new Set<string>(), trails: new Set<string>() };
    const key = { digests: 0, logs: 0, from: Infinity, to: -Infinity, ...sets };
    this.wanted.set(fingerprint, key);
    return key;
  }
}

function said(fingerprint: string, { digests, logs, from, to, accounts, regions, trails }: Wanted): MissingKey {
  const [it, lists] = digests === 1 ? ['it', 'lists'] : ['they', 'list'];
  const cannot =
    logs === 0
      ? `${it} cannot be proven`
      : `neither ${it} nor ${count(logs, 'log file')} that ${it} ${lists} can be proven`;
  const [start, end] = [iso(from), iso(to)];
  const time = start === undefined || end === undefined ? '' : ` --start-time ${start} --end-time ${end}`;
  return {
    account: only(accounts),
    region: only(regions),
    trail: only(trails),
    from: start === undefined ? null : from,
    to: end === undefined ? null : to,
    words: `The public key ${fingerprint}, which ${count(digests, 'digest')} ${digests === 1 ? 'names' : 'name'}, is not in the case: ${cannot}.`,
    remedy: `Add the public keys of the region and time, saved as JSON: aws cloudtrail list-public-keys --region ${only(regions) ?? 'REGION'}${time}.`,
  };
}

function count(number: number, noun: string): string {
  return `${String(number)} ${noun}${number === 1 ? '' : 's'}`;
}

function only(values: ReadonlySet<string>): string | null {
  const [first, second] = values;
  return first === undefined || second !== undefined ? null : first;
}

/** Undefined for what is no time of the calendar: a digest may state any. */
function iso(seconds: number): string | undefined {
  const at = new Date(seconds * 1000);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString().replace('.000Z', 'Z');
}
