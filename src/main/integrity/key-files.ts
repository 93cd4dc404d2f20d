import { KeyLists } from '../../core/integrity/key-lists';
import type { KeyList } from '../../core/integrity/key-lists';
import type { SignatureCheck } from '../../core/integrity/digest-facts';
import { fingerprintsOf, hasMoreKeys, PublicKeys, readPublicKeys } from './public-keys';
import type { PublicKey } from './public-keys';

/** A page of keys that AWS itself was asked for: `aws-config://ACCOUNT/REGION/public-keys/FROM_TO/page-0001`. */
const ASKED = /^aws-config:\/\/([^/]+)\/([a-z0-9-]+)\/public-keys\/(\d{8}T\d{6}Z)_(\d{8}T\d{6}Z)\/page-(\d{4,})$/;

interface Page {
  readonly number: number;
  readonly keys: readonly PublicKey[];
  readonly more: boolean;
}

interface Asked {
  readonly region: string;
  readonly from: number;
  readonly to: number;
  readonly pages: Page[];
}

/** The public keys in files, and what their lists tell of the keys that are not in them. */
export class KeyFiles {
  private readonly keys = new PublicKeys();
  private readonly plain: KeyList[] = [];
  private readonly asked = new Map<string, Asked>();

  /**
   * @param uri where the file comes from, as far as it is known
   * @returns how many keys it holds
   */
  add(bytes: Uint8Array, uri = ''): number {
    const found = readPublicKeys(bytes);
    for (const key of found) this.keys.add(key);
    const more = hasMoreKeys(bytes);
    const [, account, region, from, to, number] = ASKED.exec(uri) ?? [];
    if (region === undefined || number === undefined) {
      if (found.length > 0 && !more) this.plain.push({ region: null, asked: null, keys: listed(found) });
      return found.length;
    }
    const name = [account, region, from, to].join('/');
    const asked = this.asked.get(name) ?? { region, from: secondsOf(from), to: secondsOf(to), pages: [] };
    asked.pages.push({ number: Number(number), keys: found, more });
    this.asked.set(name, asked);
    return found.length;
  }

  /** Distinct keys. */
  get count(): number {
    return this.keys.count;
  }

  readonly check: SignatureCheck = (fingerprint, message, signature) =>
    this.keys.check(fingerprint, message, signature);

  lists(): KeyLists {
    const whole = [...this.asked.values()].filter(({ pages }) => isWhole(pages));
    const asked = whole.map(({ region, from, to, pages }): KeyList => {
      return { region, asked: { from, to }, keys: listed(pages.flatMap(({ keys }) => keys)) };
    });
    return new KeyLists([...asked, ...this.plain]);
  }
}

/** All pages from the first to one that has none after it. */
function isWhole(pages: readonly Page[]): boolean {
  const byNumber = new Map(pages.map((page) => [page.number, page]));
  for (let number = 1; byNumber.has(number); number += 1) if (byNumber.get(number)?.more === false) return true;
  return false;
}

function listed(keys: readonly PublicKey[]): KeyList['keys'] {
  return keys.flatMap((key) => {
    const [from, to] = [key.from, key.to].map((time) => (time === null ? Number.NaN : Date.parse(time) / 1000));
    const valid = from !== undefined && to !== undefined && from <= to ? { from, to } : null;
    return fingerprintsOf(key).map((fingerprint) => ({ fingerprint, valid }));
  });
}

/** `20240501T140000Z` as seconds since 1970. */
function secondsOf(stamp = ''): number {
  const iso = stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
  return Date.parse(iso) / 1000;
}
