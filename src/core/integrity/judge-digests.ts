import { isHex, stringToSign } from './digest';
import { objectName } from './digest-facts';
import type { DigestFacts, Judgement, Proof, SignatureCheck } from './digest-facts';
import { liesWhere } from './object-name';

interface Known {
  readonly facts: DigestFacts;
  proof: Proof | null;
  judgement: Judgement;
}

/**
 * Judges every digest, newest first: by its own signature; where that was lost, by the signature and the hash that the
 * digest after it states. Neither needs the network.
 *
 * @returns for each digest its judgement, in the order given
 */
export function judgeDigests(all: readonly DigestFacts[], check: SignatureCheck): Judgement[] {
  const known = withSignatures(all).map((facts): Known => ({
    facts,
    proof: null,
    judgement: unverifiable(facts, 'signature'),
  }));
  const after = successors(known);
  const newestFirst = [...known].sort((a, b) => (b.facts.digest.end ?? Infinity) - (a.facts.digest.end ?? Infinity));
  for (const one of newestFirst) {
    const next = after.get(objectName(one.facts.digest)) ?? [];
    one.proof = proofOf(one.facts, next, check);
    one.judgement = judge(one, next, check);
  }
  const byObject = groupBy(known, ({ facts }) => objectName(facts.digest));
  for (const [object, next] of after) accuse(byObject.get(object) ?? [], next);
  return known.map(({ judgement }) => judgement);
}

/** Of several copies of one digest some may have kept the signature: it is the signature of all of them. */
function withSignatures(all: readonly DigestFacts[]): DigestFacts[] {
  const kept = new Map<string, DigestFacts>();
  for (const facts of all) if (facts.signature !== null) kept.set(facts.sha256, facts);
  return all.map((facts) => {
    const copy = facts.signature === null ? kept.get(facts.sha256) : undefined;
    if (copy === undefined) return facts;
    return { ...facts, signature: copy.signature, signatureAlgorithm: copy.signatureAlgorithm };
  });
}

/** Bucket and key of a digest -> the digests that state it as the one before them. */
function successors(known: readonly Known[]): Map<string, Known[]> {
  const stating = known.filter(({ facts }) => (facts.digest.previous?.key ?? '') !== '');
  return groupBy(stating, ({ facts }) => objectName(facts.digest.previous ?? facts.digest));
}

function groupBy(known: readonly Known[], nameOf: (one: Known) => string): Map<string, Known[]> {
  const groups = new Map<string, Known[]>();
  for (const one of known) {
    const name = nameOf(one);
    const others = groups.get(name);
    if (others === undefined) groups.set(name, [one]);
    else others.push(one);
  }
  return groups;
}

function proofOf(facts: DigestFacts, next: readonly Known[], check: SignatureCheck): Proof | null {
  const { digest, sha256, signature } = facts;
  const message = stringToSign({ ...digest, logs: [] }, sha256);
  if (signature !== null && isHex(signature) && check(digest.fingerprint, message, signature) === 'good') {
    return 'own-signature';
  }
  for (const { facts: later } of next) {
    const stated = later.digest.previous?.signature ?? '';
    if (isHex(stated) && check(digest.fingerprint, message, stated) === 'good') return 'signature-in-next';
  }
  return next.some((later) => later.proof !== null && later.facts.digest.previous?.hash === sha256)
    ? 'hash-in-next'
    : null;
}

function judge({ facts, proof }: Known, next: readonly Known[], check: SignatureCheck): Judgement {
  const { digest, signature, signatureAlgorithm } = facts;
  const faults = [...digest.faults];
  if (signatureAlgorithm !== null && signatureAlgorithm !== 'SHA256withRSA') {
    faults.push('its signature-algorithm is not SHA256withRSA');
  }
  if (signature !== null && !isHex(signature)) faults.push('its saved signature is no hex');
  if (faults.length > 0) return invalidFormat(faults);
  const contradiction = contradicted(facts, proof, next, check);
  if (contradiction !== undefined) return contradiction;
  if (proof === null) return unverifiable(facts, signature === null && next.length === 0 ? 'signature' : 'key');
  if (!liesWhere(facts.found, digest.bucket, digest.key)) return moved(facts, proof);
  if (facts.trailing) return trailing(proof);
  return { verdict: 'valid', reason: null, proof, usable: true, words: PROOFS[proof], remedy: null };
}

const PROOFS: Readonly<Record<Proof, string>> = {
  'own-signature': "Its own signature opens with AWS's public key.",
  'signature-in-next':
    "Its own signature was lost in the copy; the digest after it states the signature, which opens with AWS's public key.",
  'hash-in-next': 'The digest after it, which is signed, states exactly its hash.',
};

/** What speaks against the digest; undefined where nothing does. */
function contradicted(
  facts: DigestFacts,
  proof: Proof | null,
  next: readonly Known[],
  check: SignatureCheck,
): Judgement | undefined {
  const { digest, sha256, signature } = facts;
  const message = stringToSign({ ...digest, logs: [] }, sha256);
  const bad = (one: string): boolean => isHex(one) && check(digest.fingerprint, message, one) === 'bad';
  const signed = next.filter((later) => later.proof !== null);
  const agrees = signed.some((later) => later.facts.digest.previous?.hash === sha256);
  if (proof === null && signed.length > 0 && !agrees) {
    return invalid('hash', 'Its content was changed: the digest after it, which is signed, states another hash.');
  }
  if (signature !== null && bad(signature)) {
    return invalid('signature', "Its signature does not open with AWS's public key: its content or signature changed.");
  }
  if (proof === null && next.some((later) => bad(later.facts.digest.previous?.signature ?? ''))) {
    return invalid(
      'signature',
      'The signature that the digest after it states does not fit: one of the two was changed.',
    );
  }
  const restated = signed.map((later) => later.facts.digest.previous?.signature ?? '');
  if (signature !== null && restated.length > 0 && !restated.includes(signature.toLowerCase())) {
    return invalid('signature', 'It was signed again: the digest after it, which is signed, states another signature.');
  }
  return undefined;
}

/** A signed digest that states another hash than that of the one before, which is proven without it, is itself wrong. */
function accuse(before: readonly Known[], next: readonly Known[]): void {
  const independent = before.filter(({ proof, judgement }) => judgement.usable && proof !== 'hash-in-next');
  if (independent.length === 0) return;
  for (const later of next) {
    const hash = later.facts.digest.previous?.hash;
    if (later.judgement.verdict !== 'valid' || before.some(({ facts }) => facts.sha256 === hash)) continue;
    later.judgement = invalid('hash', 'It states another hash for the digest before it than that signed digest has.');
  }
}

const GET_AGAIN =
  'Fetch the object from S3 again and compare; keep both. If it stays so, the bucket was tampered with: see its versions and its access logs.';

function invalid(reason: 'hash' | 'signature', words: string): Judgement {
  return { verdict: 'invalid', reason, proof: null, usable: false, words, remedy: GET_AGAIN };
}

function invalidFormat(faults: readonly string[]): Judgement {
  const words = `It is not as AWS writes digests: ${faults.join('; ')}.`;
  return { verdict: 'invalid', reason: 'format', proof: null, usable: false, words, remedy: GET_AGAIN };
}

function moved({ digest, found }: DigestFacts, proof: Proof): Judgement {
  const words = `Its content is what AWS signed, but it was found at ${found}, not at ${objectName(digest)}.`;
  const remedy = 'Find out who copied or renamed it. Its list of log files is proven all the same.';
  return { verdict: 'invalid', reason: 'moved', proof, usable: true, words, remedy };
}

function trailing(proof: Proof): Judgement {
  const words = 'Its content is what AWS signed, but further bytes were added behind it in the file.';
  return { verdict: 'invalid', reason: 'trailing-data', proof, usable: true, words, remedy: GET_AGAIN };
}

function unverifiable({ digest }: DigestFacts, what: 'signature' | 'key'): Judgement {
  const { fingerprint, endText } = digest;
  const common = { verdict: 'unverifiable', reason: null, proof: null, usable: false } as const;
  if (what === 'signature') {
    const words = 'Its own signature was not saved with it, and no later digest of the case states it.';
    const remedy =
      'Acquire it from S3, where the signature is kept in its metadata, or acquire the digest of the next hour.';
    return { ...common, words, remedy };
  }
  const words = `The public key ${fingerprint} that it names is not in the case.`;
  const remedy = `Add the public keys: aws cloudtrail list-public-keys with a start and end time around ${endText}, in its region, saved as JSON.`;
  return { ...common, words, remedy };
}
