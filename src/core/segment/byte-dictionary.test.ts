import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyedHash, quickHash } from '../format/byte-hash';
import { ByteDictionary, type Hash } from './byte-dictionary';
import { readText } from './code-unit-text';

function viewOf(text: string, shift: number): { bytes: Uint8Array; view: DataView; start: number; end: number } {
  const bytes = new Uint8Array(shift + text.length + 3).fill(0x78);
  for (let i = 0; i < text.length; i++) bytes[shift + i] = text.charCodeAt(i);
  return { bytes, view: new DataView(bytes.buffer), start: shift, end: shift + text.length };
}

function isAscii(text: string): boolean {
  return [...text].every((character) => character < '\u0080');
}

function valuesOf({ ends, text }: ByteDictionary): string[] {
  return Array.from(ends, (end, i) => readText(text, i === 0 ? 0 : (ends[i - 1] ?? 0), end));
}

const hashes: Readonly<Record<string, Hash>> = { quick: quickHash, keyed: keyedHash, 'all values alike': () => 7 };

describe('a dictionary over bytes', () => {
  for (const [name, hash] of Object.entries(hashes)) {
    it(`gives strings and bytes the codes that a map gives them, hashing ${name}`, () => {
      const ascii = fc.asciiString({ maxLength: 9 });
      const value = fc.oneof(fc.constantFrom('', 'a', 'b', 'abcd'), ascii, fc.fullUnicodeString({ maxLength: 5 }));
      fc.assert(
        fc.property(fc.array(fc.tuple(value, fc.boolean(), fc.nat(5)), { maxLength: 150 }), (entries) => {
          const dictionary = new ByteDictionary(hash);
          for (let round = 0; round < 2; round++) {
            const codes = new Map<string, number>();
            for (const [text, asBytes, shift] of entries) {
              const wanted = codes.get(text) ?? codes.size + 1;
              codes.set(text, wanted);
              const { bytes, view, start, end } = viewOf(text, shift);
              const code =
                asBytes && isAscii(text) ? dictionary.codeOf(bytes, view, start, end) : dictionary.codeOfText(text);
              expect(code).toBe(wanted);
            }
            expect(valuesOf(dictionary)).toEqual([...codes.keys()]);
            dictionary.clear();
          }
        }),
        { numRuns: 100 },
      );
    });
  }

  it('goes over to the keyed hash where values are made to collide', () => {
    let calls = 0;
    const dictionary = new ByteDictionary(() => {
      calls += 1;
      return 1;
    });
    for (let i = 0; i < 3000; i++) expect(dictionary.codeOfText(`value ${i}`)).toBe(i + 1);
    for (let i = 0; i < 3000; i++) expect(dictionary.codeOfText(`value ${i}`)).toBe(i + 1);
    // The weak hash was given up soon after the chain had become long.
    expect(calls).toBeLessThan(300);
    expect(valuesOf(dictionary)[2999]).toBe('value 2999');
  });
});
