import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { TrailbenchError } from '../../contract/errors';
import { checkZoneRules } from '../../core/zones/check-zone-rules';
import { useZoneRules } from '../../core/zones/rules-in-use';
import { ZONE_FILE_MOST, ZoneFileFault } from '../../core/zones/zone-file';
import { ZoneRules } from '../../core/zones/zone-rules';
import { errorCode, readIfPresent } from '../files/disk';
import { guardedDisk } from '../files/guarded-disk';
import { NotRegularError, readRegular, TooLargeError } from '../files/regular-file';
import { shippedZoneRules } from './shipped-rules';

/** Of a file of rules in the user's profile folder. */
export const ZONE_RULES_NAME = 'tzdata.zi';

/** By which rules this process goes from now on. */
export interface ZoneRulesInUse {
  readonly rules: ZoneRules;
  /** Where the user's own rules are looked for. */
  readonly place: string;
  /** Why a file that lies there is not used, and what to do; undefined where all is well. */
  readonly problem: string | undefined;
}

/**
 * Takes the rules of a file into use. Any release will do: an analysis of before can be made again.
 *
 * @param file absolute; a link at its end is followed
 * @throws TrailbenchError `unreadable-path`; `bad-request` where they are no rules
 */
export async function useGivenZoneRules(file: string): Promise<ZoneRules> {
  const rules = readRules(await bytesOf(file), file);
  useZoneRules(rules);
  return rules;
}

/**
 * Takes the rules of the profile into use, where there are some, else those that the program brings. A file that
 * cannot be used, or is older than what the program brings, is passed over: that has to be shown wherever a zone can
 * be chosen.
 *
 * @param folder the user's profile folder
 */
export async function useZoneRulesOf(folder: string): Promise<ZoneRulesInUse> {
  const place = join(folder, ZONE_RULES_NAME);
  const shipped = shippedZoneRules();
  const inUse = (rules: ZoneRules, problem?: string): ZoneRulesInUse => {
    useZoneRules(rules);
    return { rules, place, problem };
  };
  const used = `The rules that Trailbench brings (${shipped.version}) are used.`;
  try {
    const bytes = await readIfPresent(guardedDisk(folder, 'profile'), place, ZONE_FILE_MOST);
    if (bytes === undefined) return inUse(shipped);
    const rules = readRules(bytes, place);
    if (isOlder(rules, shipped)) {
      const older = `${place} has the zone rules ${rules.version}, which are older than those that Trailbench brings.`;
      return inUse(shipped, `${older} ${used} Remove the file, or put a newer one in its place.`);
    }
    return inUse(rules);
  } catch (cause) {
    return inUse(shipped, `${reading(place, cause).message} ${used}`);
  }
}

/** `2026f` comes before `2026g`, `2026z` before `2026za`. */
function isOlder(one: ZoneRules, other: ZoneRules): boolean {
  const key = ({ version }: ZoneRules): string => version.slice(0, 4) + version.slice(4).padStart(2);
  return key(one) < key(other);
}

function readRules(bytes: Uint8Array, file: string): ZoneRules {
  try {
    const text = Buffer.from(bytes).toString('utf8');
    const rules = new ZoneRules(text, { origin: 'given', file, sha256: sha256(bytes) });
    checkZoneRules(rules);
    return rules;
  } catch (cause) {
    if (!(cause instanceof ZoneFileFault)) throw cause;
    throw new TrailbenchError('bad-request', `${file}: ${cause.message}`, { cause, details: file });
  }
}

async function bytesOf(file: string): Promise<Uint8Array> {
  try {
    return await readRegular(file, ZONE_FILE_MOST, 'followed');
  } catch (cause) {
    throw reading(file, cause);
  }
}

function reading(file: string, cause: unknown): TrailbenchError {
  if (cause instanceof TrailbenchError) return cause;
  const code = errorCode(cause);
  if (code === undefined) throw cause;
  const why =
    cause instanceof NotRegularError || cause instanceof TooLargeError
      ? 'it is no file of zone rules'
      : `check that it exists and that this user may read it (${code})`;
  return new TrailbenchError('unreadable-path', `${file} cannot be read: ${why}.`, { cause, details: file });
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
