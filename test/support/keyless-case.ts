import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeLine } from '../../src/main/cases/log-lines';

/** Makes a closed case like one of an earlier version, which gave it no key; its ledger is cut to the first line. */
export function takeKeyAway(path: string): void {
  const caseFile = join(path, 'case.json');
  const { key, ...file } = JSON.parse(readFileSync(caseFile, 'utf8')) as Record<string, unknown>;
  writeFileSync(caseFile, JSON.stringify(file));
  const [line = ''] = readFileSync(join(path, 'ledger.jsonl'), 'utf8').split('\n');
  const { seq, sum, ...entry } = JSON.parse(line.replace(`,"key":"${String(key)}"`, '')) as Record<string, unknown>;
  if (seq !== 1 || typeof sum !== 'string') throw new Error(`${path} has no first ledger line.`);
  writeFileSync(join(path, 'ledger.jsonl'), encodeLine(1, entry));
}
