import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { OUTCOMES, outcomeOf } from '../../src/core/event/outcome';
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

  it('the glossary lists the codes and steps that outcomes come from', () => {
    const glossary = readFileSync(join(root, 'docs/glossary.md'), 'utf8');
    const table = glossary.slice(glossary.indexOf('### Outcomes'));
    const rows = [...table.matchAll(/^\| `([^`]+)` +\| (.*?) *\|$/gm)].map(([, value = '', source = '']) => ({
      value,
      source,
    }));
    expect(rows.map(({ value }) => value).sort()).toEqual([...OUTCOMES].sort());
    for (const { value, source } of rows) {
      const named = source.replaceAll('…', '').match(/\b(?:[A-Z][a-z]*){2,}\b|\b[A-Z]\w{4,}\b|\b\d{3}\b/g) ?? [];
      const names = named.filter((name) => !['Codes', 'Without', 'Failure', 'Response', 'Result'].includes(name));
      if (['probe', 'credentials expired or invalid', 'denied', 'throttled', 'not found'].includes(value)) {
        expect(names.length).toBeGreaterThan(2);
        for (const errorCode of names) expect([errorCode, outcomeOf({ errorCode })]).toEqual([errorCode, value]);
      }
      if (value !== 'sign-in failed') continue;
      const steps = names.filter((name) => name !== 'Also');
      expect(steps.length).toBeGreaterThan(10);
      for (const step of steps)
        expect([step, outcomeOf({ responseElements: { [step]: 'Failure' } })]).toEqual([step, value]);
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
