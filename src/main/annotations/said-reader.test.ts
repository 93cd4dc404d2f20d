import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64 } from './said-journal';
import { SaidReader } from '../../contract/said-reader';

const AT = '2026-03-12T00:00:00.000Z';
type Part = readonly [number, number];

function line(item: string, part?: Part, keys = 'A'.repeat(21) + 'A=='): object {
  const action = { op: 'mark', change: { star: true } };
  return { item, at: AT, by: 'ann', value: { author: null, action, ...(part && { part }), ...(keys && { keys }) } };
}

function read(lines: readonly unknown[]): { ids: string[]; bytes: number[]; cutOff: number; faults: number } {
  const reader = new SaidReader(decodeBase64);
  const said = lines.map((one) => reader.take(one)).filter((one) => one !== undefined);
  reader.end();
  return {
    ids: said.map(({ id }) => id),
    bytes: said.map(({ action }) => ('keys' in action ? (action.keys?.length ?? 0) : 0)),
    cutOff: reader.cutOff,
    faults: reader.faults.length,
  };
}

describe('reading what was said', () => {
  it('puts the lines of an action together', () => {
    expect(read([line('a', [1, 2]), line('a', [2, 2]), line('b')])).toEqual({
      ids: ['a', 'b'],
      bytes: [32, 16],
      cutOff: 0,
      faults: 0,
    });
  });

  it('leaves out an action that was cut off, and has the one after it', () => {
    expect(read([line('a', [1, 2]), line('b'), line('c', [1, 2])])).toMatchObject({ ids: ['b'], cutOff: 2, faults: 0 });
  });

  it.each<[string, object[]]>([
    ['of another action', [line('a', [1, 2]), line('b', [2, 2])]],
    ['of another number of lines', [line('a', [1, 3]), line('a', [2, 2])]],
    ['that was left out', [line('a', [1, 3]), line('a', [3, 3])]],
    ['that came twice', [line('a', [1, 3]), line('a', [2, 3]), line('a', [2, 3])]],
    ['of an enormous number', [line('a', [1, 2]), line('a', [Number.MAX_SAFE_INTEGER, 2])]],
  ])('never takes a part %s for one of the action', (_, lines) => {
    expect(read(lines)).toMatchObject({ ids: [], cutOff: 1, faults: 1 });
    expect(read([...lines, line('z')])).toMatchObject({ ids: ['z'], cutOff: 1 });
  });

  it.each<[string, object]>([
    [
      'an event is known',
      { seen: [{ key: '0'.repeat(32), time: 2 ** 53 - 1, name: null, source: null, account: null }] },
    ],
    ['a stretch begins', { targets: [{ on: 'time', from: 2 ** 40, to: 2 ** 41 }] }],
  ])('takes no line where %s at a time that has no date', (_, on) => {
    const said = (more: object): object => {
      const action = { op: 'note', note: 'n', text: 'x', ...more };
      return { item: 'a', at: AT, by: 'ann', value: { author: null, action } };
    };
    expect(read([said(on), said({})])).toMatchObject({ ids: ['a'], faults: 1 });
  });

  it.each(['', 't', '+275760-09-13T00:00:00.000Z', '2026-03-12'])('takes no line that was said at %j', (at) => {
    expect(read([{ ...line('a'), at }, line('b')])).toMatchObject({ ids: ['b'], faults: 1 });
  });

  it('keeps few of very many reasons', () => {
    expect(read(Array.from({ length: 1000 }, () => null)).faults).toBe(100);
  });

  it('never fails, nor makes up an action, whatever the lines are', () => {
    const hostile = fc.oneof(
      fc.anything({ withNullPrototype: true }),
      fc.constantFrom('__proto__', 'constructor').map((name) => JSON.parse(`{"${name}":{"value":{}},"item":"a"}`)),
      fc.tuple(fc.integer({ min: -1, max: 4 }), fc.integer({ min: -1, max: 4 })).map((part) => line('a', part)),
      fc.string().map((keys) => line('b', undefined, keys)),
    );
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 12 }), (lines) => {
        const { ids, bytes } = read(lines);
        expect(ids.every((id) => id === 'a' || id === 'b')).toBe(true);
        expect(bytes.every((length) => length % 16 === 0)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
