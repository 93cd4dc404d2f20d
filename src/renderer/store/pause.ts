/** A question that comes meanwhile waits no longer than this, but for what cannot be interrupted. */
const STRETCH_MS = 10;

/**
 * Lets whatever waits in the worker go first: questions that came meanwhile, segments that arrived. A timer would
 * wait some milliseconds more each time.
 */
export function letOthersGoFirst(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/**
 * A pause for long work, which may ask for it far more often than is needed: only after a stretch of work does it let
 * others go first.
 * @param now milliseconds
 */
export function pauses(letGo: () => Promise<void>, now: () => number): () => Promise<void> {
  let since = now();
  return async () => {
    if (now() - since < STRETCH_MS) return;
    await letGo();
    since = now();
  };
}
