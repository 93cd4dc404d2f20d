import { app } from 'electron';
import type { WebContents } from 'electron';
import { WEBRTC_POLICY } from '../offline';

/** No content of this program, whatever it is, navigates away, opens another window, embeds a web view or sends UDP. */
export function guardAllContents(): void {
  app.on('web-contents-created', (_event, contents) => guard(contents));
}

/** Opening a window and changing the hash within a document are no navigations: nothing legitimate is left. */
function guard(contents: WebContents): void {
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWebRTCIPHandlingPolicy(WEBRTC_POLICY);
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}
