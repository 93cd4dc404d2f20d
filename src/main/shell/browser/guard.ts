import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { API, SECRET_HEADER } from '../../../contract/routes';

/** The one host that the proxy answers for. It resolves to nothing outside: the name ends in .localhost. */
export const WINDOW_HOST = 'trailbench.localhost';
export const WINDOW_ORIGIN = `http://${WINDOW_HOST}`;

/** Words separated by single slashes: no escapes, and no empty or hidden segments. */
const PATH = /^\/(?:[\w-][\w.-]*(?:\/[\w-][\w.-]*)*)?$/;

export interface Refusal {
  readonly status: number;
  readonly message: string;
}

/**
 * Decides from the request line and headers alone, before routing and before any body is read, whether a request
 * comes from our own window; null = it does. Every program of this machine can reach the port, so only the secret
 * tells the window apart; Sec-Fetch-Site and Origin refuse other pages inside the same browser.
 */
export function refuse(request: IncomingMessage, secret: string): Refusal | null {
  const target = request.url ?? '';
  const url = ownUrl(target);
  if (url === null || request.headers.host !== WINDOW_HOST || count(request, 'host') !== 1) {
    return { status: 421, message: 'This host is not served here' };
  }
  // Whatever the URL parser would change (dot segments, backslashes) or a path of ours never holds is refused.
  if (url.href !== target || url.hash !== '' || !PATH.test(url.pathname)) {
    return { status: 400, message: 'Malformed path' };
  }
  return isApi(url.pathname) ? refuseApi(request, secret) : refuseFile(request);
}

function refuseApi(request: IncomingMessage, secret: string): Refusal | null {
  const { method, headers } = request;
  if (method !== 'GET' && method !== 'POST') return { status: 405, message: 'Only GET and POST' };
  const given = headers[SECRET_HEADER];
  if (typeof given !== 'string' || !sameSecret(given, secret)) return { status: 403, message: 'Not from the window' };
  if (headers['sec-fetch-site'] !== 'same-origin') return { status: 403, message: 'Not from the same origin' };
  // A same-origin GET carries no Origin; where one is sent it must be ours all the same.
  const origin = headers.origin;
  if (origin === undefined ? method !== 'GET' : origin !== WINDOW_ORIGIN) {
    return { status: 403, message: 'Not from the same origin' };
  }
  if (method === 'GET' && hasBody(request)) return { status: 400, message: 'A GET carries no body' };
  return null;
}

function refuseFile(request: IncomingMessage): Refusal | null {
  if (request.method !== 'GET') return { status: 405, message: 'Only GET' };
  return hasBody(request) ? { status: 400, message: 'A GET carries no body' } : null;
}

/** A browser asks its proxy with an absolute URL; a request line of any other form was not sent by one. */
function ownUrl(target: string): URL | null {
  if (!target.startsWith(`${WINDOW_ORIGIN}/`) || !URL.canParse(target)) return null;
  const url = new URL(target);
  return url.origin === WINDOW_ORIGIN && url.username === '' && url.password === '' ? url : null;
}

function isApi(pathname: string): boolean {
  return pathname === API || pathname.startsWith(`${API}/`);
}

function hasBody(request: IncomingMessage): boolean {
  const length = request.headers['content-length'];
  return request.headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
}

/** How often a header was sent: Node keeps only the first of some, and joins others. */
function count(request: IncomingMessage, name: string): number {
  return request.rawHeaders.filter((each, at) => at % 2 === 0 && each.toLowerCase() === name).length;
}

/** Compares in a time that says nothing about how much of the secret was right. */
function sameSecret(given: string, secret: string): boolean {
  return timingSafeEqual(digest(given), digest(secret));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
