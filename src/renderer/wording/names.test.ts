import { describe, expect, it } from 'vitest';
import { namedWords, nameLines, shortName } from './names';

const ARN = 'arn:aws:iam::111122223333:user/ci-deploy';

describe('the name of a value', () => {
  it('is short beside the value, and never in its place', () => {
    const name = { text: ARN, names: 1, source: 'arn' } as const;
    expect(shortName(name)).toBe('user/ci-deploy');
    expect(namedWords('AIDAEXAMPLE', name)).toBe('user/ci-deploy (AIDAEXAMPLE)');
    expect(namedWords('AIDAEXAMPLE', undefined)).toBe('AIDAEXAMPLE');
    expect(namedWords('(root of account 111122223333)', name)).toBe('(root of account 111122223333)');
  });

  it('says where it is from, and of how many it is the latest', () => {
    expect(nameLines({ text: ARN, names: 1, source: 'arn' })).toEqual([`Seen as ${ARN}`]);
    expect(nameLines({ text: 'ann', names: 1200, source: 'userName' })).toEqual([
      'Seen with the user name ann',
      'The latest of 1,200 names',
    ]);
    expect(nameLines({ text: ARN, names: 1, source: 'copy', account: '111122223333' })).toEqual([
      `Seen as ${ARN}`,
      'From the copy in 111122223333',
    ]);
  });
});
