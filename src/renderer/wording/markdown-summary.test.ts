import { describe, expect, it } from 'vitest';
import { markdownSummary } from './markdown-summary';

describe('the summary of a Markdown text', () => {
  const texts: readonly (readonly [text: string, summary: string])[] = [
    ['', ''],
    [' \n\n', ''],
    ['# Key **leaked** in `ci`\n\nMore', 'Key leaked in ci'],
    ['---\n\n> - first *item*\n> - second', 'first item'],
    ['one\ntwo', 'one'],
    ['one\\\ntwo', 'one'],
    ['[ticket 12](https://desk.example/12) says', 'ticket 12 says'],
    ['![](https://a.example/b.png)', 'https://a.example/b.png'],
    ['```\nls -l\n```', 'ls -l'],
    ['<b>bold</b>', '<b>bold</b>'],
  ];
  it.each(texts)('of %j is %j', (text, summary) => {
    expect(markdownSummary(text)).toBe(summary);
  });

  it('is cut where it is long, never within a character', () => {
    expect(markdownSummary('a'.repeat(300))).toBe(`${'a'.repeat(200)}\u2026`);
    expect(markdownSummary(`${'a'.repeat(199)}\u{1F511}b`)).toBe(`${'a'.repeat(199)}\u2026`);
  });

  it('takes no more of a long text than its beginning', () => {
    expect(markdownSummary('word '.repeat(100_000)).length).toBeLessThanOrEqual(201);
  });
});
