import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { walkSource } from '../../../test/fixtures/golden/read-source';
import { canonicalJson } from '../event/canonical';
import { extractEvent, newEventValues } from '../event/extract-facets';
import { facetPosition } from '../event/facet-catalogue';
import type { FacetName } from '../event/facet-catalogue';
import type { JsonObject } from '../event/json';
import { sentenceOf, sentenceText } from '../event/sentence';
import { detect } from './detect';
import { formatById } from './formats';

const DATA = fileURLToPath(new URL('../../../../shared/data/', import.meta.url));
const absent = !existsSync(DATA);

interface Folder {
  readonly files: Map<string, number>;
  readonly records: JsonObject[];
  readonly texts: string[];
}

/** Every source of a folder, in chunks that split records. */
function readFolder(name: string): Folder {
  const folder: Folder = { files: new Map(), records: [], texts: [] };
  for (const file of readdirSync(join(DATA, name)).sort()) {
    const stored = readFileSync(join(DATA, name, file));
    const bytes = stored[0] === 0x1f ? gunzipSync(stored) : stored;
    const found = detect(bytes, true);
    const kind = found.kind === 'cloudtrail' ? found.format : found.kind;
    folder.files.set(kind, (folder.files.get(kind) ?? 0) + 1);
    if (found.kind !== 'cloudtrail') continue;
    const cuts = Array.from({ length: Math.floor(bytes.length / 1021) }, (_, index) => (index + 1) * 1021);
    for (const entry of walkSource(found.format, bytes, cuts)) {
      const decoded = formatById(found.format).decode(bytes, entry.offset, entry.offset + entry.length);
      if (entry.kind === 'reject' || !decoded.ok) expect.fail(`${file} has a reject at ${String(entry.offset)}`);
      folder.records.push(decoded.record);
      folder.texts.push(decoded.text ?? entry.text);
    }
  }
  return folder;
}

function counts(records: readonly JsonObject[], facet: FacetName): Map<string, number> {
  const values = newEventValues();
  const found = new Map<string, number>();
  for (const record of records) {
    extractEvent(record, values);
    const value = String(values.facets[facetPosition(facet) ?? -1] ?? '(none)');
    found.set(value, (found.get(value) ?? 0) + 1);
  }
  return found;
}

describe('real logs', () => {
  it.skipIf(absent)('one account under attack', () => {
    const { files, records } = readFolder('invictus');
    expect(files.get('records')).toBe(55);
    expect(records).toHaveLength(2900);
    expect(new Set(records.map((record) => record.eventID)).size).toBe(2900);
    expect(counts(records, 'eventName').size).toBe(260);
    expect(counts(records, 'errorCode').get('(none)')).toBe(2600);
    expect(counts(records, 'signatureVersion').get('SigV4')).toBe(267);
    expect(counts(records, 'userIdentityType').get('(none)')).toBe(42);
    expect(counts(records, 'callerClass').get('people')).toBe(2547);
    expect(counts(records, 'callerClass').get('through a service')).toBe(271);
    expect(counts(records, 'callerClass').get('service')).toBe(82);
    expect(counts(records, 'outcome').get('denied')).toBe(60);
    expect(records.filter((record) => record.sharedEventID !== undefined)).toHaveLength(36);
  });

  it.skipIf(absent)('one file for each attack technique', () => {
    const { files, records } = readFolder('stratus');
    expect(files.get('array')).toBe(15);
    expect(records).toHaveLength(107);
    expect(counts(records, 'eventName').size).toBe(25);
    expect(counts(records, 'errorCode').get('(none)')).toBe(57);
  });

  it.skipIf(absent)('LookupEvents items, one a line', () => {
    const { files, records } = readFolder('plaso');
    expect(files.get('lookup-lines')).toBe(1);
    expect(records).toHaveLength(6);
  });

  it.skipIf(absent)('the same records plain and compressed', () => {
    const { records, texts } = readFolder('trailscraper');
    expect(records).toHaveLength(4);
    expect(new Set(texts.map(canonicalJson)).size).toBe(2);
  });

  it.skipIf(absent)('pretty-printed and on one line', () => {
    expect(readFolder('cloudgrep').records).toHaveLength(2);
  });

  it.skipIf(absent)('server access logs are no CloudTrail', () => {
    expect([...readFolder('s3-access-logs').files]).toEqual([['text', 2]]);
  });

  it.skipIf(absent)('every record reads as a sentence', () => {
    for (const folder of ['invictus', 'stratus', 'plaso', 'trailscraper', 'cloudgrep']) {
      for (const record of readFolder(folder).records) {
        expect(sentenceText(sentenceOf(record))).toMatch(/ at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\./);
      }
    }
  });
});
