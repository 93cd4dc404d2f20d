import { createHash } from 'node:crypto';
import { ZoneRules } from '../../core/zones/zone-rules';
import text from './tzdata.zi?raw';

/** The rules that come with the program, whatever Node or a browser brings; in the public domain. */
export function shippedZoneRules(): ZoneRules {
  return new ZoneRules(text, { origin: 'shipped', sha256: createHash('sha256').update(text).digest('hex') });
}
