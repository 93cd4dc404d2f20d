import type { Definition, Nodes, PhrasingContent, RootContent } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { isReadableMarkdown, MOST_NESTING } from './markdown-bounds';

/** A part of a line. Texts are as a person or an intruder wrote them. */
export type MarkdownPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'emphasis'; readonly of: readonly MarkdownPart[] }
  | { readonly kind: 'strong'; readonly of: readonly MarkdownPart[] }
  | MarkdownAddress
  | { readonly kind: 'break' };

/** A link or an image, never followed or loaded. */
export interface MarkdownAddress {
  readonly kind: 'address';
  /** Its words; none for an image that states none. */
  readonly of: readonly MarkdownPart[];
  /** Where it leads, as it was written. */
  readonly address: string;
  readonly title: string;
}

/** A paragraph, or what stands in the place of one. */
export type MarkdownBlock =
  | { readonly kind: 'paragraph'; readonly of: readonly MarkdownPart[] }
  | { readonly kind: 'heading'; readonly of: readonly MarkdownPart[] }
  | { readonly kind: 'code'; readonly text: string }
  /** What was not read as Markdown, such as HTML, as it was written. */
  | { readonly kind: 'plain'; readonly text: string }
  | { readonly kind: 'quote'; readonly of: readonly MarkdownBlock[] }
  | MarkdownList
  | { readonly kind: 'rule' };

export interface MarkdownList {
  readonly kind: 'list';
  /** Number of the first item; undefined for a list without numbers. */
  readonly first: number | undefined;
  readonly items: readonly (readonly MarkdownBlock[])[];
}

/**
 * Reads Markdown that a person wrote, or that came with a case from others. What is too long or too intricate to be
 * read in a moment, or stands too deep, is one plain text. Never throws.
 */
export function readMarkdown(text: string): readonly MarkdownBlock[] {
  if (text.trim() === '') return [];
  if (!isReadableMarkdown(text)) return [{ kind: 'plain', text }];
  return new Reader(text).blocks(fromMarkdown(text).children, 1);
}

/** Turns the parser's nodes into those that are shown; its own kinds and members go no further. */
class Reader {
  constructor(private readonly text: string) {}

  blocks(nodes: readonly RootContent[], depth: number): readonly MarkdownBlock[] {
    return nodes.map((node) => this.#block(node, depth));
  }

  #block(node: RootContent, depth: number): MarkdownBlock {
    if (depth > MOST_NESTING) return { kind: 'plain', text: this.#source(node) };
    switch (node.type) {
      case 'paragraph':
      case 'heading':
        return { kind: node.type, of: this.#parts(node.children, depth) };
      case 'code':
        return { kind: 'code', text: node.value };
      case 'blockquote':
        return { kind: 'quote', of: this.blocks(node.children, depth + 1) };
      case 'list':
        return {
          kind: 'list',
          first: node.ordered === true ? (node.start ?? 1) : undefined,
          items: node.children.map((item) => this.blocks(item.children, depth + 1)),
        };
      case 'thematicBreak':
        return { kind: 'rule' };
      case 'definition':
        return { kind: 'paragraph', of: [definitionPart(node)] };
      default:
        // HTML above all: as it was written.
        return { kind: 'plain', text: this.#source(node) };
    }
  }

  #parts(nodes: readonly PhrasingContent[], depth: number): readonly MarkdownPart[] {
    return nodes.map((node) => this.#part(node, depth));
  }

  #part(node: PhrasingContent, depth: number): MarkdownPart {
    if (depth > MOST_NESTING) return { kind: 'text', text: this.#source(node) };
    switch (node.type) {
      case 'text':
        return { kind: 'text', text: node.value };
      case 'inlineCode':
        return { kind: 'code', text: node.value };
      case 'emphasis':
      case 'strong':
        return { kind: node.type, of: this.#parts(node.children, depth + 1) };
      case 'break':
        return { kind: 'break' };
      case 'link':
        return {
          kind: 'address',
          of: this.#parts(node.children, depth + 1),
          address: node.url,
          title: node.title ?? '',
        };
      case 'image':
        return {
          kind: 'address',
          of: [{ kind: 'text', text: node.alt ?? '' }],
          address: node.url,
          title: node.title ?? '',
        };
      default:
        // HTML, and references: what they refer to stands where it is defined.
        return { kind: 'text', text: this.#source(node) };
    }
  }

  /** A node as it was written. */
  #source({ position }: Nodes): string {
    return this.text.slice(position?.start.offset ?? 0, position?.end.offset ?? 0);
  }
}

function definitionPart({ label, identifier, url, title }: Definition): MarkdownAddress {
  return { kind: 'address', of: [{ kind: 'text', text: label ?? identifier }], address: url, title: title ?? '' };
}
