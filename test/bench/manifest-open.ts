import { OpenCase } from '../../src/main/open-case/open-case';
import { Coverage } from '../../src/main/indexing/coverage';
import { IndexBinding } from '../../src/main/indexing/index-binding';
import { planStored } from '../../src/main/indexing/stored-plan';
import { CaseIntegrity } from '../../src/main/integrity/case-integrity';
import { writeManifestCase } from './manifest-case';

/**
 * `manifest-open.mjs make PARENT SOURCES` prints the folder of a case that it makes; `... open FOLDER [writable]` opens
 * it, asks what a window asks at once, and prints seconds and bytes as JSON. Each in a process of its own.
 */
const [command, folder = '', more] = process.argv.slice(2);

if (command === 'make') console.log(JSON.stringify({ folder: await writeManifestCase(folder, Number(more)) }));
else await measure();

async function measure(): Promise<void> {
  const started = performance.now();
  const processor = process.cpuUsage();
  const opened = await OpenCase.open(folder, {
    tool: 'Trailbench bench',
    user: 'bench',
    readOnly: more !== 'writable',
  });
  const open = seconds(started);
  const { user, system } = process.cpuUsage(processor);
  const cpu = (user + system) / 1e6;
  const memory = peak();
  const asking = performance.now();
  const status = opened.status();
  planStored(opened, new Coverage([]), () => {});
  const covered = Array.from({ length: opened.manifest.count }, (_, row) => {
    const { no, records } = opened.manifest.outlineAt(row);
    return { source: no, first: 0, end: records, last: true };
  });
  const binding = new IndexBinding(opened.key, opened.manifest);
  binding.check(binding.bind(covered));
  planStored(opened, new Coverage(covered), () => {});
  await opened.manifest.lines(0, 100);
  const asked = seconds(asking);
  const after = peak();
  const checking = performance.now();
  const integrity = new CaseIntegrity(opened);
  await integrity.summary();
  const summary = seconds(checking);
  await integrity.close();
  const { sources, problems } = status;
  await opened.close();
  console.log(JSON.stringify({ open, cpu, memory, asked, after, summary, whole: peak(), sources, problems }));
}

function seconds(since: number): number {
  return (performance.now() - since) / 1000;
}

/** Peak resident set of this process so far, bytes. */
function peak(): number {
  return process.resourceUsage().maxRSS * 1024;
}
