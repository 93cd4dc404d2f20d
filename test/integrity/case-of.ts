import { OpenCase } from '../../src/main/open-case/open-case';
import { detect } from '../../src/core/format/detect';
import { streamBuffer } from './stream-buffer';
import type { Stored } from './trail';

const TOOL = 'Trailbench 0';

/** Puts objects into a case, as acquiring them from S3 does. */
export async function addObjects(opened: OpenCase, objects: readonly Stored[]): Promise<void> {
  const acquisition = await opened.startAcquisition(['s3://trail-bucket']);
  for (const { bucket, key, bytes, metadata } of objects) {
    const { inflated, result } = await streamBuffer(bytes);
    const found = detect(inflated, true);
    const records =
      found.kind === 'cloudtrail'
        ? (JSON.parse(Buffer.from(inflated).toString()) as { Records: unknown[] }).Records
        : [];
    await opened.evidence.add(bytes, {
      no: opened.manifest.reserve(),
      uri: `s3://${bucket}/${key}`,
      size: bytes.length,
      modified: null,
      sha256: result.sha256,
      compression: result.gzip ? 'gzip' : 'none',
      inflatedSize: inflated.length,
      inflatedSha256: result.inflatedSha256,
      kind: found.kind,
      format: found.kind === 'cloudtrail' ? found.format : null,
      records: records.length,
      rejected: 0,
      rejects: [],
      ...(metadata === undefined ? {} : { metadata }),
      ...(result.parts === undefined ? {} : { gzip: result.parts }),
    });
  }
  await acquisition.finish({ sources: objects.length });
}

/** A closed case that holds these objects. @returns its folder, and the head of its ledger */
export async function caseOf(parent: string, objects: readonly Stored[]): Promise<{ path: string; head: string }> {
  const opened = await OpenCase.create({ parent, name: 'Integrity' }, { tool: TOOL });
  try {
    await addObjects(opened, objects);
    await opened.journal.set('note', 'event-1', 'looked at');
    await opened.journal.set('note', 'event-2', 'looked at too');
  } finally {
    await opened.close();
  }
  const again = await OpenCase.open(opened.path, { tool: TOOL, readOnly: true });
  const head = again.ledger.head();
  await again.close();
  return { path: opened.path, head };
}
