import { isHex, stringToSign } from './digest';
import { objectName } from './digest-facts';
import type {
  DigestFacts,
  Judgement,
  KeyKnowledge,
  KeysSeen,
  Proof,
  SignatureCheck,
  SignatureResult,
} from './digest-facts';
import {
  contradicted,
  copyOf,
  faulty,
  invalidFormat,
  moved,
  unknownKey,
  valid,
  withoutKey,
  withoutSignature,
} from './judgement';
import { liesWhere } from './object-name';

interface Known {
  readonly facts: DigestFacts;
  /** Its own signature, or one that a copy of it kept. */
  readonly signature: string | null;
  /** Checks a signature of this digest against the key that it names. */
  readonly opens: (signature: string) => SignatureResult;
  /** AWS disowns the key that it names. */
  readonly disowned: boolean;
  proof: Proof | null;
  judgement: Judgement;
}

const NO_KNOWLEDGE: KeyKnowledge = { disowns: () => false, lacks: () => undefined };

/**
 * Judges every digest: by its own signature; where that was lost, by the signature and the hash that the digest after
 * it states. Neither needs the network.
 *
 * @returns for each digest its judgement, in the order given
 */
export function judgeDigests(
  all: readonly DigestFacts[],
  check: SignatureCheck,
  keys: KeyKnowledge = NO_KNOWLEDGE,
): Judgement[] {
  const signatures = signaturesOf(all);
  const known = all.map((facts): Known => {
    const disowned = isDisowned(facts, keys);
    const signature = facts.signature ?? signatures.get(facts.sha256) ?? null;
    return {
      facts,
      signature,
      disowned,
      opens: opener(facts, disowned, check),
      proof: null,
      judgement: withoutSignature(),
    };
  });
  const after = successors(known);
  const nextOf = ({ facts }: Known): readonly Known[] => after.get(objectName(facts.digest)) ?? [];
  for (const one of [...known].sort((a, b) => endOf(b) - endOf(a))) one.proof = proofOf(one, nextOf(one));
  const seen = keysSeen(known);
  const lacks = ({ facts: { digest, name, made } }: Known): 'sure' | 'unsure' | undefined =>
    name === undefined || made === null ? undefined : keys.lacks(digest.fingerprint, name.region, made, seen);
  for (const one of known) one.judgement = judge(one, nextOf(one), lacks);
  const byObject = groupBy(known, ({ facts }) => objectName(facts.digest));
  for (const [object, next] of after) accuse(byObject.get(object) ?? [], next);
  excuseCopies(known);
  return known.map(({ judgement }) => judgement);
}

function endOf({ facts }: Known): number {
  return facts.digest.end ?? Number.MAX_VALUE;
}

function isDisowned({ digest, name, made }: DigestFacts, keys: KeyKnowledge): boolean {
  return name !== undefined && made !== null && keys.disowns(digest.fingerprint, name.region, made);
}

function opener(facts: DigestFacts, disowned: boolean, check: SignatureCheck): Known['opens'] {
  const { digest, sha256 } = facts;
  const message = stringToSign({ ...digest, logs: [] }, sha256);
  return (signature) => {
    if (disowned) return 'no-key';
    return isHex(signature) ? check(digest.fingerprint, message, signature) : 'bad';
  };
}

/** Of several copies of one digest some may have kept the signature: it is the signature of all of them. */
function signaturesOf(all: readonly DigestFacts[]): Map<string, string> {
  return new Map(all.flatMap(({ sha256, signature }) => (signature === null ? [] : [[sha256, signature]])));
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

function proofOf({ facts, signature, opens }: Known, next: readonly Known[]): Proof | null {
  if (signature !== null && opens(signature) === 'good') return 'own-signature';
  const others = next.flatMap(({ facts: later }) => later.digest.previous?.signature ?? []);
  if (others.some((one) => opens(one) === 'good')) return 'signature-in-next';
  return stated(next, 'hash').some((hash) => hash === facts.sha256) ? 'hash-in-next' : null;
}

/** What proven digests state of the one before them; a field that is null states nothing. */
function stated(next: readonly Known[], field: 'hash' | 'signature'): string[] {
  const proven = next.filter(({ proof }) => proof !== null);
  return proven.map(({ facts }) => facts.digest.previous?.[field] ?? '').filter((text) => text !== '');
}

function keysSeen(known: readonly Known[]): KeysSeen {
  const proven = new Map<string, Set<string>>();
  const vouched = new Set<string>();
  const regions = new Set<string>();
  for (const { proof, facts } of known) {
    const { fingerprint } = facts.digest;
    if (facts.name === undefined) continue;
    regions.add(facts.name.region);
    if (proof === 'hash-in-next') vouched.add(fingerprint);
    if (proof === null || proof === 'hash-in-next') continue;
    const of = proven.get(fingerprint) ?? new Set();
    proven.set(fingerprint, of.add(facts.name.region));
  }
  return { proven, vouched, regions };
}

function judge(one: Known, next: readonly Known[], lacks: (one: Known) => 'sure' | 'unsure' | undefined): Judgement {
  const { facts, proof, signature } = one;
  const { digest } = facts;
  const contradiction = contradictionOf(one, next);
  if (digest.faults.length > 0) return invalidFormat(digest.faults, contradiction === undefined ? proof : null);
  if (contradiction !== undefined) return contradiction;
  const isUnknown = proof === null && one.opens('00') === 'no-key' ? lacks(one) : undefined;
  if (isUnknown !== undefined) return unknownKey(facts, isUnknown === 'sure');
  const fault = faultOf(one, next);
  if (fault !== undefined) return fault;
  if (proof === null) {
    const noKey = one.opens('00') === 'no-key' && (signature !== null || next.length > 0);
    return noKey ? withoutKey(facts) : withoutSignature();
  }
  return liesWhere(facts.found, digest.bucket, digest.key) ? valid(proof) : moved(facts, proof);
}

/** What speaks against the content of the digest; undefined where nothing does. */
function contradictionOf({ facts, proof, signature, opens }: Known, next: readonly Known[]): Judgement | undefined {
  const signed = stated(next, 'hash');
  const agrees = signed.includes(facts.sha256);
  if (proof === null && signed.length > 0 && !agrees) {
    return contradicted('hash', 'Its content was changed: the digest after it, which is signed, states another hash.');
  }
  if (
    proof === 'own-signature' &&
    signed.length > 0 &&
    !agrees &&
    !stated(next, 'signature').includes(signature ?? '')
  ) {
    return contradicted(
      'signature',
      'It was signed again: the digest after it, which is signed, states another signature.',
    );
  }
  if (proof !== null) return undefined;
  if (signature !== null && opens(signature) === 'bad') {
    const words = isHex(signature)
      ? "Its signature does not open with AWS's public key: its content or signature changed."
      : 'The signature saved with it is none: it is no hex.';
    return contradicted('signature', words);
  }
  const others = next.flatMap(({ facts: later }) => later.digest.previous?.signature ?? []);
  if (others.some((other) => isHex(other) && opens(other) === 'bad')) {
    const words = 'The signature that the digest after it states does not fit: one of the two was changed.';
    return contradicted('signature', words);
  }
  return undefined;
}

/** What is wrong with the file and what is saved with it, be its content proven or not; undefined: nothing. */
function faultOf(one: Known, next: readonly Known[]): Judgement | undefined {
  const { facts, proof } = one;
  const { signature, signatureAlgorithm: algorithm } = facts;
  if (signature !== null && isReplaced(one, signature, next)) {
    return faulty('signature', proof, 'The signature saved with it is not the one that AWS made');
  }
  if (algorithm !== null && algorithm !== 'SHA256withRSA') {
    return faulty('signature', proof, 'The signature-algorithm saved with it is not SHA256withRSA');
  }
  if (facts.fromStore && (signature === null || algorithm === null)) {
    const lacking = signature === null ? 'signature' : 'signature-algorithm';
    return faulty('signature-missing', proof, `S3 keeps no ${lacking} with it, and AWS delivers none without`);
  }
  if (facts.trailing) return faulty('trailing-data', proof, 'Further bytes were added behind it in the file');
  if (facts.plain) return faulty('format', proof, 'The object is no whole gzip file any more, as AWS delivers it');
  return undefined;
}

/** The digest is proven by the one after it, and the signature saved with it is another. */
function isReplaced({ proof, opens }: Known, signature: string, next: readonly Known[]): boolean {
  if (proof === null || proof === 'own-signature') return false;
  const signatures = stated(next, 'signature');
  return opens(signature) === 'bad' || (signatures.length > 0 && !signatures.includes(signature));
}

/** A signed digest that states another hash than that of the one before, which is proven without it, is itself wrong. */
function accuse(before: readonly Known[], next: readonly Known[]): void {
  const independent = before.filter(({ proof, judgement }) => judgement.usable && proof !== 'hash-in-next');
  if (independent.length === 0) return;
  for (const later of next) {
    const hash = later.facts.digest.previous?.hash;
    if (later.judgement.verdict !== 'valid' || before.some(({ facts }) => facts.sha256 === hash)) continue;
    const words = 'It states another hash for the digest before it than that signed digest has.';
    later.judgement = contradicted('hash', words);
  }
}

/** Nothing is wrong with a copy elsewhere as long as the digest itself lies where AWS delivered it. */
function excuseCopies(known: readonly Known[]): void {
  const proven = new Set(known.flatMap(({ judgement, facts }) => (judgement.verdict === 'valid' ? facts.sha256 : [])));
  for (const one of known) {
    const { judgement, facts, proof } = one;
    const isElsewhere = !liesWhere(facts.found, facts.digest.bucket, facts.digest.key);
    const reason = judgement.reason === 'moved' || judgement.reason === 'signature-missing';
    if (reason && isElsewhere && proven.has(facts.sha256)) one.judgement = copyOf(facts, proof);
  }
}
