import { Coverage } from '../../core/integrity/coverage';
import type { NewSourceTask, SourceRead } from '../indexing/source-task';
import { exportProof, type ExportProof } from '../integrity/export-proof';
import { SourceIntake, type ReadInflated } from '../integrity/source-intake';

/** A file, or a member of an archive, as it was read in place. */
export interface ReadInPlace {
  readonly task: Pick<NewSourceTask, 'no' | 'uri' | 'member'>;
  readonly read: Omit<SourceRead, 'stored' | 'rejects'>;
}

/** What the digests among files prove of them, as exports carry it. */
export async function inPlaceProof(sources: Iterable<ReadInPlace>, read: ReadInflated): Promise<ExportProof> {
  const intake = new SourceIntake();
  let count = 0;
  for (const { task, read: found } of sources) {
    const { inflatedSha256, inflatedSize, kind, format, records, rejected, parts, holds } = found;
    intake.take({
      no: task.no,
      uri: task.member?.uri ?? task.uri,
      ...(task.member === undefined ? {} : { member: task.member.path }),
      ...{ inflatedSha256, inflatedSize, kind, format, records, rejected },
      ...(parts === undefined ? {} : { gzip: parts }),
      ...(holds === undefined ? {} : { holds }),
    });
    count += 1;
  }
  const checked = await intake.check({ read });
  const at = new Date().toISOString();
  return exportProof({ ...checked, sources: count, at }, new Coverage(checked.integrity, intake.history));
}
