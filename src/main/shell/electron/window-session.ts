import { session } from 'electron';
import type { Session } from 'electron';
import { DATA_HEADERS } from '../security-headers';
import type { Handler } from '../site';
import { SCHEME, WINDOW_ORIGIN, isOwn } from './scheme';

/** Only our windows live in this partition; the index of every case is stored in it. */
const PARTITION = 'persist:workbench';

/** Writing to the clipboard is the one permission: copying a value out of the evidence. */
const ALLOWED_PERMISSION = 'clipboard-sanitized-write';

/**
 * The session of all windows: it serves the site under the program's own scheme, cancels every other request, and
 * grants nothing but writing to the clipboard.
 */
export function createWindowSession(site: Handler, devTools: boolean): Session {
  const own = session.fromPartition(PARTITION);
  own.protocol.handle(SCHEME, (request) => answer(site, request));
  own.setPermissionRequestHandler((_contents, permission, grant) => grant(permission === ALLOWED_PERMISSION));
  own.setPermissionCheckHandler((_contents, permission) => permission === ALLOWED_PERMISSION);
  own.setDevicePermissionHandler(() => false);
  own.webRequest.onBeforeRequest(({ url }, decide) => {
    decide({ cancel: !(isOwn(url) || (devTools && url.startsWith('devtools://'))) });
  });
  own.on('will-download', (event) => event.preventDefault());
  // The spell checker would fetch its dictionaries from a server.
  own.setSpellCheckerEnabled(false);
  return own;
}

function answer(site: Handler, request: Request): Promise<Response> {
  const origin = request.headers.get('origin');
  const foreign = origin !== null && origin !== WINDOW_ORIGIN;
  const allowed = request.method === 'GET' || request.method === 'POST';
  if (isOwn(request.url) && allowed && !foreign) return site(request);
  const body = JSON.stringify({ ok: false, error: { code: 'refused', message: 'Not from the window' } });
  const headers = { ...DATA_HEADERS, 'content-type': 'application/json' };
  return Promise.resolve(new Response(body, { status: allowed ? 403 : 405, headers }));
}
