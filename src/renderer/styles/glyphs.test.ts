import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const RENDERER = path.resolve(import.meta.dirname, '..');
const BASE = path.join('styles', 'base.css');

/** Declarations of one property in all styles and scripts of the window, as "file: declaration". */
function declarations(property: RegExp): readonly string[] {
  const files = readdirSync(RENDERER, { recursive: true, encoding: 'utf8' }).filter(
    (name) => /\.(css|svelte|ts|html)$/.test(name) && !name.endsWith('.test.ts'),
  );
  return files.flatMap((name) =>
    [...readFileSync(path.join(RENDERER, name), 'utf8').matchAll(property)].map(
      ([found]) => `${name}: ${found.trim()}`,
    ),
  );
}

describe('characters of the evidence', () => {
  it('are drawn as they are everywhere, which only the base style decides', () => {
    const rule = /^\*,\n\*::before,\n\*::after \{\n(?: {2}.*\n)*? {2}font-variant-ligatures: none !important;\n/m;
    expect(readFileSync(path.join(RENDERER, BASE), 'utf8')).toMatch(rule);
    const redrawing =
      /(?:font-variant(?:-ligatures|-alternates|-caps|-east-asian|-position)?|font-feature-settings|font-language-override|fontVariant\w*|fontFeatureSettings)\s*:[^;\n]*/g;
    expect(declarations(redrawing)).toEqual([
      `${BASE}: font-variant-ligatures: none !important`,
      `${BASE}: font-feature-settings: normal !important`,
    ]);
  });

  it('are not redrawn through a font shorthand that outweighs it', () => {
    const shorthands = declarations(/(?<![\w-])(?:font|all)\s*:[^;\n]*/g);
    expect(shorthands.length).toBeGreaterThan(30);
    expect(shorthands.filter((found) => found.includes('!important'))).toEqual([]);
  });
});
