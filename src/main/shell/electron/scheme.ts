import { protocol } from 'electron';

export const SCHEME = 'trailbench';
/** The origin of every window; nothing else is ever loaded or fetched. */
export const WINDOW_ORIGIN = `${SCHEME}://workbench`;

/** Has to run before the app is ready, once. Without bypassCSP: the policy holds for the program's own scheme too. */
export function registerScheme(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, stream: true };
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges }]);
}

/** Whether a URL is the window's own: its document, files, API, or a blob that it made itself. */
export function isOwn(url: string): boolean {
  return url.startsWith(`${WINDOW_ORIGIN}/`) || url.startsWith(`blob:${WINDOW_ORIGIN}/`);
}
