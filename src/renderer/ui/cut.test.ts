import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SHORT, keptEnd, keptTelling, leastLook, runsOf } from './cut';
import type { Part } from './cut';

/** How the texts of a list look where there is least room. */
function leastLooks(texts: readonly string[]): readonly string[] {
  const kept = keptTelling(texts);
  return texts.map((text) => leastLook(text, kept.get(text) ?? keptEnd(text)));
}

const ROLE = 'arn:aws:iam::111122223333:role/';

describe('a text in a place that is too narrow', () => {
  it('keeps its end, and all of it where it is short', () => {
    expect(leastLook(`${ROLE}GitHubRelease`, keptEnd(`${ROLE}GitHubRelease`))).toBe('\u2026bRelease');
    expect(leastLook('203.0.113.77', keptEnd('203.0.113.77'))).toBe('203.0.113.77');
    expect(leastLook('a'.repeat(SHORT), keptEnd('a'.repeat(SHORT)))).toBe('a'.repeat(SHORT));
  });

  it('is not cut within a character', () => {
    expect(leastLook('long enough a\u{1f512}bcdefgh', keptEnd('long enough a\u{1f512}bcdefgh', 9))).toBe(
      '\u2026\u{1f512}bcdefgh',
    );
    expect(keptEnd('long enough \u{1f512}bcdefgh', 8).ranges).toEqual([[12, 21]]);
    expect(leastLook('long enough e\u0301bcdefgh', keptEnd('long enough e\u0301bcdefgh', 8))).toBe(
      '\u2026e\u0301bcdefgh',
    );
  });
});

describe('texts of one list', () => {
  it('keep ends that tell them from each other', () => {
    expect(leastLooks([`${ROLE}payroll-reader`, `${ROLE}payroll-writer`, 'user/ci'])).toEqual([
      '\u2026l-reader',
      '\u2026l-writer',
      'user/ci',
    ]);
    expect(leastLooks(['20260312T0005Z_eg1wvBee.json.gz', '20260312T0010Z_eg1wvBef.json.gz'])).toEqual([
      '\u2026e.json.gz',
      '\u2026f.json.gz',
    ]);
  });

  it('keep the place where they differ, where their ends are the same', () => {
    expect(
      leastLooks([
        'arn:aws:iam::111122223333:role/OrganizationAdmin',
        'arn:aws:iam::444455556666:role/OrganizationAdmin',
      ]),
    ).toEqual(['\u20261111222233\u2026dmin', '\u20264444555566\u2026dmin']);
  });

  it('are numbered where no part of them tells them apart in little room', () => {
    const long = 'x'.repeat(300);
    const texts = Array.from({ length: 30 }, (_, at) => `${long.slice(at)}y${long.slice(0, at)}`);
    const looks = leastLooks(texts);
    expect(new Set(looks).size).toBe(texts.length);
    expect(looks.some((look) => / #\d+$/.test(look))).toBe(true);
  });

  it('never look the same, and always fit in the narrowest list', () => {
    const letters = fc.constantFrom('a', 'b', '/', ':', '\u{1f512}', 'e\u0301');
    const text = fc.stringOf(letters, { maxLength: 60 });
    const framed = fc
      .tuple(fc.constantFrom(ROLE, 'long-common-start/'), text, fc.constantFrom('', '/long-common-session-name'))
      .map((all) => all.join(''));
    fc.assert(
      fc.property(fc.uniqueArray(fc.oneof(text, framed), { maxLength: 40 }), (texts) => {
        const looks = leastLooks(texts);
        expect(new Set(looks).size).toBe(texts.length);
        for (const look of looks) expect(look.length).toBeLessThan(30);
      }),
    );
  });

  it('give all of their text to whoever copies it', () => {
    const part = fc.record<Part>({ text: fc.string({ maxLength: 30 }), give: fc.constantFrom(1, 2) });
    fc.assert(
      fc.property(fc.array(part, { maxLength: 4 }), (parts) => {
        const text = parts.map((one) => one.text).join('');
        for (const kept of [keptEnd(text), keptEnd(text, 20), keptTelling([text, `${text}x`, `y${text}`]).get(text)]) {
          const runs = runsOf(parts, { ...(kept ?? keptEnd(text)), mark: '' });
          expect(runs.map((run) => run.text).join('')).toBe(text);
        }
      }),
    );
  });
});
