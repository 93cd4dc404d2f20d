import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';

export interface StaticFile {
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The program's files by URL path; '/' is the document. */
export type StaticFiles = ReadonlyMap<string, StaticFile>;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

/**
 * Reads the built window into a fixed map: what is not in it is never served, so no request can name a file of the
 * machine. Fails on a file whose type is unknown, since a wrong type would be refused by the window anyway.
 */
export async function readStaticFiles(folder: string): Promise<StaticFiles> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = new Map<string, StaticFile>();
  for (const entry of entries.filter((each) => each.isFile())) {
    const file = path.join(entry.parentPath, entry.name);
    const type = TYPES[path.extname(entry.name)];
    if (type === undefined) throw new Error(`${file}: no content type is known for this kind of file.`);
    const url = `/${path.relative(folder, file).split(path.sep).join('/')}`;
    files.set(url === '/index.html' ? '/' : url, { type, bytes: new Uint8Array(await readFile(file)) });
  }
  if (!files.has('/')) throw new Error(`${folder} holds no index.html: the window was not built.`);
  return files;
}
