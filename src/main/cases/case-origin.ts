import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as v from 'valibot';
import { LEDGER_NAME } from './ledger';

const firstImport = v.object({
  action: v.literal('acquire-started'),
  details: v.object({ paths: v.array(v.string()) }),
});
/** The first import is at the ledger's start; a case without one in these lines was begun empty. */
const LINES_READ = 20;

/**
 * The paths of a case's first import, as its ledger names them; null where there is none or the ledger cannot be
 * read. Only to recognise a case: nothing is verified.
 */
export async function originOf(folder: string): Promise<readonly string[] | null> {
  const file = createReadStream(join(folder, LEDGER_NAME), { encoding: 'utf8' });
  const lines = createInterface({ input: file, crlfDelay: Infinity });
  let left = LINES_READ;
  try {
    for await (const line of lines) {
      const read = v.safeParse(v.pipe(v.string(), v.parseJson(), firstImport), line);
      if (read.success) return read.output.details.paths;
      left -= 1;
      if (left === 0) return null;
    }
    return null;
  } catch {
    return null;
  } finally {
    lines.close();
    file.destroy();
  }
}
