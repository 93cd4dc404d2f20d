import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const IGNORED = new Set(['node_modules', 'out', '.git', '.cache', 'test-results']);

interface Entry {
  readonly version?: string;
  readonly integrity?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

type Packages = Readonly<Record<string, Entry>>;

const FILES = lockFilesIn('');

/** Paths from the root. */
function lockFilesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return IGNORED.has(entry.name) ? [] : lockFilesIn(path);
    return entry.name === 'package-lock.json' ? [path] : [];
  });
}

function packagesOf(file: string): Packages {
  return (JSON.parse(readFileSync(join(root, file), 'utf8')) as { readonly packages: Packages }).packages;
}

/** Whether a package that one at this place asks for has an entry: beside it, or in a folder above. */
function has(packages: Packages, from: string, name: string): boolean {
  const inner = `${from === '' ? '' : `${from}/`}node_modules/${name}`;
  if (packages[inner] !== undefined) return true;
  if (from === '') return false;
  const parent = from.lastIndexOf('/node_modules/');
  return has(packages, parent < 0 ? '' : from.slice(0, parent), name);
}

describe('lock files', () => {
  it('are found', () => {
    expect(FILES.map((file) => dirname(file)).sort()).toEqual(['.', join('test', 'bench')]);
  });

  // npm leaves out packages of other platforms where it writes a lock file beside installed packages; "npm ci" then
  // fails on those platforms, and in some versions on all.
  it.each(FILES)('%s has an entry for each package that another asks for, whatever the platform', (file) => {
    const packages = packagesOf(file);
    const missing = Object.entries(packages).flatMap(([place, entry]) => {
      const wanted = { ...entry.dependencies, ...entry.devDependencies, ...entry.optionalDependencies };
      return Object.keys(wanted)
        .filter((name) => !has(packages, place, name))
        .map((name) => `${place} -> ${name}`);
    });
    expect(missing).toEqual([]);
  });

  it.each(FILES)('%s names a version and a hash of each package, and no download address', (file) => {
    const entries = Object.entries(packagesOf(file)).filter(([place]) => place !== '');
    expect(entries.filter(([, { version, integrity }]) => version === undefined || integrity === undefined)).toEqual(
      [],
    );
    expect(readFileSync(join(root, file), 'utf8')).not.toContain('"resolved"');
  });
});
