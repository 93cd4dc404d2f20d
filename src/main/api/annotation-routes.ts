import { Hono } from 'hono';
import { EVENTS_MOST, sayWish, setAuthor } from '../../contract/annotations';
import { TrailbenchError } from '../../contract/errors';
import { EVENT_KEY_BYTES } from '../../core/annotation/event-key';
import { idOf } from './case-routes';
import { readFramedWish } from './framed-wish';
import { ok } from './reply';
import type { Services } from './services';
import { readBody } from './validate';

/** A finding with as many citations, or an action with as many targets and known events, as there may be. */
const SAY_LIMITS = { containers: 10_000, members: 20_000 };

export function annotationRoutes(services: Services): Hono {
  const routes = new Hono();
  routes.get('/author', async (context) => ok(context, await services.author()));
  routes.post('/author', async (context) => {
    const { name } = await readBody(context, setAuthor);
    return ok(context, await services.setAuthor(name));
  });
  routes.get('/cases/:id/annotations', (context) => {
    const opened = services.openedCase(idOf(context));
    return context.body(linesOf(opened.said), 200, { 'content-type': 'application/x-ndjson' });
  });
  routes.post('/cases/:id/annotations', async (context) => {
    const opened = services.openedCase(idOf(context));
    const { wish, rows } = await readFramedWish(context.req.raw.body, sayWish, () => undefined, SAY_LIMITS);
    return ok(context, await opened.said.say(wish, await keysOf(rows)));
  });
  return routes;
}

async function keysOf(rows: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of rows) {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes <= EVENTS_MOST * EVENT_KEY_BYTES) continue;
    const message = `More than ${String(EVENTS_MOST)} events at a time cannot be annotated: do it in parts.`;
    throw new TrailbenchError('too-large', message);
  }
  return Buffer.concat(pieces, bytes);
}

/** A line of JSON for each, and nothing else. */
function linesOf(said: { lines(onLine: (line: object) => void): Promise<void> }): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>({
    async start(controller) {
      try {
        await said.lines((line) => controller.enqueue(encoder.encode(`${JSON.stringify(line)}\n`)));
        controller.close();
      } catch (cause) {
        controller.error(cause);
      }
    },
  });
}
