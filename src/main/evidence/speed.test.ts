import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'vitest';
import { temporaryFolders } from '../../../test/support/temporary-folder';
import { Manifest } from '../cases/manifest';
import { EvidenceStore } from './evidence-store';

const folder = temporaryFolders();

it('speed', async () => {
  const root = folder();
  mkdirSync(join(root, 'evidence'));
  const path = join(root, 'evidence/manifest.jsonl');
  const manifest = await Manifest.open({ path, writable: true, create: true });
  const store = await EvidenceStore.open({ folder: join(root, 'evidence'), manifest, writable: true, sound: true, by: 'me', tool: 'x' });
  const inputs = Array.from({ length: 20000 }, (_, i) => {
    const bytes = Buffer.alloc(2000, String(i));
    return { bytes, sha: createHash('sha256').update(bytes).digest('hex') };
  });
  const t = performance.now();
  const cpu = process.cpuUsage();
  await Promise.all(
    inputs.map(({ bytes, sha }, i) =>
      store.add(bytes, { no: manifest.reserve(), uri: `/some/where/logs/AWSLogs/123456789012/CloudTrail/us-east-1/2024/01/01/${i}.json`, size: 2000, modified: null, sha256: sha, compression: 'none', inflatedSize: 2000, inflatedSha256: sha, kind: 'cloudtrail', format: 'records', records: 1, rejected: 0, rejects: [] }),
    ),
  );
  await store.flush();
  const wall = performance.now() - t;
  const used = process.cpuUsage(cpu);
  console.log('add us each', (wall * 1000) / inputs.length, 'cpu', (used.user + used.system) / inputs.length);
  await store.close();
  await manifest.close();
  const t2 = performance.now();
  const again = await Manifest.open({ path, writable: false });
  console.log('open us each', ((performance.now() - t2) * 1000) / inputs.length);
  await again.close();
}, 60000);
