import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { walkSource } from '../../test/fixtures/golden/read-source';
import type { Found } from '../../test/fixtures/golden/read-source';
import { extractEvent, newEventValues } from './event/extract-facets';
import { FACETS } from './event/facet-catalogue';
import type { FacetValue } from './event/facet-values';
import { NO_TIME } from './event/facet-values';
import { formatTime } from './event/format-time';
import { sentenceOf, sentenceText } from './event/sentence';
import { detect } from './format/detect';
import { formatById } from './format/formats';
import type { Detection, FormatId } from './format/format';

const FOLDER = fileURLToPath(new URL('../../test/fixtures/golden/', import.meta.url));
const EXPECTED = '.expected.json';

const sources = readdirSync(FOLDER, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && !entry.name.endsWith(EXPECTED) && !/\.(md|ts)$/.test(entry.name))
  .map((entry) => relative(FOLDER, join(entry.parentPath, entry.name)))
  .sort();

interface Outcome {
  readonly detection: Detection;
  readonly entries: readonly unknown[];
}

function read(bytes: Uint8Array): Outcome {
  const detection = detect(bytes, true);
  if (detection.kind !== 'cloudtrail') return { detection, entries: [] };
  const { format } = detection;
  return { detection, entries: walkSource(format, bytes).map((found) => describeEntry(format, bytes, found)) };
}

function describeEntry(format: FormatId, bytes: Uint8Array, found: Found): unknown {
  const { offset, length } = found;
  if (found.kind === 'reject') return { reject: found.reason, record: found.record, offset, length };
  const decoded = formatById(format).decode(bytes, offset, offset + length);
  if (!decoded.ok) return { reject: decoded.reason, offset, length };
  const values = newEventValues();
  extractEvent(decoded.record, values);
  const facets: Record<string, FacetValue> = {};
  for (const [position, { name }] of FACETS.entries()) {
    if (values.facets[position] !== undefined) facets[name] = values.facets[position];
  }
  return {
    offset,
    length,
    time: values.time === NO_TIME ? null : formatTime(values.time),
    eventId: values.eventId ?? null,
    bytesOut: values.bytesOut,
    facets,
    sentence: sentenceText(sentenceOf(decoded.record)),
  };
}

describe('golden files', () => {
  it('are there', () => {
    expect(sources.length).toBeGreaterThan(60);
  });

  it.each(sources)('%s', (path) => {
    const outcome: unknown = JSON.parse(JSON.stringify(read(readFileSync(join(FOLDER, path)))));
    const expected = join(FOLDER, path + EXPECTED);
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(expected, `${JSON.stringify(outcome, null, 2)}\n`);
    if (!existsSync(expected))
      expect.fail(`${path}${EXPECTED} is missing: write it, or run with UPDATE_GOLDEN=1 and check every line`);
    expect(outcome).toEqual(JSON.parse(readFileSync(expected, 'utf8')));
  });
});
