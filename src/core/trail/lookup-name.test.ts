import { describe, expect, it } from 'vitest';
import { lookupPageName, parseLookupPage } from './lookup-name';

describe('names of pages of event history', () => {
  it('are read back', () => {
    const page = { account: '111122223333', region: 'eu-west-1', from: 1_700_000_000, to: 1_700_003_599, page: 12_345 };
    const name = lookupPageName(page);
    expect(name).toBe('cloudtrail-lookup://111122223333/eu-west-1/20231114T221320Z_20231114T231319Z/page-12345');
    expect(parseLookupPage(name)).toEqual(page);
    expect(lookupPageName({ ...page, page: 7 })).toMatch(/\/page-0007$/);
  });

  it.each([
    's3://bucket/key',
    'cloudtrail-lookup://1/r/x_y/page-0001',
    'cloudtrail-lookup://1/r/20231399T000000Z_20231114T231319Z/page-0001',
  ])('are not %s', (name) => expect(parseLookupPage(name)).toBeUndefined());
});
