import { describe, expect, it } from 'vitest';
import { withStream } from '../../state/acquire/delivery-rows';
import { ACCOUNT, areaOf, HEAD, placeAfter, REGION, span } from './grid-place';

function row(account: string, region: string, root = ''): ReturnType<typeof withStream> {
  const prefix = `${root}AWSLogs/${account}/CloudTrail/${region}/`;
  return withStream(undefined, { prefix, root, organization: null, account, region, kind: 'CloudTrail' }, []);
}

const extent = {
  rows: [row('1', 'a'), row('1', 'b'), row('2', 'a'), row('2', 'a', 'other/')],
  columns: 5,
};

describe('what a place stands for', () => {
  it('is a day of a row, the row, the account, the column, or everything', () => {
    expect(areaOf({ row: 1, column: 3 }, extent)).toEqual({ top: 1, bottom: 1, left: 3, right: 3 });
    expect(areaOf({ row: 1, column: REGION }, extent)).toEqual({ top: 1, bottom: 1, left: 0, right: 4 });
    expect(areaOf({ row: 1, column: ACCOUNT }, extent)).toEqual({ top: 0, bottom: 1, left: 0, right: 4 });
    expect(areaOf({ row: HEAD, column: 2 }, extent)).toEqual({ top: 0, bottom: 3, left: 2, right: 2 });
    expect(areaOf({ row: HEAD, column: ACCOUNT }, extent)).toEqual({ top: 0, bottom: 3, left: 0, right: 4 });
  });

  it('tells an account apart from the same one below another folder', () => {
    expect(areaOf({ row: 2, column: ACCOUNT }, extent)).toMatchObject({ top: 2, bottom: 2 });
  });

  it('spans from one place to another, whichever is first', () => {
    const [a, b] = [areaOf({ row: 2, column: 1 }, extent), areaOf({ row: 0, column: 3 }, extent)];
    expect(span(a, b)).toEqual({ top: 0, bottom: 2, left: 1, right: 3 });
    expect(span(b, a)).toEqual(span(a, b));
  });
});

describe('keys', () => {
  const from = { row: 1, column: 1 };

  it('lead to the neighbours and to the ends, heads among them', () => {
    expect(placeAfter('ArrowUp', { row: 0, column: 1 }, extent, false)).toEqual({ row: HEAD, column: 1 });
    expect(placeAfter('ArrowLeft', { row: 0, column: 0 }, extent, false)).toEqual({ row: 0, column: REGION });
    expect(placeAfter('Home', from, extent, false)).toEqual({ row: 1, column: ACCOUNT });
    expect(placeAfter('End', from, extent, true)).toEqual({ row: 3, column: 4 });
    expect(placeAfter('PageDown', from, extent, false)).toEqual({ row: 3, column: 1 });
  });

  it('do not lead out of the table, and others lead nowhere', () => {
    expect(placeAfter('ArrowUp', { row: HEAD, column: 1 }, extent, false)).toEqual({ row: HEAD, column: 1 });
    expect(placeAfter('ArrowRight', { row: 0, column: 4 }, extent, false)).toEqual({ row: 0, column: 4 });
    expect(placeAfter('j', from, extent, false)).toBeUndefined();
  });
});
