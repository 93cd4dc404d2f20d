import { objectName } from './digest-facts';
import type { DigestFacts, Judgement, Proof } from './digest-facts';
import type { InvalidReason } from './verdict';

/** Verdicts of digests in words. */
export const GET_AGAIN =
  'Fetch the object from S3 again and compare; keep both. If it stays so, the bucket was tampered with: see its versions and its access logs.';

const PROOFS: Readonly<Record<Proof, string>> = {
  'own-signature': "Its own signature opens with AWS's public key.",
  'signature-in-next':
    "Its own signature was lost in the copy; the digest after it states the signature, which opens with AWS's public key.",
  'hash-in-next': 'The digest after it, which is signed, states exactly its hash.',
};

export function valid(proof: Proof): Judgement {
  return { verdict: 'valid', reason: null, proof, usable: true, words: PROOFS[proof], remedy: null };
}

/** A copy that lies beside the digest itself, which is proven. */
export function copyOf({ digest }: DigestFacts, proof: Proof | null): Judgement {
  const words = `It is a copy of ${objectName(digest)}, which the case holds as well, proven and where AWS delivered it.`;
  return { verdict: 'valid', reason: null, proof, usable: true, words, remedy: null };
}

/** Its content is not what AWS signed, or nothing says so. */
export function contradicted(reason: InvalidReason, words: string, remedy: string = GET_AGAIN): Judgement {
  return { verdict: 'invalid', reason, proof: null, usable: false, words, remedy };
}

/**
 * Something about the file is wrong, whatever its content.
 * @param words of the fault, without the end of the sentence
 */
export function faulty(reason: InvalidReason, proof: Proof | null, words: string): Judgement {
  const content =
    proof === null
      ? 'What it lists is not proven.'
      : 'Its content is what AWS signed, and its list is proven all the same.';
  const remedy = proof === null ? GET_AGAIN : 'Find out who wrote the object anew: AWS did not write it so.';
  return { verdict: 'invalid', reason, proof, usable: proof !== null, words: `${words}. ${content}`, remedy };
}

export function invalidFormat(faults: readonly string[], proof: Proof | null): Judgement {
  const words = `It is not as AWS describes digests: ${faults.join('; ')}`;
  if (proof === null) return contradicted('format', `${words}.`);
  const judgement = contradicted(
    'format',
    `${words}. Yet it is signed with AWS's key, so that what it lists is proven.`,
  );
  return { ...judgement, proof, usable: true };
}

/** @param sure the case is known to hold the keys of that region */
export function unknownKey({ digest, name }: DigestFacts, sure: boolean): Judgement {
  const region = name?.region ?? 'its region';
  const known = sure
    ? `which is not among the public keys of ${region} at that time, and the case holds those`
    : 'which is not among the public keys that the case holds for that time';
  const words = `It names the public key ${digest.fingerprint}, ${known}: it is not AWS that signed it.`;
  const again = `Ask AWS once more: ${keyCommand(digest.endText, region)}. If the key is not listed, someone made this digest, and the log files that it lists may be made too.`;
  const remedy = sure
    ? again
    : `The keys in the case do not say their region: make sure that it is ${region}. ${again}`;
  return contradicted('unknown-key', words, remedy);
}

export function moved({ digest, found }: DigestFacts, proof: Proof): Judgement {
  const words = `Its content is what AWS signed, but it was found at ${found}, not at ${objectName(digest)}.`;
  const remedy = 'Find out who copied or renamed it. Its list of log files is proven all the same.';
  return { verdict: 'invalid', reason: 'moved', proof, usable: true, words, remedy };
}

const UNVERIFIABLE = { verdict: 'unverifiable', reason: null, proof: null, usable: false } as const;

/** A plain copy that lost its signature, and has no digest after it. */
export function withoutSignature(): Judgement {
  const words = 'Its own signature was not saved with it, and no later digest of the case states it.';
  const remedy =
    'Acquire it from S3, where the signature is kept in its metadata, or acquire the digest of the next hour.';
  return { ...UNVERIFIABLE, words, remedy };
}

export function withoutKey({ digest, name }: DigestFacts): Judgement {
  const { fingerprint, endText } = digest;
  const words = `The public key ${fingerprint} that it names is not in the case.`;
  const remedy = `Add the public keys: ${keyCommand(endText, name?.region ?? 'REGION')}, saved as JSON.`;
  return { ...UNVERIFIABLE, words, remedy, wantsKey: fingerprint };
}

/** How the public keys of a time are had. */
export function keyCommand(around: string, region: string): string {
  return `aws cloudtrail list-public-keys --region ${region} with a start and end time around ${around}`;
}
