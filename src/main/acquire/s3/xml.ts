/** An element of an XML document, by its name without a namespace prefix. */
export interface XmlElement {
  readonly name: string;
  /** What stands directly in it, entities resolved. */
  readonly text: string;
  readonly children: readonly XmlElement[];
}

/** Text that is no whole XML document. */
export class XmlError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'XmlError';
  }
}

/** Levels that an answer may have; those of S3 have four. */
const DEPTH_MOST = 32;
const TOKEN =
  /<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>|<\?[\s\S]*?\?>|<(\/?)([^\s<>/!?=&"']+)((?:\s+[^\s<>/=&"']+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|[^<]+/y;
const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

interface Open {
  readonly tag: string;
  text: string;
  readonly children: XmlElement[];
}

/**
 * Reads a whole document strictly: what is cut off, or closes what it did not open, is refused, as are document types.
 * Attributes are passed over, and so are the prefixes of namespaces.
 *
 * @returns the root element
 * @throws XmlError
 */
export function readXml(document: string): XmlElement {
  const source = document.replace(/^\uFEFF/, '');
  const open: Open[] = [];
  let root: XmlElement | undefined;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const at = TOKEN.lastIndex;
    const token = TOKEN.exec(source);
    if (token === null) throw new XmlError(`It is no XML from character ${at} on.`);
    const [whole, data, closes, tag, , empty] = token;
    const inner = open.at(-1);
    if (tag === undefined) {
      const text = data ?? (whole.startsWith('<') ? '' : resolved(whole));
      if (inner !== undefined) inner.text += text;
      else if (text.trim() !== '') throw new XmlError(`There is text outside of the document at character ${at}.`);
    } else if (closes === '/') {
      if (inner?.tag !== tag) throw new XmlError(`</${tag}> closes what is not open, at character ${at}.`);
      open.pop();
      root = close(inner, open);
    } else {
      if (root !== undefined && open.length === 0) throw new XmlError('There is more than one document.');
      if (open.length === DEPTH_MOST) throw new XmlError(`It has more than ${DEPTH_MOST} levels.`);
      const element: Open = { tag, text: '', children: [] };
      if (empty === '/') root = close(element, open);
      else open.push(element);
    }
  }
  const inner = open.at(-1);
  if (inner !== undefined) throw new XmlError(`It breaks off within <${inner.tag}>.`);
  if (root === undefined) throw new XmlError(source.trim() === '' ? 'It is empty.' : 'It has no element.');
  return root;
}

/** The first child of this name. */
export function childOf({ children }: XmlElement, name: string): XmlElement | undefined {
  return children.find((child) => child.name === name);
}

/** What stands in the first child of this name. */
export function textOf(element: XmlElement, name: string): string | undefined {
  return childOf(element, name)?.text;
}

function close({ tag, text, children }: Open, open: readonly Open[]): XmlElement {
  const element: XmlElement = { name: tag.slice(tag.lastIndexOf(':') + 1), text, children };
  open.at(-1)?.children.push(element);
  return element;
}

function resolved(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&([^;]*;?)/g, (_, found: string) => {
    const name = found.endsWith(';') ? found.slice(0, -1) : '';
    const numbered = /^#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}))$/.exec(name);
    if (numbered === null) {
      const character = Object.hasOwn(NAMED, name) ? NAMED[name] : undefined;
      if (character === undefined) throw new XmlError(`&${found.slice(0, 20)} is no entity.`);
      return character;
    }
    const [, hex, decimal] = numbered;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    if (code > 0x10ffff) throw new XmlError(`&${found} is no character.`);
    return String.fromCodePoint(code);
  });
}
