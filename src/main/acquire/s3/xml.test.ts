import { describe, expect, it } from 'vitest';
import { childOf, readXml, textOf, XmlError } from './xml';

describe('an XML answer', () => {
  it('is read with its entities, CDATA, comments and prefixes', () => {
    const root = readXml(
      '\uFEFF<?xml version="1.0"?>\n<!-- > --><s3:A xmlns:s3="http://x/" b=\'>\'><s3:K>a&amp;b&#x41;&#66;<![CDATA[<&>]]></s3:K><K/><L >x</L ></s3:A>\n',
    );
    expect(root.name).toBe('A');
    expect(textOf(root, 'K')).toBe('a&bAB<&>');
    expect(root.children.map(({ name }) => name)).toEqual(['K', 'K', 'L']);
    expect(childOf(root, 'L')?.text).toBe('x');
    expect(textOf(root, 'M')).toBeUndefined();
  });

  it.each([
    ['', /empty/],
    ['  \n', /empty/],
    ['{"a":1}', /outside/],
    ['<a><b></a>', /not open/],
    ['<a><b>', /breaks off within <b>/],
    ['<a><b>te', /breaks off/],
    ['<a><b', /no XML/],
    ['<a></a><b></b>', /more than one/],
    ['<a>&nbsp;</a>', /no entity/],
    ['<a>&toString;</a>', /no entity/],
    ['<a>x & y</a>', /no entity/],
    ['<a>&#x110000;</a>', /no character/],
    ['<!DOCTYPE html><html></html>', /no XML/],
    ['<a>'.repeat(40) + '</a>'.repeat(40), /levels/],
  ])('%j is refused', (text, words) => {
    expect(() => readXml(text)).toThrow(words);
    expect(() => readXml(text)).toThrow(XmlError);
  });

  it('takes no time that grows with the square of what is broken', () => {
    const started = performance.now();
    expect(() => readXml(`<a ${'b="c" '.repeat(20_000)}`)).toThrow(XmlError);
    expect(() => readXml(`<a>${'<!--'.repeat(20_000)}`)).toThrow(XmlError);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
