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
