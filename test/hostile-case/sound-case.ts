import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OpenCase } from '../../src/main/open-case/open-case';
import { sourceOf } from '../support/evidence';
import { recordsFile } from '../support/log-files';

const PACKED = 4;
const EACH = 3;
/** Makes a source an object of its own. Bytes. */
const LARGE = 1024 * 1024 + 1;

/** Events of a sound case. */
export const EVENTS = PACKED * EACH + 1;

/** Makes a case with packed sources, an object, a note, an export and a finished import. Returns its folder. */
export async function makeSoundCase(parent: string, name = 'sound'): Promise<string> {
  const opened = await OpenCase.create({ parent, name }, { tool: 'Trailbench test', user: 'ann' });
  const acquisition = await opened.startAcquisition(['/logs']);
  for (let i = 0; i < PACKED; i += 1) await add(opened, `/logs/${i}.json`, recordsFile(i * EACH, EACH), EACH);
  await add(opened, '/logs/large.json', recordsFile(PACKED * EACH, 1) + ' '.repeat(LARGE), 1);
  await acquisition.finish({ files: PACKED + 1 });
  await opened.journal.set('note', 'item', 'a note');
  writeFileSync(join(opened.path, 'exports', 'earlier.csv'), 'eventTime\r\n');
  await opened.close();
  return opened.path;
}

async function add(opened: OpenCase, uri: string, text: string, records: number): Promise<void> {
  const bytes = Buffer.from(text);
  await opened.evidence.add(bytes, sourceOf(opened.manifest.reserve(), uri, bytes, { records }));
}
