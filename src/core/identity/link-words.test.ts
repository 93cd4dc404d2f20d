import { describe, expect, it } from 'vitest';
import { endWords, proofWords } from './link-words';
import type { LinkProof } from './session-card';

const time = (seconds: number): string => `second ${String(seconds)}`;
const proof: LinkProof = {
  kind: 'exact',
  inferred: false,
  call: 'AssumeRole',
  time: 60,
  key: 'ASIA1',
  calls: [7],
  firstUse: 9,
  accounts: ['111122223333'],
  expires: null,
  outside: [],
};

describe('the proof of a link in words', () => {
  it('names the call, its time and the key', () => {
    expect(proofWords(proof, time)).toEqual([
      'AssumeRole at second 60 answered with the key ASIA1, which the events of this session use.',
    ]);
  });

  it('says of copies, of the expiry and of use outside it', () => {
    const words = proofWords(
      {
        ...proof,
        calls: [7, 8],
        accounts: ['111122223333', '444455556666'],
        expires: 90,
        outside: ['after it expired'],
      },
      time,
    ).join(' ');
    expect(words).toContain('recorded 2 times, in 111122223333, 444455556666');
    expect(words).toContain('holds until second 90. It was used after that.');
  });

  it('calls a federated user no role', () => {
    const of = (call: string): string => proofWords({ ...proof, kind: 'switch role', call }, time).join(' ');
    expect(of('GetFederationToken')).toBe(
      "GetFederationToken at second 60 gave credentials under this session's name, and the session began in that second.",
    );
    expect(of('AssumeRoleWithSAML')).toContain('entered this role');
  });

  it('begins with "Inferred" for all that names alone say, and only for that', () => {
    const kinds = [
      'exact',
      'console',
      'switch role',
      'created key',
      'delivered',
      'role and name',
      'same name',
      'hidden key',
    ] as const;
    const inferred = kinds.filter((kind) => proofWords({ ...proof, kind }, time)[0]?.startsWith('Inferred'));
    expect(inferred).toEqual(['role and name', 'same name', 'hidden key']);
  });

  it('says where a way ends, and where to look', () => {
    const look = { account: '111122223333', regions: ['eu-west-1', 'us-east-1'], from: 0, to: 3600 };
    expect(endWords({ reason: 'no record', look }, time)[1]).toContain(
      'account 111122223333, eu-west-1 or us-east-1, from second 0 to second 3600',
    );
    expect(endWords({ reason: 'no record', look: null }, time)).toHaveLength(1);
    expect(endWords({ reason: 'switched' }, time)[0]).toContain('additionalEventData.SwitchFrom');
    expect(endWords({ reason: 'outside account', account: '9' }, time)[0]).toContain('account 9');
  });
});
