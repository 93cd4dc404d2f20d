import { ESLint } from 'eslint';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const eslint = new ESLint({ cwd: root });

/** The rules that fire on this source, were it a file at this place. */
async function rulesBroken(filePath: string, source: string): Promise<(string | null)[]> {
  const [result] = await eslint.lintText(source, { filePath: join(root, filePath) });
  return (result?.messages ?? []).map((message) => message.ruleId);
}

describe('lint holds the folder rules', () => {
  const refused: [string, string][] = [
    ['src/core/event/x.ts', "import { readFileSync } from 'node:fs';\nexport const y = readFileSync;\n"],
    ['src/core/query/x.ts', "import Dexie from 'dexie';\nexport const y = Dexie;\n"],
    ['src/core/query/x.ts', "import { y } from '../../contract/routes';\nexport const z = y;\n"],
    ['src/contract/x.ts', "import { y } from '../main/cli';\nexport const z = y;\n"],
    ['src/main/api/x.ts', "import { app } from 'electron';\nexport const z = app;\n"],
    ['src/main/api/x.ts', "import { y } from '../../renderer/main';\nexport const z = y;\n"],
    ['src/renderer/state/x.ts', "import { y } from '../../main/cli';\nexport const z = y;\n"],
    ['src/renderer/state/x.ts', "import { readFileSync } from 'node:fs';\nexport const z = readFileSync;\n"],
    ['src/renderer/features/grid/x.ts', "import { y } from '../facets/list';\nexport const z = y;\n"],
    ['src/renderer/ui/x.ts', "import { y } from '../state/app';\nexport const z = y;\n"],
  ];
  it.each(refused)('%s may not: %s', async (file, source) => {
    expect(await rulesBroken(file, source)).toContain('no-restricted-imports');
  });

  const allowed: [string, string][] = [
    ['src/core/query/x.ts', "import { y } from '../event/json';\nexport const z = y;\n"],
    ['src/main/shell/electron/x.ts', "import { app } from 'electron';\nexport const z = app;\n"],
    ['src/renderer/features/grid/x.ts', "import { y } from '../../state/app';\nexport const z = y;\n"],
    ['src/renderer/features/grid/x.ts', "import { y } from './column';\nexport const z = y;\n"],
  ];
  it.each(allowed)('%s may: %s', async (file, source) => {
    expect(await rulesBroken(file, source)).not.toContain('no-restricted-imports');
  });

  const zones: [string, string][] = [
    ['src/core/report/x.ts', "export const y = new Intl.DateTimeFormat('en', { timeZone: 'Europe/Berlin' });\n"],
    ['src/core/event/x.ts', 'export const y = Intl.supportedValuesOf;\n'],
    ['src/main/reports/x.ts', 'export const y = new Date().toLocaleTimeString();\n'],
    ['src/main/cli/x.ts', "export const y = new Date().toLocaleString('en', { timeZone: 'UTC' });\n"],
    ['src/renderer/wording/x.ts', 'export const y = new Date().getTimezoneOffset();\n'],
    ['src/renderer/features/grid/x.ts', 'export const y = new Date().getHours();\n'],
  ];
  it.each(zones)("%s does not go by the platform's time zones: %s", async (file, source) => {
    expect(await rulesBroken(file, source)).toContain('no-restricted-syntax');
  });

  it('numbers are written by the platform', async () => {
    const source = "export const y = new Intl.NumberFormat('en');\n";
    expect(await rulesBroken('src/renderer/wording/x.ts', source)).toEqual([]);
  });

  const openers: [string, string][] = [
    ['src/main/cases/x.ts', "import { open } from 'node:fs/promises';\nexport const y = open;\n"],
    ['src/main/evidence/x.ts', "import { openSync } from 'node:fs';\nexport const y = openSync;\n"],
    ['src/main/indexing/x.ts', "import * as fs from 'fs';\nexport const y = fs;\n"],
    ['src/main/reports/x.ts', "import { createWriteStream } from 'node:fs';\nexport const y = createWriteStream;\n"],
  ];
  it.each(openers)('%s opens no file by itself: %s', async (file, source) => {
    expect(await rulesBroken(file, source)).toContain('@typescript-eslint/no-restricted-imports');
  });

  it('types of files may be named everywhere, and files opened in one folder', async () => {
    const type = "import type { Stats } from 'node:fs';\nexport type Y = Stats;\n";
    expect(await rulesBroken('src/main/cases/x.ts', type)).toEqual([]);
    const open = "import { open } from 'node:fs/promises';\nexport const y = open;\n";
    expect(await rulesBroken('src/main/files/x.ts', open)).toEqual([]);
  });

  const floors: Readonly<Record<string, readonly string[]>> = {
    'src/main': [
      ...[
        'files',
        'process',
        'streams',
        'zones',
        'cases',
        'evidence',
        'open-case',
        'annotations',
        'archives',
        'search',
        'indexing',
      ],
      ...['acquire', 'integrity', 'reports', 'api', 'cli', 'shell'],
    ],
    'src/renderer/state': [
      ...[
        'api',
        'view',
        'zone',
        'names',
        'annotation',
        'filter',
        'history',
        'grid',
        'facets',
        'timeline',
        'detail',
        'copy',
        'groups',
        'accounts',
        'sessions',
      ],
      ...['integrity', 'coverage', 'custody', 'sources', 'export', 'acquire', 'window', 'commands', 'case', 'app'],
    ],
  };

  it.each(Object.entries(floors))('each folder of %s has its floor', (house, order) => {
    const built = readdirSync(join(root, house), { withFileTypes: true });
    const names = built.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    expect(names.sort()).toEqual([...order].sort());
  });

  it('no file of the state of the window stands outside its folders', () => {
    const loose = readdirSync(join(root, 'src/renderer/state'), { withFileTypes: true });
    expect(loose.filter((entry) => entry.isFile()).map(({ name }) => name)).toEqual([]);
  });

  const stairs = Object.entries(floors).flatMap(([house, order]) =>
    order.slice(0, -1).map((name, at) => ({ house, name, below: order.slice(0, at), above: order.slice(at + 1) })),
  );
  it.each(stairs)('$house/$name imports from no floor above it', async ({ house, name, below, above }) => {
    for (const other of above) {
      const source = `import { y } from '../${other}/x';\nexport const z = y;\n`;
      expect(await rulesBroken(`${house}/${name}/x.ts`, source), other).toContain('no-restricted-imports');
      const deep = `import type { Y } from '../../${other}/x';\nexport type Z = Y;\n`;
      expect(await rulesBroken(`${house}/${name}/deep/x.ts`, deep), other).toContain('no-restricted-imports');
    }
    for (const other of below) {
      const source = `import { y } from '../${other}/x';\nexport const z = y;\n`;
      expect(await rulesBroken(`${house}/${name}/x.ts`, source), other).not.toContain('no-restricted-imports');
    }
  });

  it('evidence never becomes markup', async () => {
    const source = '<script lang="ts">\n  const x = "";\n</script>\n\n{@html x}\n';
    expect(await rulesBroken('src/renderer/ui/x.svelte', source)).toContain('svelte/no-at-html-tags');
  });
});

describe('lint keeps lists off the stack', () => {
  const refused: [string, string][] = [
    ['src/core/query/x.ts', 'export const add = (to: number[], x: number[]) => to.push(...x);\n'],
    ['src/core/query/x.ts', 'export const add = (to: number[], x: number[]) => to.unshift(0, ...x);\n'],
    ['src/main/api/x.ts', 'export const add = (to: number[], x: number[]) => to.splice(0, 1, ...x);\n'],
    ['src/main/api/x.ts', 'export const join = (x: number[][]) => ([] as number[]).concat(...x);\n'],
    ['src/main/api/x.ts', 'export const add = (to: number[] | undefined, x: number[]) => to?.push(...x);\n'],
    ['src/renderer/state/x.ts', 'export const most = (x: number[]) => Math.max(0, ...x);\n'],
    ['src/renderer/state/x.svelte.ts', 'export const least = (x: number[]) => Math.min(...x);\n'],
    [
      'src/renderer/ui/x.svelte',
      '<script lang="ts">\n  export const m = (x: number[]) => Math.max(...x);\n</script>\n',
    ],
    ['src/contract/x.ts', 'export const text = (x: number[]) => String.fromCharCode(...x);\n'],
    ['src/contract/x.ts', 'export const text = (x: number[]) => String.fromCodePoint(...x);\n'],
    ['src/core/query/x.ts', 'export const text = (x: number[]) => String.fromCharCode.apply(null, x);\n'],
    ['src/core/query/x.ts', 'export const most = (x: number[]) => Reflect.apply(Math.max, null, x);\n'],
  ];
  it.each(refused)('%s may not: %s', async (file, source) => {
    expect(await rulesBroken(file, source)).toContain('no-restricted-syntax');
  });

  const allowed: [string, string][] = [
    ['src/core/query/x.ts', 'export const add = (to: number[][], x: number[]) => to.push([...x]);\n'],
    ['src/core/query/x.ts', 'export const most = (a: number, x: number[]) => Math.max(a, x.length);\n'],
    ['src/core/query/x.ts', 'export const ask = (filters: { apply(x: number): void }) => filters.apply(1);\n'],
    ['src/core/query/x.test.ts', 'export const add = (to: number[], x: number[]) => to.push(...x);\n'],
    ['test/support/x.ts', 'export const most = (x: number[]) => Math.max(...x);\n'],
  ];
  it.each(allowed)('%s may: %s', async (file, source) => {
    expect(await rulesBroken(file, source)).not.toContain('no-restricted-syntax');
  });
});

describe('the compiler holds the core', () => {
  it('core and contract are checked without Node and without DOM types', () => {
    for (const part of ['core', 'contract']) {
      const config = JSON.parse(readFileSync(join(root, `build/tsconfig.${part}.json`), 'utf8'));
      expect(config.compilerOptions).toEqual({ lib: ['ES2023'], types: [] });
    }
  });
});
