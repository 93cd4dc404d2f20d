import { app } from 'electron';
import type { WebContents } from 'electron';

/** No content of this program, whatever it is, navigates away, opens another window or embeds a web view. */
export function guardAllContents(): void {
  app.on('web-contents-created', (_event, contents) => guard(contents));
}

/** Opening a window and changing the hash within a document are no navigations: nothing legitimate is left. */
function guard(contents: WebContents): void {
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}
