import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listLocal } from '../../src/main/files/listing';
import { checkPaths } from '../../src/main/integrity/path-check';
import { findingsOf } from '../../src/core/integrity/findings';
import { temporaryFolders } from '../support/temporary-folder';
import { publicKeyList, signingKey, Trail, writeObjects } from './trail';

const folder = temporaryFolders();
const LONG = process.env['TRAILBENCH_LONG'] === '1';
/** Of the growth of the whole process while files are read and judged. */
const MEMORY_MAX = 256 * 1024 * 1024;

describe('many digests', { timeout: LONG ? 1_200_000 : 120_000 }, () => {
  const hours = LONG ? 500 : 25;
  const logs = 20;

  it(`verifies ${String(hours * logs)} log files in ${String(hours)} digests in bounded memory`, async () => {
    const root = folder();
    mkdirSync(join(root, 'logs'));
    const trail = new Trail();
    for (let hour = 0; hour < hours; hour += 1) {
      trail.hour({ logs: Array.from({ length: logs }, () => 40) });
      // What is written need not be kept: the test's own memory is not what is measured.
      writeObjects(join(root, 'logs'), trail.objects.splice(0));
      trail.logs.splice(0);
      trail.digests.splice(0);
    }
    writeFileSync(join(root, 'keys.json'), publicKeyList([signingKey()]));
    const { files } = await listLocal([root]);
    const before = process.memoryUsage().rss;
    let highest = before;
    const { integrity } = await checkPaths(files, {
      keys: [],
      onFile: () => (highest = Math.max(highest, process.memoryUsage().rss)),
    });
    highest = Math.max(highest, process.memoryUsage().rss);
    expect(integrity.logCounts).toMatchObject({ valid: (hours - 1) * logs, unverifiable: logs, missing: 0 });
    expect(integrity.digestCounts).toMatchObject({ valid: hours - 1, unverifiable: 1, gap: 0 });
    expect(findingsOf(integrity)).toHaveLength(logs + 1);
    expect(highest - before).toBeLessThan(MEMORY_MAX);
  });
});
