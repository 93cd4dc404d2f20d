import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FACETS } from '../../src/core/event/facet-catalogue';

const root = join(import.meta.dirname, '../..');

function markdownFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (['node_modules', 'out', '.git', 'test-results', '.cache'].includes(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return markdownFiles(path);
    return entry.name.endsWith('.md') ? [path] : [];
  });
}

describe('documents', () => {
  it('the glossary names every facet with its source field', () => {
    const glossary = readFileSync(join(root, 'docs/glossary.md'), 'utf8').replace(/ +/g, ' ').replaceAll('\\*', '*');
    for (const facet of FACETS) {
      expect(glossary).toContain(`| \`${facet.name}\` | ${facet.label} | ${facet.source} |`);
    }
  });

  it('every link to a file in a document leads somewhere', () => {
    const broken = markdownFiles(root).flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)]
        .map((match) => match[1] ?? '')
        .filter((target) => !existsSync(join(dirname(file), target)))
        .map((target) => `${relative(root, file)} -> ${target}`),
    );
    expect(broken).toEqual([]);
  });
});
