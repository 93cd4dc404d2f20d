/** What a client still sends is read and thrown away up to so much and so long: then the connection ends. */
const DISCARDED_MOST = 256 * 1024 * 1024;
const DISCARDING_MS = 30_000;
const TOO_LARGE = 413;

type Reader = ReadableStreamDefaultReader<Uint8Array>;

/**
 * Gives a refusal at once and whole, and holds the end of the exchange back until the rest of the request has been
 * thrown away: a connection that is closed on a client which is still writing is reset, and the answer lost with it.
 */
export async function refuseBeforeBody(request: Request, response: Response): Promise<Response> {
  if (response.ok || request.body === null || request.body.locked) return response;
  const rest = request.body.getReader();
  const bytes = new Uint8Array(await response.arrayBuffer());
  const headers = new Headers(response.headers);
  headers.set('content-length', String(bytes.length));
  if (response.status === TOO_LARGE) headers.set('connection', 'close');
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(bytes);
    },
    async pull(controller) {
      await discard(rest);
      controller.close();
    },
    cancel: () => rest.cancel(),
  });
  return new Response(body, { status: response.status, headers });
}

async function discard(rest: Reader): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, DISCARDING_MS)));
  await Promise.race([readAll(rest), late]);
  clearTimeout(timer);
}

async function readAll(rest: Reader): Promise<void> {
  try {
    for (let read = 0; read <= DISCARDED_MOST;) {
      const { done, value } = await rest.read();
      if (done) return;
      read += value.byteLength;
    }
  } catch {
    // The client has gone away: nobody waits for the end.
  }
}
