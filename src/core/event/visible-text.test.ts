import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeText, isVisible, visibleText } from './visible-text';

const HIDDEN = [
  0x00, 0x09, 0x0a, 0x0d, 0x1b, 0x7f, 0x85, 0xad, 0x34f, 0x61c, 0x115f, 0x180e, 0x200b, 0x200d, 0x200e, 0x200f, 0x2028,
  0x2029, 0x202a, 0x202e, 0x2060, 0x2066, 0x2069, 0x3164, 0xd800, 0xdfff, 0xfdd0, 0xfe0f, 0xfeff, 0xfffb, 0xffff,
  0x1d173, 0x1fffe, 0x10ffff, 0xe0001, 0xe0041, 0xe0100,
];
const SHOWN = ['a', ' ', '~', 'é', '漢', 'ع', '😀', '\u0301', '\u00a0', '\ufffd', '\ue000', '€'];

describe('visibleText', () => {
  it.each(HIDDEN)('gives character %i as its code point', (code) => {
    const escape = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
    const text = `a${String.fromCodePoint(code)}b`;
    expect(isVisible(text)).toBe(false);
    expect(visibleText(text)).toEqual([
      { text: 'a', escape: false },
      { text: escape, escape: true },
      { text: 'b', escape: false },
    ]);
    expect(escapeText(text)).toBe(`a<${escape}>b`);
  });

  it.each(SHOWN)('leaves %s as it is', (text) => {
    expect(isVisible(text)).toBe(true);
    expect(visibleText(text)).toEqual([{ text, escape: false }]);
    expect(escapeText(text)).toBe(text);
  });

  it('gives no parts for the empty text', () => {
    expect(visibleText('')).toEqual([]);
  });

  it('covers every character that Unicode calls a control, invisible, bidirectional, separating or none', () => {
    const invisible =
      /[\p{Cc}\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}\p{Cs}]/u;
    for (let code = 0; code <= 0x10ffff; code += 1) {
      const character = String.fromCodePoint(code);
      if (invisible.test(character) && isVisible(character)) expect.fail(`U+${code.toString(16)} would not show`);
    }
  });

  it('loses nothing: the parts put together are the text', () => {
    const character = fc.constantFrom(...HIDDEN.map((code) => String.fromCodePoint(code)), ...SHOWN);
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string16bits(),
          fc.array(character).map((list) => list.join('')),
        ),
        (text) => {
          const parts = visibleText(text);
          const joined = parts
            .map((part) => (part.escape ? String.fromCodePoint(parseInt(part.text.slice(2), 16)) : part.text))
            .join('');
          expect(joined).toBe(text);
          expect(isVisible(text)).toBe(parts.every((part) => !part.escape));
          for (const part of parts) if (!part.escape) expect(isVisible(part.text)).toBe(true);
          expect(isVisible(escapeText(text))).toBe(true);
        },
      ),
    );
  });
});
