/**
 * A seeded generator of pseudo-random numbers (sfc32 over a hashed label).
 *
 * Every part of the sample forks its own generator by label, so that changing one part leaves the
 * others' identifiers as they are.
 */

const BASE36 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const BASE64 = `${BASE62}+/`;
const HEX = '0123456789abcdef';

/**
 * @param {string} label
 * @returns {[number, number, number, number]} four words of state
 */
function stateFrom(label) {
  let a = 1779033703;
  let b = 3144134277;
  let c = 1013904242;
  let d = 2773480762;
  for (let index = 0; index < label.length; index++) {
    const code = label.charCodeAt(index);
    a = b ^ Math.imul(a ^ code, 597399067);
    b = c ^ Math.imul(b ^ code, 2869860233);
    c = d ^ Math.imul(c ^ code, 951274213);
    d = a ^ Math.imul(d ^ code, 2716044179);
  }
  return [a, b, c, d];
}

export class Random {
  /** @param {string} label the same label gives the same sequence on every machine */
  constructor(label) {
    this.label = label;
    [this.a, this.b, this.c, this.d] = stateFrom(label);
    for (let round = 0; round < 12; round++) this.word();
  }

  /** @returns {number} an unsigned 32-bit integer */
  word() {
    const sum = (((this.a + this.b) | 0) + this.d) | 0;
    this.d = (this.d + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = ((this.c << 21) | (this.c >>> 11)) + sum;
    return sum >>> 0;
  }

  /** @returns {number} from 0 inclusive to 1 exclusive */
  fraction() {
    return this.word() / 4294967296;
  }

  /**
   * @param {number} low
   * @param {number} high inclusive
   */
  integer(low, high) {
    return low + Math.floor(this.fraction() * (high - low + 1));
  }

  /** @param {number} probability */
  chance(probability) {
    return this.fraction() < probability;
  }

  /**
   * @template T
   * @param {readonly T[]} values
   * @returns {T}
   */
  pick(values) {
    return values[Math.floor(this.fraction() * values.length)];
  }

  /**
   * @template {{ weight: number }} T
   * @param {readonly T[]} entries
   * @returns {T}
   */
  weighted(entries) {
    const total = entries.reduce((sum, entry) => sum + entry.weight, 0);
    let left = this.fraction() * total;
    for (const entry of entries) {
      left -= entry.weight;
      if (left < 0) return entry;
    }
    return entries[entries.length - 1];
  }

  /**
   * @template T
   * @param {readonly T[]} values
   * @returns {T[]} a shuffled copy
   */
  shuffled(values) {
    const copy = [...values];
    for (let index = copy.length - 1; index > 0; index--) {
      const other = this.integer(0, index);
      [copy[index], copy[other]] = [copy[other], copy[index]];
    }
    return copy;
  }

  /**
   * @param {string} alphabet
   * @param {number} length
   */
  characters(alphabet, length) {
    let text = '';
    for (let index = 0; index < length; index++) text += alphabet[Math.floor(this.fraction() * alphabet.length)];
    return text;
  }

  /** @param {number} length */
  base36(length) {
    return this.characters(BASE36, length);
  }

  /** @param {number} length */
  base62(length) {
    return this.characters(BASE62, length);
  }

  /** @param {number} length */
  base64(length) {
    return this.characters(BASE64, length);
  }

  /** @param {number} length */
  hex(length) {
    return this.characters(HEX, length);
  }

  /** @returns {string} a version 4 UUID */
  uuid() {
    const variant = '89ab'[this.integer(0, 3)];
    return `${this.hex(8)}-${this.hex(4)}-4${this.hex(3)}-${variant}${this.hex(3)}-${this.hex(12)}`;
  }

  /**
   * @param {string} label
   * @returns {Random}
   */
  fork(label) {
    return new Random(`${this.label}/${label}`);
  }
}
