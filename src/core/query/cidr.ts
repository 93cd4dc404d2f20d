import { appendAll } from '../lists';
import { FilterError } from './filter-error';

/**
 * IP addresses and networks. An address is eight 16-bit groups; IPv4 is held the way RFC 4291
 * section 2.5.5.2 maps it (`::ffff:a.b.c.d`), so that an IPv4-mapped IPv6 address and the IPv4
 * address it stands for are one.
 */
export type Address = readonly number[];

export interface Network {
  readonly address: Address;
  /** Leading bits that must agree, of 128. */
  readonly bits: number;
  /** Written as an IPv6 network that reaches beyond the mapped addresses: IPv4 is no part of it. */
  readonly onlyV6: boolean;
}

const V4_PREFIX = [0, 0, 0, 0, 0, 0xffff] as const;

function parseV4(text: string): readonly [number, number] | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  const octets: number[] = [];
  for (const part of parts) {
    // Leading zeros are padding, as in logs that write 203.0.113.010: read in decimal, as written.
    if (!/^\d{1,3}$/.test(part) || Number(part) > 255) return undefined;
    octets.push(Number(part));
  }
  const [a = 0, b = 0, c = 0, d = 0] = octets;
  return [(a << 8) | b, (c << 8) | d];
}

/** Groups on one side of `::`; the last may be a dotted IPv4 address. */
function parseGroups(text: string): number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [i, part] of parts.entries()) {
    if (i === parts.length - 1 && part.includes('.')) {
      const v4 = parseV4(part);
      if (v4 === undefined) return undefined;
      appendAll(groups, v4);
    } else {
      if (!/^[0-9a-fA-F]{1,4}$/.test(part)) return undefined;
      groups.push(Number.parseInt(part, 16));
    }
  }
  return groups;
}

/**
 * An IPv4 or IPv6 address (RFC 4291 section 2.2), or undefined: names of services, `AWS Internal`
 * and addresses with a zone or a port are none.
 */
export function parseAddress(text: string): Address | undefined {
  if (text.length > 45) return undefined;
  if (!text.includes(':')) {
    const v4 = parseV4(text);
    return v4 === undefined ? undefined : [...V4_PREFIX, ...v4];
  }
  const [left = '', right, ...rest] = text.split('::');
  if (rest.length > 0) return undefined;
  if (right === undefined) {
    const groups = parseGroups(left);
    return groups?.length === 8 ? groups : undefined;
  }
  // Before `::` there can be no dotted part.
  if (left.includes('.')) return undefined;
  const head = parseGroups(left);
  const tail = parseGroups(right);
  if (head === undefined || tail === undefined || head.length + tail.length > 7) return undefined;
  return [...head, ...Array<number>(8 - head.length - tail.length).fill(0), ...tail];
}

/**
 * A network such as `10.0.0.0/8` or `2001:db8::/32`; an address alone is a network of one. Bits
 * behind the prefix are ignored.
 * @throws FilterError where it is none
 */
export function parseNetwork(text: string): Network {
  const [base = '', length, ...rest] = text.trim().split('/');
  const address = parseAddress(base);
  const v4 = address !== undefined && !base.includes(':');
  const most = v4 ? 32 : 128;
  const bits = length === undefined ? most : /^\d{1,3}$/.test(length) ? Number(length) : Number.NaN;
  if (address === undefined || rest.length > 0 || !(bits <= most)) {
    throw new FilterError(`“${text}” is no network. Write it like 203.0.113.0/24 or 2001:db8::/32.`);
  }
  const total = v4 ? bits + 96 : bits;
  return { address, bits: total, onlyV6: total < 96 };
}

export function contains(network: Network, address: Address, writtenAsV4: boolean): boolean {
  if (network.onlyV6 && writtenAsV4) return false;
  let left = network.bits;
  for (let i = 0; i < 8 && left > 0; i++, left -= 16) {
    const mask = left >= 16 ? 0xffff : (0xffff << (16 - left)) & 0xffff;
    if ((((network.address[i] ?? 0) ^ (address[i] ?? 0)) & mask) !== 0) return false;
  }
  return true;
}

/** An address with what other programs write around it: `[2001:db8::1]`, a port, or the zone of an interface. */
const WRAPPED = /^(?:\[([0-9A-Fa-f:.]+)(?:%[^\]]*)?\](?::\d{1,5})?|(\d[\d.]*):\d{1,5}|([0-9A-Fa-f:.]+)%.*)$/;

/** The address that a value of the evidence is, alone; the value itself where nothing is around it. */
function bareAddress(value: string): string {
  const text = value.trim();
  const match = text.length > 100 ? null : WRAPPED.exec(text);
  return match === null ? text : (match[1] ?? match[2] ?? match[3] ?? text);
}

/**
 * Whether a value lies in the network; undefined where the value is no address at all, as a service's
 * name. Read more loosely than what is typed: an address in another notation lies where it lies.
 */
export function matchesNetwork(network: Network, value: string): boolean | undefined {
  const bare = bareAddress(value);
  const address = parseAddress(bare);
  return address === undefined ? undefined : contains(network, address, !bare.includes(':'));
}

/** Networks of which every organization may have its own: RFC 1918, RFC 6598 and RFC 4193. */
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7'].map(parseNetwork);

/** Whether a value is an address that says nothing of whose it is. */
export function isPrivateAddress(value: string): boolean {
  return PRIVATE.some((network) => matchesNetwork(network, value) === true);
}
