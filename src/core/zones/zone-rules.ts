import { historyOf, YearlyRules } from './zone-history';
import { offsetsOf } from './zone-offsets';
import type { OffsetAt } from './zone-offsets';
import { fault, readZoneFile, versionOf } from './zone-file';
import type { ZoneFile } from './zone-file';

/** Which rules these are, as windows show and manifests state them. */
export interface ZoneRulesIdentity {
  /** Of the time zone database: `2026f`. */
  readonly version: string;
  /** Hex, of the bytes of `tzdata.zi`. */
  readonly sha256: string;
  /** With the program, or by its user. */
  readonly origin: 'shipped' | 'given';
  /** Absolute path of a file that was given. */
  readonly file?: string;
}

/** Links lead to links, but never this far. */
const LINKS_MOST = 8;
/** Names that the database had before 2021 and platforms still know. */
const FORMER_LINKS: ReadonlyMap<string, string> = new Map([
  ['US/Pacific-New', 'America/Los_Angeles'],
  ['Canada/East-Saskatchewan', 'America/Regina'],
]);

/** The time zones of one file of rules. */
export class ZoneRules {
  /** Of the time zone database: `2026f`. */
  readonly version: string;
  #read: ZoneFile | undefined;
  #spelling: ReadonlyMap<string, string> | undefined;
  readonly #yearly = new Map<string, YearlyRules>();
  readonly #opened = new Map<string, OffsetAt>();

  /**
   * Reads no more than the version: the rules themselves when a zone is first asked for.
   *
   * @param text of `tzdata.zi`; every method throws a ZoneFileFault where it cannot be read (see `checkZoneRules`)
   * @throws ZoneFileFault where it does not state its version
   */
  constructor(
    readonly text: string,
    readonly identity: Omit<ZoneRulesIdentity, 'version'>,
  ) {
    this.version = versionOf(text);
  }

  /** Of every zone and every link. */
  get names(): readonly string[] {
    return [...this.#file.zones.keys(), ...this.#file.links.keys()];
  }

  /** A name in whatever case, as the file spells it; undefined where there is no such zone. */
  spelt(name: string): string | undefined {
    this.#spelling ??= new Map([...FORMER_LINKS.keys(), ...this.names].map((known) => [known.toLowerCase(), known]));
    return this.#spelling.get(name.toLowerCase());
  }

  /** @returns undefined where there is no zone of this name */
  offsets(name: string): OffsetAt | undefined {
    const zone = this.#zoneOf(name);
    if (zone === undefined) return undefined;
    let found = this.#opened.get(zone);
    if (found === undefined) {
      const lines = this.#file.zones.get(zone) ?? [];
      found = offsetsOf((lastYear) => historyOf(lines, (rule) => this.#rulesOf(rule), lastYear));
      this.#opened.set(zone, found);
    }
    return found;
  }

  /** The last year that a rule or a zone names, and what is missing of what they refer to. */
  references(): { readonly lastYear: number; readonly missing: readonly string[] } {
    const { rules, zones, links } = this.#file;
    const years: number[] = [];
    const missing: string[] = [];
    for (const list of rules.values())
      for (const { from, to } of list) years.push(from, Number.isFinite(to) ? to : from);
    for (const [name, lines] of zones) {
      for (const { saving, until } of lines) {
        if (until !== undefined) years.push(until.year);
        if (typeof saving === 'string' && !rules.has(saving)) missing.push(`rule ${saving} of ${name}`);
      }
    }
    for (const name of links.keys()) if (this.#zoneOf(name) === undefined) missing.push(`the zone that ${name} means`);
    return { lastYear: years.reduce((most, year) => Math.max(most, year), 0), missing };
  }

  get #file(): ZoneFile {
    this.#read ??= readZoneFile(this.text);
    return this.#read;
  }

  #zoneOf(name: string): string | undefined {
    const { zones, links } = this.#file;
    let spelt = this.spelt(name);
    for (let step = 0; step < LINKS_MOST && spelt !== undefined; step += 1) {
      if (zones.has(spelt)) return spelt;
      spelt = links.get(spelt) ?? FORMER_LINKS.get(spelt);
    }
    return undefined;
  }

  #rulesOf(name: string): YearlyRules {
    let found = this.#yearly.get(name);
    if (found === undefined) {
      const rules = this.#file.rules.get(name);
      if (rules === undefined) throw fault(`there is no rule ${name}`);
      found = new YearlyRules(rules);
      this.#yearly.set(name, found);
    }
    return found;
  }
}
