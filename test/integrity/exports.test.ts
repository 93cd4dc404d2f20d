import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { runCli } from '../../src/main/cli/run-cli';
import { OpenCase } from '../../src/main/open-case/open-case';
import { CaseIntegrity } from '../../src/main/integrity/case-integrity';
import { exportCase } from '../../src/main/reports/case-export';
import type { ExportRow } from '../../src/core/report/export-rows';
import { rawZip } from '../support/archives';
import { builtWorker } from '../support/indexing-worker';
import { temporaryFolders } from '../support/temporary-folder';
import { parseCsv } from '../support/csv-parser';
import { caseOf } from './case-of';
import { inflated, publicKeyList, signingKey, Trail, writeObjects } from './trail';
import type { Stored } from './trail';

const folder = temporaryFolders();

/** The first record of a log file as a row of an export. */
function rowOf(source: number, log: Stored): ExportRow {
  const bytes = inflated(log);
  const offset = bytes.indexOf('{"eventVersion"');
  const next = bytes.indexOf('{"eventVersion"', offset + 1);
  const length = (next < 0 ? bytes.length - 2 : next - 1) - offset;
  return { shown: { source, record: 0, offset, length }, others: [] };
}

describe('verdicts and coverage in exports', { timeout: 60_000 }, () => {
  it('stand in each row and in the manifest', async () => {
    const trail = new Trail();
    for (let hour = 0; hour < 4; hour += 1) trail.hour();
    const [first, second, third] = trail.logs;
    if (first === undefined || second === undefined || third === undefined) throw new Error('too few logs');
    const changed = { ...second, bytes: gzipSync(inflated(second).toString().replace('user-', 'USER-')) };
    const keys = { bucket: 'b', key: 'keys.json', bytes: Buffer.from(publicKeyList([signingKey()])) };
    // The digest of the second hour is gone, and with it what proves its logs.
    const objects = [...trail.objects, keys].flatMap((object) =>
      object === second ? [changed] : object === trail.digests[1] ? [] : [object],
    );
    const { path } = await caseOf(folder(), objects);
    const opened = await OpenCase.open(path, { tool: 'Trailbench 0' });
    try {
      const rows = [first, changed, third].map((log) => rowOf(objects.indexOf(log), log));
      const wish = {
        rows,
        columns: ['eventID', 'evidenceSource', 'digestVerdict'],
        zone: 'UTC',
        raw: false,
        filter: '',
        order: '',
        duplicatesHidden: 0,
      };
      const proof = await new CaseIntegrity(opened).forExport();
      const csv = await exportCase(opened, 'Trailbench 0', {
        ...wish,
        format: 'csv',
        integrity: proof,
        to: { path: join(folder(), 'a.csv') },
      });
      const table = parseCsv(readFileSync(csv.file ?? '', 'utf8'));
      expect(table.slice(1).map((cells) => cells[2])).toEqual(['valid', 'invalid (hash)', 'uncovered']);
      const manifest = JSON.parse(readFileSync(csv.manifest ?? '', 'utf8')) as Record<string, unknown>;
      expect(manifest['digestValidation']).toMatchObject({
        checked: true,
        logFiles: { valid: 5, 'invalid (hash)': 1, uncovered: 2 },
        digests: { valid: 3, missing: 1, gap: 1 },
      });
      expect(manifest['coverage']).toMatchObject({ computed: true, coveredHours: 4, uncoveredHours: 0, gaps: [] });
      const lines = await exportCase(opened, 'Trailbench 0', {
        ...wish,
        format: 'jsonl-evidence',
        integrity: proof,
        to: { path: join(folder(), 'a.jsonl') },
      });
      const evidence = readFileSync(lines.file ?? '', 'utf8')
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { evidence: { verdict: string } }).evidence.verdict);
      expect(evidence).toEqual(['valid', 'invalid (hash)', 'uncovered']);
      const without = await exportCase(opened, 'Trailbench 0', {
        ...wish,
        rows,
        format: 'csv',
        to: { path: join(folder(), 'b.csv') },
      });
      expect(readFileSync(without.file ?? '', 'utf8')).toContain('not checked');
    } finally {
      await opened.close();
    }
  });

  it('are the same for files that are read in place, also within an archive', async () => {
    const root = folder();
    const trail = new Trail();
    for (let hour = 0; hour < 4; hour += 1) trail.hour();
    const keys = { bucket: 'b', key: 'keys.json', bytes: Buffer.from(publicKeyList([signingKey()])) };
    const [first, second] = trail.logs;
    if (first === undefined || second === undefined) throw new Error('too few logs');
    const changed = { ...second, bytes: gzipSync(inflated(second).toString().replace('user-', 'USER-')) };
    const objects = [...trail.objects, keys].map((object) => (object === second ? changed : object));
    writeObjects(join(root, 'plain'), objects);
    writeFileSync(join(root, 'packed.zip'), rawZip(objects.map(({ key, bytes }) => ({ name: key, body: bytes }))));
    const worker = await builtWorker();
    try {
      for (const [input, separator] of [
        [join(root, 'plain'), '/'],
        [join(root, 'packed.zip'), '!/'],
      ] as const) {
        const file = `${input}.csv`;
        const argv = ['query', input, '--format', 'csv', '--columns', 'evidenceSource,digestVerdict', '-o', file];
        let said = '';
        const status = await runCli(argv, {
          startWorker: worker.start,
          cwd: root,
          version: '0',
          stdout: { write: () => undefined },
          stderr: { write: (text: string) => (said += text) },
        });
        expect(status, said).toBe(0);
        const [, ...rows] = parseCsv(readFileSync(file, 'utf8'));
        const verdicts = new Map(rows.map(([source = '', verdict = '']) => [source, verdict]));
        expect(verdicts.get(`${input}${separator}${first.key}`)).toBe('valid');
        expect(verdicts.get(`${input}${separator}${second.key}`)).toBe('invalid (hash)');
        const manifest = JSON.parse(readFileSync(`${file}.manifest.json`, 'utf8')) as Record<string, unknown>;
        expect(manifest).toMatchObject({
          digestValidation: { checked: true, logFiles: { 'invalid (hash)': 1 } },
          coverage: { computed: true, coveredHours: 4 },
        });
      }
    } finally {
      worker.remove();
    }
  });
});
