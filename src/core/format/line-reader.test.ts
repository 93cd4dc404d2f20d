import { describe, expect, it } from 'vitest';
import { utf8, walkSource } from '../../../test/fixtures/golden/read-source';
import type { Reject } from './format';

const A = '{"eventName":"A"}';

function walk(text: string, fault?: Pick<Reject, 'reason' | 'message'>): unknown[] {
  return walkSource('lines', utf8(text), [], fault).map((entry) =>
    entry.kind === 'record' ? [entry.offset, entry.text] : [entry.offset, entry.length, entry.reason, entry.record],
  );
}

describe('LineReader', () => {
  it('leaves out blank lines, line ends and a byte order mark', () => {
    expect(walk(`\uFEFF${A}\r\n\r\n \t\n  ${A} \n${A}`)).toEqual([
      [3, A],
      [29, A],
      [29 + A.length + 2, A],
    ]);
  });

  it('rejects a bad line and reads its neighbours', () => {
    expect(walk(`{"a":[}\n${A}\n{"a":1} x\n[1]\n7\nnonsense\n{"open":\n${A}\n`)).toEqual([
      [0, 7, 'syntax', 0],
      [8, A],
      [26, 9, 'syntax', 2],
      [36, 3, 'not-an-object', 3],
      [40, 1, 'not-an-object', 4],
      [42, 8, 'syntax', 5],
      [51, 8, 'syntax', 6],
      [60, A],
    ]);
  });

  it('rejects a line nested too deep', () => {
    const deep = `{"a":${'['.repeat(300)}${']'.repeat(300)}}`;
    expect(walk(`${deep}\n${A}`)).toEqual([
      [0, deep.length, 'too-deep', 0],
      [deep.length + 1, A],
    ]);
  });

  it('tells a record that is cut off from one that is broken', () => {
    expect(walk(`${A}\n{"a":"`)).toEqual([
      [0, A],
      [18, 6, 'truncated', 1],
    ]);
    expect(walk(`${A}\ngarbage`)).toEqual([
      [0, A],
      [18, 7, 'syntax', 1],
    ]);
  });

  it('states a fault of the source once', () => {
    const fault = { reason: 'gzip', message: 'damaged' } as const;
    expect(walk(`${A}\n{"a":"`, fault)).toEqual([
      [0, A],
      [18, 6, 'gzip', 1],
    ]);
    expect(walk(`${A}\n${A}`, fault)).toEqual([
      [0, A],
      [18, A],
      [35, 0, 'gzip', undefined],
    ]);
    expect(walk(`${A}\n`, fault)).toEqual([
      [0, A],
      [18, 0, 'gzip', undefined],
    ]);
  });
});
