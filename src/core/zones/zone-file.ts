import { isPrefix, readRule, readZone, ZoneLineFault } from './zone-line';
import type { RuleLine, ZoneLine } from './zone-line';

/** What is wrong with a file of zone rules, in a sentence that names the line and the remedy. */
export class ZoneFileFault extends Error {}

/** The rules of time zones as the IANA's file `tzdata.zi` gives them. */
export interface ZoneFile {
  /** Of the time zone database: `2026f`. */
  readonly version: string;
  readonly rules: ReadonlyMap<string, readonly RuleLine[]>;
  /** By name, in the file's order: first to last stretch. */
  readonly zones: ReadonlyMap<string, readonly ZoneLine[]>;
  /** Other names, and the zone or link that each means. */
  readonly links: ReadonlyMap<string, string>;
}

/** Characters; the file has had 105,000 to 115,000 since 2017. */
export const ZONE_FILE_MOST = 2_000_000;
const LINES_MOST = 50_000;
const RULES_MOST = 500;
const REMEDY = 'Take tzdata.zi unchanged from a release of the IANA time zone database.';

/**
 * Reads the text of `tzdata.zi`, the form in which zic(8) takes rules: lines of rules, zones and links, with names
 * that may be cut short.
 *
 * @throws ZoneFileFault for what is no such file, or has a line that cannot be read
 */
export function readZoneFile(text: string): ZoneFile {
  if (text.length > ZONE_FILE_MOST) throw fault(`it has over ${String(ZONE_FILE_MOST)} characters`);
  const version = versionOf(text);
  const lines = text.split('\n');
  if (lines.length > LINES_MOST) throw fault(`it has over ${String(LINES_MOST)} lines`);
  const reader = new LineReader();
  lines.forEach((line, at) => {
    try {
      reader.read(line.replace(/#.*/, '').trim());
    } catch (cause) {
      if (!(cause instanceof ZoneLineFault)) throw cause;
      throw fault(`line ${String(at + 1)}: ${cause.message}`);
    }
  });
  return { version, ...reader.end() };
}

/** @throws ZoneFileFault where the first line does not state it */
export function versionOf(text: string): string {
  const version = /^# version (\d{4}[a-z]{1,2})(?:-\S*)?\r?(?:\n|$)/.exec(text)?.[1];
  if (version === undefined) throw fault('its first line does not state the version, as "# version 2026f" does');
  return version;
}

export function fault(what: string): ZoneFileFault {
  return new ZoneFileFault(`These are no zone rules: ${what}. ${REMEDY}`);
}

class LineReader {
  readonly #rules = new Map<string, RuleLine[]>();
  readonly #zones = new Map<string, ZoneLine[]>();
  readonly #links = new Map<string, string>();
  /** The zone whose next stretch has to follow. */
  #open: ZoneLine[] | undefined;

  read(line: string): void {
    if (line === '') return;
    const fields = line.split(/\s+/);
    if (this.#open !== undefined) {
      this.#stretch(this.#open, fields);
      return;
    }
    const [kind, ...rest] = fields;
    if (isPrefix(kind, 'rule', 1)) {
      const { name, rule } = readRule(rest);
      const list = this.#rules.get(name) ?? [];
      if (list.push(rule) > RULES_MOST) throw new ZoneLineFault(`"${name}" has over ${String(RULES_MOST)} rules`);
      this.#rules.set(name, list);
    } else if (isPrefix(kind, 'zone', 1)) {
      const [name, ...stretch] = rest;
      const lines: ZoneLine[] = [];
      this.#zones.set(this.#free(name), lines);
      this.#stretch(lines, stretch);
    } else if (isPrefix(kind, 'link', 1)) {
      const [target, name] = rest;
      if (rest.length !== 2 || target === undefined) throw new ZoneLineFault('a link has a target and a name');
      this.#links.set(this.#free(name), target);
    } else throw new ZoneLineFault('it is no rule, zone or link');
  }

  end(): Omit<ZoneFile, 'version'> {
    if (this.#open !== undefined) throw fault('it ends within a zone');
    return { rules: this.#rules, zones: this.#zones, links: this.#links };
  }

  #stretch(lines: ZoneLine[], fields: readonly string[]): void {
    const line = readZone(fields);
    lines.push(line);
    this.#open = line.until === undefined ? undefined : lines;
  }

  #free(name: string | undefined): string {
    if (name === undefined || !/^[A-Za-z][A-Za-z0-9_+\-/]{0,63}$/.test(name)) {
      throw new ZoneLineFault('the zone has no name, or an odd one');
    }
    if (this.#zones.has(name) || this.#links.has(name)) throw new ZoneLineFault(`"${name}" is there twice`);
    return name;
  }
}
