import type { SourceProof } from '../../contract/integrity';
import type { Integrity } from '../../core/integrity/check';
import { objectName } from '../../core/integrity/digest-facts';
import { codeAt, ofCode } from '../../core/integrity/verdict';
import { digestOfRow, logWords } from '../../core/integrity/words';
import type { ManifestLine } from '../cases/manifest';

/** What is known of one source: of a log file by its digest, of a digest by its signature. */
export function sourceProof(integrity: Integrity, line: ManifestLine): SourceProof {
  const { no, inflatedSha256: heldHash } = line;
  const { table, logs, digests, judgements, broken } = integrity;
  const own = digests.findIndex(({ source }) => source === no);
  const common = {
    no,
    heldHash,
    digest: null,
    digestVerdict: null,
    digestObject: null,
    fingerprint: null,
    listedHash: null,
  };
  const [facts, judgement] = [digests[own], judgements[own]];
  if (facts !== undefined && judgement !== undefined) {
    const { verdict, reason, words, remedy } = judgement;
    const fingerprint = facts.digest.fingerprint === '' ? null : facts.digest.fingerprint;
    return { ...common, fingerprint, digestObject: objectName(facts.digest), verdict, reason, words, remedy };
  }
  const fault = broken.find(({ source }) => source === no);
  if (fault !== undefined) {
    const remedy = 'Fetch the object from S3 again and compare; keep both.';
    return { ...common, verdict: 'invalid', reason: 'format', words: fault.words, remedy };
  }
  const row = table.row(no);
  if (row === undefined) {
    const words = 'It was added since the digests were checked.';
    return { ...common, verdict: 'not-checked', reason: null, words, remedy: null };
  }
  const code = codeAt(logs.codes[row]);
  const index = digestOfRow(integrity, row);
  const by = index === undefined ? undefined : digests[index];
  const { words, remedy } = logWords(code, integrity, row);
  const said = { ...ofCode(code), words, remedy };
  if (index === undefined || by === undefined) return { ...common, ...said };
  return {
    ...common,
    ...said,
    digest: by.source,
    digestVerdict: judgements[index]?.verdict ?? null,
    digestObject: objectName(by.digest),
    fingerprint: by.digest.fingerprint,
    // Only where the two agree is the listed hash known without reading the digest again.
    listedHash: code === 'valid' || code === 'invalid-moved' ? heldHash : null,
  };
}
