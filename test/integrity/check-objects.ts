import { detect } from '../../src/core/format/detect';
import { streamBuffer } from './stream-buffer';
import { SourceIntake } from '../../src/main/integrity/source-intake';
import type { CheckedSources } from '../../src/main/integrity/source-intake';
import { codeAt } from '../../src/core/integrity/verdict';
import type { VerdictCode } from '../../src/core/integrity/verdict';
import { findingsOf } from '../../src/core/integrity/findings';
import type { Finding } from '../../src/core/integrity/finding';
import type { WasChosen } from '../../src/core/integrity/chains';
import { publicKeyList, signingKey } from './trail';
import type { SigningKey, Stored } from './trail';

export interface Checked extends CheckedSources {
  readonly codeOf: (object: Stored) => VerdictCode;
  readonly findings: readonly Finding[];
}

/** Checks objects as they would come from S3, with their metadata; those that were found elsewhere as files. */
export async function checkObjects(
  objects: readonly Stored[],
  keys: readonly SigningKey[] = [signingKey()],
  wasChosen?: WasChosen,
): Promise<Checked> {
  const intake = new SourceIntake();
  const contents: Uint8Array[] = [];
  for (const [no, { bucket, key, bytes, metadata, found: elsewhere, failed }] of objects.entries()) {
    const uri = elsewhere ?? `s3://${bucket}/${key}`;
    if (failed === true) {
      contents.push(new Uint8Array(0));
      intake.take({ no, uri, inflatedSha256: null, inflatedSize: 0, kind: 'failed', format: null, records: 0 });
      continue;
    }
    const { inflated, result } = await streamBuffer(bytes);
    contents.push(inflated);
    const found = detect(inflated, true);
    intake.take({
      no,
      uri,
      compression: result.gzip ? 'gzip' : 'none',
      rejects: [result.fault ?? [], result.findings]
        .flat()
        .map(({ reason, message }) => ({ reason, message, offset: 0, length: 0 })),
      inflatedSha256: result.inflatedSha256,
      inflatedSize: inflated.length,
      kind: found.kind,
      format: null,
      records: 1,
      ...(metadata === undefined ? {} : { metadata }),
      ...(result.parts === undefined ? {} : { gzip: result.parts }),
    });
  }
  if (keys.length > 0) intake.addKeys(Buffer.from(publicKeyList(keys)));
  const checked = await intake.check({
    read: (no) => Promise.resolve(contents[no] ?? new Uint8Array(0)),
    ...(wasChosen === undefined ? {} : { wasChosen }),
  });
  const { table, logs } = checked.integrity;
  const codeOf = (object: Stored): VerdictCode => codeAt(logs.codes[table.row(objects.indexOf(object)) ?? -1]);
  return { ...checked, codeOf, findings: findingsOf(checked.integrity) };
}

/** Codes of findings, how often each, worst first. */
export function codes({ findings }: Checked): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { code, about } of findings) counts[`${about} ${code}`] = (counts[`${about} ${code}`] ?? 0) + 1;
  return counts;
}

/** Position in the list, or a test that is itself wrong. */
export function at(list: readonly Stored[], index: number): Stored {
  const found = list.at(index);
  if (found === undefined) throw new Error(`nothing at ${String(index)}`);
  return found;
}

/** A copy of the list in which one object is another one, or gone. */
export function replaced(objects: readonly Stored[], object: Stored, by?: Partial<Stored>): Stored[] {
  return objects.flatMap((one) => (one !== object ? [one] : by === undefined ? [] : [{ ...one, ...by }]));
}
