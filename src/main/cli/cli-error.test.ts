import { parseArgs } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parseAcquireArguments } from './acquire-arguments';
import { argumentFault } from './cli-error';
import { parseQueryArguments } from './query-arguments';
import { parseVerifyArguments } from './verify-arguments';

function faultOf(...args: string[]): string {
  try {
    parseArgs({ args, options: { case: { type: 'string' }, flag: { type: 'boolean' } } });
  } catch (cause) {
    return argumentFault(cause).message;
  }
  throw new Error('nothing is wrong with that');
}

describe('what is wrong with an argument', () => {
  it('is one sentence, without advice about dashes', () => {
    expect(faultOf('--colour')).toBe("Unknown option '--colour'.");
    expect(faultOf('--case')).toBe("Option '--case <value>' argument missing.");
    expect(faultOf('--case', '--flag')).toBe("Option '--case' argument is ambiguous.");
  });

  it.each([parseQueryArguments, parseVerifyArguments, parseAcquireArguments])('is said so by each command', (parse) => {
    expect(() => parse(['x', '--colour'])).toThrow(/^Unknown option '--colour'\.$/);
  });

  it('names the option as it was typed', () => {
    const acquire = (...more: string[]) => parseAcquireArguments(['s3://bucket', '--case', 'c', ...more]);
    expect(() => parseAcquireArguments(['bucket', '--case', 'c'])).toThrow('The address "bucket" is no s3:// address.');
    expect(() => acquire('--from', 'yesterday')).toThrow('--from "yesterday" is no day');
    expect(() => acquire('--mfa-code', '1')).toThrow('--mfa-code "1" is no code');
  });

  it('points to the export, where only that can do it', () => {
    expect(() => parseQueryArguments(['x', '--format', 'jsonl-evidence'])).toThrow('goes with -o FILE.');
    expect(() => parseQueryArguments(['x', '--rows', '1', '--columns', 'requestParameters.key'])).toThrow(
      'with -o FILE also any JSON path',
    );
  });
});
