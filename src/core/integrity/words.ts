import type { Integrity } from './check';
import { objectName } from './digest-facts';
import { ADDED, COPY } from './log-verdicts';
import type { VerdictCode } from './verdict';

/** A sentence for a person, and what to do; null where nothing is to be done. */
export interface Words {
  readonly words: string;
  /** The same without the name of the digest. */
  readonly kind: string;
  readonly remedy: string | null;
}

const NO_DIGEST = 0xffffffff;

/** Position of the digest that a source is judged by; undefined where none speaks of it. */
export function digestOfRow({ logs }: Integrity, row: number): number | undefined {
  const digest = logs.digests[row];
  return digest === undefined || digest === NO_DIGEST ? undefined : digest;
}

const A_DIGEST = 'a digest';

/** What the verdict of a log file means. */
export function logWords(code: VerdictCode, integrity: Integrity, row: number): Words {
  const index = digestOfRow(integrity, row);
  const digest = index === undefined ? undefined : integrity.digests[index];
  const by = digest === undefined ? A_DIGEST : `the digest ${objectName(digest.digest)}`;
  const mark = integrity.logs.marks[row];
  if (code === 'uncovered') return alike(mark === ADDED ? added(digest?.name?.trail ?? '') : uncovered(integrity, row));
  const isCopy = code === 'valid' && mark === COPY;
  if (isCopy) return alike({ words: `It is a copy of a log file of the case. ${VALID(by)}`, remedy: null });
  if (code === 'unverifiable') return listedOnly(integrity, index, by);
  return { words: SENTENCES[code](by), kind: SENTENCES[code](A_DIGEST), remedy: REMEDIES[code] ?? null };
}

/** Words that name nothing. */
function alike(said: Omit<Words, 'kind'>): Words {
  return { ...said, kind: said.words };
}

const VALID = (by: string): string => `Its content is exactly what ${by}, signed by AWS, lists.`;

const SENTENCES: Readonly<Record<VerdictCode, (by: string) => string>> = {
  'not-checked': () => 'It is no log file of CloudTrail: no digest speaks of it.',
  valid: VALID,
  unverifiable: (by) => `It is listed by ${by}, which is not proven itself.`,
  uncovered: () => 'No digest of the case speaks of it.',
  missing: (by) => `It is listed by ${by}, but its bytes are not in the case.`,
  gap: () => 'No digest covers this time.',
  'invalid-hash': (by) => `Its content is not what ${by} lists: it was changed after AWS delivered it.`,
  'invalid-signature': () => 'Its signature does not open with the public key of AWS.',
  'invalid-moved': (by) => `Its content is what ${by} lists, but under another name or in another place.`,
  'invalid-format': (by) =>
    `Its content is what ${by} lists, but the object is no whole gzip file any more, as AWS delivers it: it was written anew.`,
  'invalid-trailing-data': (by) =>
    `The file goes on behind the first part of what ${by} lists: programs that read only the first part of a gzip file see something else than others.`,
  'invalid-signature-missing': () => 'S3 keeps no signature with it, and AWS delivers no digest without.',
  'invalid-unknown-key': () =>
    'It is not AWS that signed it: its public key is not among those of its region and time.',
};

const REMEDIES: Partial<Readonly<Record<VerdictCode, string>>> = {
  missing:
    'Acquire it again. If it is no longer in the bucket, it was deleted: look for its earlier versions and for DeleteObject in the logs of that bucket.',
  'invalid-hash':
    'Fetch the object from S3 again and compare; keep both. Treat events found in it alone as unproven, and events that it lacks as possibly removed.',
  'invalid-moved': 'Find out who copied or renamed it. Its content is proven.',
  'invalid-format': 'Find out who wrote the object anew: AWS did not write it so. Its content is proven.',
  'invalid-trailing-data':
    'Fetch the object from S3 again. Events of the added part are not from AWS: the detail of an event names its place in the file.',
};

/** @param trail whose proven digests cover its time */
function added(trail: string): Omit<Words, 'kind'> {
  return {
    words: `It was added: the digests of the trail ${trail} that cover its time are proven, and none of them lists it. AWS did not deliver it with that trail.`,
    remedy:
      'Find out who put it there: look for PutObject and CopyObject in the logs of that bucket. Only another trail without digests, delivering to the same folder, would be an innocent cause.',
  };
}

function uncovered({ table, digests }: Integrity, row: number): Omit<Words, 'kind'> {
  if (table.isHistory(row)) {
    return {
      words: 'It comes from the event history, which AWS does not sign: no digest can prove it.',
      remedy: 'Where a trail delivered the same events to a bucket, acquire its log files and digests.',
    };
  }
  if (digests.length === 0) {
    return {
      words: 'The case has no digests, so nothing can be said of who wrote this file.',
      remedy: 'Acquire the digests of the same bucket: they lie beside the logs, under CloudTrail-Digest.',
    };
  }
  return {
    words: 'No digest of the case lists it: it was added to the bucket, or the digest of its hour is not in the case.',
    remedy:
      'Acquire the digest of its delivery hour and of the hour after it. If they do not list it, AWS did not deliver it.',
  };
}

function listedOnly({ judgements }: Integrity, index: number | undefined, by: string): Words {
  const judgement = index === undefined ? undefined : judgements[index];
  const invalid = judgement?.verdict === 'invalid';
  const said = (name: string): string =>
    invalid
      ? `It is listed by ${name}, which is itself invalid: its list proves nothing.`
      : `It is listed by ${name}, which cannot be proven with what the case holds. Where the listed hash differs, the verdict would be another.`;
  return { words: said(by), kind: said(A_DIGEST), remedy: judgement?.remedy ?? null };
}
