import { randomBytes } from 'node:crypto';
import { API } from '../../contract/routes';
import { DATA_HEADERS, fileHeaders } from './security-headers';
import type { StaticFile, StaticFiles } from './static-files';

export type Handler = (request: Request) => Promise<Response>;

/** Where the document carries the nonce that its grids put on their style elements. */
const NONCE_PLACE = '__CSP_NONCE__';

/**
 * Everything a window may fetch: the program's files and the API, with the security headers that both hosts owe.
 * A host checks who asks before it calls this.
 */
export function createSite(files: StaticFiles, api: Handler): Handler {
  return async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === API || pathname.startsWith(`${API}/`)) return withHeaders(await api(request), DATA_HEADERS);
    const file = files.get(pathname);
    if (file === undefined) return plain(404, 'Not found');
    if (request.method !== 'GET') return plain(405, 'Only GET', { allow: 'GET' });
    return fileResponse(file);
  };
}

function fileResponse(file: StaticFile): Response {
  const nonce = randomBytes(16).toString('base64');
  const headers = { ...fileHeaders(nonce), 'content-type': file.type };
  if (!file.type.startsWith('text/html')) return new Response(file.bytes, { headers });
  const html = new TextDecoder().decode(file.bytes).replaceAll(NONCE_PLACE, nonce);
  return new Response(html, { headers });
}

function plain(status: number, text: string, extra: Readonly<Record<string, string>> = {}): Response {
  return new Response(`${text}\n`, { status, headers: { ...DATA_HEADERS, ...extra, 'content-type': 'text/plain' } });
}

function withHeaders(response: Response, headers: Readonly<Record<string, string>>): Response {
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  return response;
}
