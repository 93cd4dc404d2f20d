import fc from 'fast-check';
import { render } from 'svelte/server';
import { describe, expect, it } from 'vitest';
import { HOSTILE_STRINGS } from '../../../test/fixtures/hostile-strings';
import MarkdownText from '../ui/markdown-text.svelte';
import { readMarkdown } from './markdown';

/** What a text becomes on the screen; the comments are Svelte's own. */
function shown(text: string): string {
  return render(MarkdownText, { props: { text } }).body.replace(/<!--[^]*?-->/g, '');
}

/** Names of all elements that a text becomes, and of their attributes. */
function elements(html: string): { readonly names: Set<string>; readonly attributes: Set<string> } {
  const names = new Set<string>();
  const attributes = new Set<string>();
  for (const [, name = '', rest = ''] of html.matchAll(/<([a-z0-9]+)((?:\s+[a-z-]+(?:="[^"]*")?)*)\s*\/?>/gi)) {
    names.add(name);
    for (const [, attribute = ''] of rest.matchAll(/\s([a-z-]+)(?:="[^"]*")?/gi)) attributes.add(attribute);
  }
  return { names, attributes };
}

const ALLOWED = ['div', 'p', 'em', 'strong', 'code', 'pre', 'ul', 'ol', 'li', 'blockquote', 'hr', 'br', 'span'];

function expectHarmless(text: string): void {
  const html = shown(text);
  const { names, attributes } = elements(html);
  expect([...names].filter((name) => !ALLOWED.includes(name))).toEqual([]);
  expect([...attributes].filter((name) => !['class', 'start'].includes(name))).toEqual([]);
  // Every other `<` is written as text.
  const opened = html.match(/<\/?[a-z]/gi)?.length ?? 0;
  expect(html.match(/</g)?.length ?? 0).toBe(opened);
}

const plain = (text: string) => [{ kind: 'plain', text }];

describe('reading Markdown', () => {
  it('knows paragraphs, headings, emphasis, code, lists, quotes, rules and breaks', () => {
    const text =
      '# Key *leaked*\n\nSee **this** and `code`.\\\nNext\n\n- one\n- two\n\n3. three\n\n> said\n\n---\n\n```sh\nls\n```';
    const word = (of: string) => ({ kind: 'text', text: of });
    const line = (of: string) => ({ kind: 'paragraph', of: [word(of)] });
    expect(readMarkdown(text)).toEqual([
      { kind: 'heading', of: [word('Key '), { kind: 'emphasis', of: [word('leaked')] }] },
      {
        kind: 'paragraph',
        of: [
          word('See '),
          { kind: 'strong', of: [word('this')] },
          word(' and '),
          { kind: 'code', text: 'code' },
          word('.'),
          { kind: 'break' },
          word('Next'),
        ],
      },
      { kind: 'list', first: undefined, items: [[line('one')], [line('two')]] },
      { kind: 'list', first: 3, items: [[line('three')]] },
      { kind: 'quote', of: [line('said')] },
      { kind: 'rule' },
      { kind: 'code', text: 'ls' },
    ]);
  });

  it('says where links and images lead, and follows none', () => {
    const html = shown('[sign in](https://evil.example/x "now") ![cat](http://10.0.0.1/a.png)\n\n[a]: file:///etc');
    expect(html).not.toMatch(/href|src|<a|<img/);
    expect(html.replace(/<[^>]*>/g, '').replace(/\s+/g, ' ')).toContain(
      'sign in https://evil.example/x now cat http://10.0.0.1/a.png',
    );
    expect(html).toContain('file:///etc');
  });

  it('shows HTML and unknown references as they were written', () => {
    expect(readMarkdown('<script>alert(1)</script>')).toEqual(plain('<script>alert(1)</script>'));
    expect(shown('a <img src=x onerror=alert(1)> b')).toContain('&lt;img src=x onerror=alert(1)>');
    expect(shown('[one][two]')).toContain('[one][two]');
  });

  it('boxes characters that cannot be seen, also those written as entities', () => {
    expect(shown('pay\u202Eslip')).toContain('<span class="code-point">U+202E</span>');
    expect(shown('pay&#x202e;slip')).toContain('<span class="code-point">U+202E</span>');
    expect(shown('`a\u200Bb` [x](http://a\u200B.b)').match(/U\+200B/g)).toHaveLength(2);
  });

  it('keeps lines, also of code', () => {
    expect(shown('```\na\n\tb\r\nc\n```').replace(/<[^>]*>/g, '')).toContain('a\n\tb\nc');
  });

  it('shows what is too long as it was written', () => {
    const long = 'word '.repeat(13_108);
    expect(readMarkdown(long)).toEqual(plain(long));
    expect(readMarkdown('*a*\n'.repeat(1_001))[0]?.kind).toBe('plain');
  });

  it('shows what stands too deep as it was written', () => {
    const deep = `${'**a *b '.repeat(15)}deepest${' c* d**'.repeat(15)}`;
    const html = shown(deep);
    expect(html.match(/<(strong|em)\b/g)).toHaveLength(20);
    expect(html).toContain('**a *b deepest c* d**');
    expect(readMarkdown(`${'> '.repeat(21)}a`)[0]?.kind).toBe('plain');
  });

  const SIGNS = [
    '>',
    '> ',
    '*',
    '[',
    '- ',
    '1. ',
    '![',
    '*a_ ',
    '[a](',
    '`',
    '<',
    '&',
    '**a ',
    '- \n ',
    '\\',
    '\n- a\nb',
  ];
  it.each(SIGNS)('reads %j without an element of its own, as long as it is read at all', (sign) => {
    for (const times of [1, 20, 300]) expectHarmless(`${sign.repeat(times)}a ${'b '.repeat(100)}`);
  });

  it.each(['- ', '> ', '*', '[', '`', '<', '\\'])('shows more of %j than people write as plain text', (sign) => {
    expect(readMarkdown(sign.repeat(1_100))[0]?.kind).toBe('plain');
    expect(readMarkdown(`${sign.repeat(1_100)}a`)[0]?.kind).toBe('plain');
  });

  it('gives no element but the allowed ones, whatever is written', () => {
    for (const text of HOSTILE_STRINGS) expectHarmless(text);
    const pieces = fc.constantFrom(
      ...['<script>', '</p>', '<img src=x onerror=a>', '[a](javascript:alert(1))', '![x](data:text/html,x)', '\n\n'],
      ...['<a href="x">', '- ', '> ', '1. ', '**', '_', '`', '```', '\n', '    ', '&lt;', '<!--', '-->', '[a]: b', '"'],
      ...['\u202E', '\u0000', 'word', '{@html x}', '<https://a.b>', '#', '***', '\\'],
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (list) => {
        expectHarmless(list.join(''));
      }),
      { numRuns: 300 },
    );
  });
});
