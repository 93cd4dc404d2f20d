import { describe, expect, it } from 'vitest';
import type { KeyRange } from './choice-plan';
import { ListingShare } from './listing-share';

const range = (account: string): KeyRange => ({
  prefix: `AWSLogs/${account}/CloudTrail/us-east-1/`,
  after: undefined,
  before: undefined,
  stream: undefined,
  accepts: () => true,
});
const [a, b] = [range('111122223333'), range('222233334444')];
const key = ({ prefix }: KeyRange, day: string): string => `${prefix}${day.replaceAll('-', '/')}/x.json.gz`;

describe('the share of a listing', () => {
  it('tells the whole from the days that are listed, and nothing while that is little', () => {
    const share = new ListingShare({ ranges: [a, b], from: '2023-11-01', to: '2023-11-10' });
    expect(share.whole(100)).toBeNull();
    share.reached(a, key(a, '2023-11-01'));
    expect(share.whole(100)).toBeNull();
    share.reached(a, key(a, '2023-11-06'));
    expect(share.whole(100)).toBe(400);
    share.ended(a);
    expect(share.whole(100)).toBe(200);
    share.ended(b);
    expect(share.whole(250)).toBe(250);
  });

  it('goes on from the first day that is there to the present, where there are no bounds', () => {
    const share = new ListingShare({ ranges: [a], from: null, to: null }, Date.parse('2023-11-10T00:00:00Z'));
    share.reached(a, key(a, '2023-11-01'));
    share.reached(a, key(a, '2023-11-06'));
    expect(share.whole(100)).toBe(200);
    share.reached(a, 'something else');
    expect(share.whole(100)).toBe(200);
  });
});
