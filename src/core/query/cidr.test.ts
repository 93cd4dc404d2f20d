import { describe, expect, it } from 'vitest';
import { matchesNetwork, parseAddress, parseNetwork } from './cidr';

describe('parseAddress', () => {
  it.each([
    '0.0.0.0',
    '255.255.255.255',
    '::',
    '::1',
    '1::',
    '2001:db8::8:800:200C:417A',
    '1:2:3:4:5:6:7:8',
    '::ffff:1.2.3.4',
    '1:2:3:4:5:6:1.2.3.4',
  ])('reads %s', (text) => expect(parseAddress(text)).toHaveLength(8));

  it.each([
    '',
    'AWS Internal',
    's3.amazonaws.com',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.256',
    '0001.2.3.4',
    '0x1.2.3.4',
    '1.2.3.4 ',
    '1.2.3.4:80',
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7::8:9',
    '12345::',
    'fe80::1%eth0',
    '1.2.3.4::',
    '::1.2.3',
    'g::',
  ])('reads %s as no address', (text) => expect(parseAddress(text)).toBeUndefined());
});

describe('matchesNetwork', () => {
  it.each([
    ['10.0.0.0/8', '10.255.0.1', true],
    ['10.0.0.0/8', '11.0.0.1', false],
    ['10.1.2.3/8', '10.9.9.9', true],
    ['192.0.2.7', '192.0.2.7', true],
    ['192.0.2.7/32', '192.0.2.8', false],
    ['192.0.2.128/25', '192.0.2.127', false],
    ['192.0.2.128/25', '192.0.2.129', true],
    ['0.0.0.0/0', '203.0.113.9', true],
    ['0.0.0.0/0', '2001:db8::1', false],
    ['10.0.0.0/8', '::ffff:10.1.1.1', true],
    ['::ffff:10.0.0.0/104', '10.1.1.1', true],
    ['2001:db8::/32', '2001:db8:ffff::1', true],
    ['2001:db8::/32', '2001:db9::1', false],
    ['2001:db8::/33', '2001:db8:8000::', false],
    ['::/0', '2001:db8::1', true],
    ['::/0', '10.0.0.1', false],
    ['::1', '0:0:0:0:0:0:0:1', true],
    ['203.0.113.0/24', '203.0.113.010', true],
    ['203.0.113.8/30', '203.0.113.010', true],
    ['203.0.113.10', '203.000.113.010', true],
    ['203.0.113.8', '203.0.113.010', false],
    ['203.0.113.0/24', '203.0.113.9:443', true],
    ['203.0.113.0/24', ' 203.0.113.9', true],
    ['2001:db8::/32', '[2001:db8::9]', true],
    ['2001:db8::/32', '[2001:db8::9%eth0]:443', true],
    ['fe80::/10', 'fe80::1%eth0', true],
    ['10.0.0.0/8', 'AWS Internal', undefined],
    ['10.0.0.0/8', '10.0.0.1, 10.0.0.2', undefined],
    ['10.0.0.0/8', 'ec2.amazonaws.com', undefined],
    ['10.0.0.0/8', '', undefined],
  ])('%s holds %s: %s', (network, value, expected) => {
    expect(matchesNetwork(parseNetwork(network), value)).toBe(expected);
  });

  it.each(['', 'x', '10.0.0.0/', '10.0.0.0/33', '10.0.0.0/-1', '10.0.0.0/8/8', '::/129', '10.0.0/8', '10.0.0.0/1.5'])(
    'refuses %s as a network',
    (text) => expect(() => parseNetwork(text)).toThrow('no network'),
  );
});
