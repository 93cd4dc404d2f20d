import { detect } from '../../src/core/format/detect';
import { streamBuffer } from './stream-buffer';
import { SourceIntake } from '../../src/main/integrity/source-intake';
import type { CheckedSources } from '../../src/main/integrity/source-intake';
import { codeAt } from '../../src/core/integrity/verdict';
import type { VerdictCode } from '../../src/core/integrity/verdict';
import { findingsOf } from '../../src/core/integrity/findings';
import type { Finding } from '../../src/core/integrity/findings';
import { publicKeyList, signingKey } from './trail';
import type { SigningKey, Stored } from './trail';

export interface Checked extends CheckedSources {
  readonly codeOf: (object: Stored) => VerdictCode;
  readonly findings: readonly Finding[];
}

/** Checks objects as they would come from S3, with their metadata. */
export async function checkObjects(
  objects: readonly Stored[],
  keys: readonly SigningKey[] = [signingKey()],
): Promise<Checked> {
  const intake = new SourceIntake();
  const contents: Uint8Array[] = [];
  for (const [no, { bucket, key, bytes, metadata }] of objects.entries()) {
    const { inflated, result } = await streamBuffer(bytes);
    contents.push(inflated);
    const found = detect(inflated, true);
    intake.take({
      no,
      uri: `s3://${bucket}/${key}`,
      inflatedSha256: result.inflatedSha256,
      inflatedSize: inflated.length,
      kind: found.kind,
      format: null,
      records: 1,
      ...(metadata === undefined ? {} : { metadata }),
      ...(result.parts === undefined ? {} : { gzip: result.parts }),
    });
  }
  intake.addKeys(Buffer.from(publicKeyList(keys)));
  const checked = await intake.check({ read: (no) => Promise.resolve(contents[no] ?? new Uint8Array(0)) });
  const { table, logs } = checked.integrity;
  const codeOf = (object: Stored): VerdictCode => codeAt(logs.codes[table.row(objects.indexOf(object)) ?? -1]);
  return { ...checked, codeOf, findings: findingsOf(checked.integrity) };
}
