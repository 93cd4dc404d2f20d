import { describe, expect, it } from 'vitest';
import { CellTally } from './cell-notes';
import { isWritable, writable } from './unwritable';

describe('what CSV cannot hold', () => {
  it.each([
    ['AA\u0000BB', 'AA\\u0000BB'],
    ['half \ud83d pair', 'half \\ud83d pair'],
    ['\ude00\ud83d', '\\ude00\\ud83d'],
    ['\ud83d\ud83d\ude00', '\\ud83d\u{1f600}'],
  ])('%j is written as JSON writes it', (text, wanted) => {
    expect(isWritable(text)).toBe(false);
    expect(writable(text)).toBe(wanted);
    expect(Buffer.from(writable(text), 'utf8').toString('utf8')).toBe(wanted);
  });

  it('is nothing else', () => {
    for (const text of ['', 'a', '\u{1f600}', '\u0001\t\r\n', '\ufffd', '\ufeff', '\\u0000']) {
      expect(isWritable(text)).toBe(true);
      expect(writable(text)).toBe(text);
    }
  });
});

describe('the tally of cells', () => {
  it('counts what was escaped, and what spreadsheets cut', () => {
    const tally = new CellTally(true);
    expect(tally.cell('a\u0000')).toBe('a\\u0000');
    for (const length of [32_767, 32_768, 65_535, 65_536]) tally.cell('x'.repeat(length));
    tally.others(['b', 'a']);
    tally.others(['b']);
    tally.others(Array.from({ length: 250 }, (_, i) => `p${String(i)}`));
    const { notes } = tally;
    expect(notes).toMatchObject({ escaped: 1, longest: 65_536, overExcel: 3, overLibreOffice: 1 });
    expect(notes.others?.paths).toMatchObject({ a: 1, b: 2, p0: 1 });
    expect(notes.others?.more).toBe(52);
    expect(new CellTally(false).notes).not.toHaveProperty('others');
  });
});
