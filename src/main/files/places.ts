import type { Stats } from 'node:fs';
import { access, constants, realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative, sep } from 'node:path';

/** Whether there is a folder, or a link to one, where a person says so. Rejects where it cannot be told. */
export async function isFolder(path: string): Promise<boolean> {
  return (await stat(path)).isDirectory();
}

/** Rejects with the system's error where there is nothing, or this user may not read it. */
export function mustBeReadable(path: string): Promise<void> {
  return access(path, constants.R_OK);
}

/** A path without any link; as it was named where nothing is there. */
export async function realPlace(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (cause) {
    if (!(cause instanceof Error) || !('code' in cause)) throw cause;
    return path;
  }
}

/** A path from a folder on, empty for the folder itself; undefined where it lies outside. Compares names alone. */
export function pathBelow(root: string, path: string): string | undefined {
  const inside = relative(root, path);
  return inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside) ? undefined : inside;
}

/** What tells a folder from any other, whatever path leads to it; undefined where there is nothing, or nothing can be told. */
export async function identityOf(path: string): Promise<string | undefined> {
  try {
    const { dev, ino } = await stat(path, { bigint: true });
    return `${dev}:${ino}`;
  } catch (cause) {
    if (!(cause instanceof Error) || !('code' in cause)) throw cause;
    return undefined;
  }
}

/** Where a path leads in the end: without any link, and what is there. Rejects where nothing is. */
export async function endOf(path: string): Promise<{ readonly path: string; readonly status: Stats }> {
  return { status: await stat(path), path: await realpath(path) };
}
