import { createHash } from 'node:crypto';
import { OpenCase } from '../../src/main/open-case/open-case';

/**
 * Writes to a case as fast as it can until it is killed, and prints a line for each thing that was
 * acknowledged: `source NO SHA256`, `note ITEM`, `ledger N`.
 */
const [path = '', seed = '0'] = process.argv.slice(2);
const opened = await OpenCase.open(path, { tool: 'Trailbench test', user: 'writer' });
const acquisition = await opened.startAcquisition([`/evidence/${seed}`]);
process.stdout.write(`started ${String(acquisition.id)}\n`);

const started = opened.manifest.count;
async function addOne(i: number): Promise<void> {
  const bytes = Buffer.from(`source ${seed} ${String(i)} `.repeat(1 + (i % 90)));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const { source } = await opened.evidence.add(bytes, {
    no: opened.manifest.reserve(),
    uri: `/evidence/${seed}/${String(i)}`,
    size: bytes.length,
    modified: null,
    sha256,
    compression: 'none',
    inflatedSize: bytes.length,
    inflatedSha256: sha256,
    kind: 'text',
    format: null,
    records: 0,
    rejected: 0,
    rejects: [],
  });
  process.stdout.write(`source ${String(source.no)} ${sha256}\n`);
}

for (let round = started; ; round += 1) {
  const adding: Promise<void>[] = [];
  for (let i = 0; i < 30; i += 1) adding.push(addOne(round * 1000 + i));
  if (round % 3 === 0) {
    const item = `item ${seed} ${String(round)}`;
    await opened.journal.set('note', item, 'x'.repeat(round % 200));
    process.stdout.write(`note ${item}\n`);
  }
  if (round % 5 === 0) {
    await opened.record('verified', { round });
    process.stdout.write(`ledger ${String(round)}\n`);
  }
  await Promise.all(adding);
}
