import { Hono } from 'hono';
import { SEGMENT_BINDING_HEADER, SEGMENT_ID_HEADER } from '../../contract/routes';
import { COVERED_MOST, SEGMENTS_MOST, indexed, nextSegment, startIndexing } from '../../contract/schemas';
import { idOf } from './case-routes';
import { bytes, ok } from './reply';
import type { Services } from './services';
import { MIB, nothing, readBody } from './validate';

/** A case of a million sources covers a million ranges, of about twenty bytes each. */
const COVERED_BODY = {
  bytes: 64 * MIB,
  containers: COVERED_MOST + 2 * SEGMENTS_MOST + 2,
  members: 2 * SEGMENTS_MOST + 2,
};

export function indexingRoutes(services: Services): Hono {
  const routes = new Hono();
  routes.post('/cases/:id/index/start', async (context) => {
    const opened = services.openedCase(idOf(context));
    const { indexVersion, segments } = await readBody(context, startIndexing, COVERED_BODY);
    const held = segments.map(({ binding, covered }) => ({
      binding,
      covered: covered.map(([source, first, end, last]) => ({ source, first, end, last: last === 1 })),
    }));
    return ok(context, await opened.startIndexing({ indexVersion, segments: held }));
  });
  routes.post('/cases/:id/index/next', async (context) => {
    const opened = services.openedCase(idOf(context));
    const segment = await opened.nextSegment(await readBody(context, nextSegment), context.req.raw.signal);
    if (segment === null) return context.body(null, 204);
    return bytes(context, segment.bytes, {
      [SEGMENT_ID_HEADER]: segment.id,
      [SEGMENT_BINDING_HEADER]: segment.binding,
    });
  });
  routes.post('/cases/:id/index/cancel', async (context) => {
    const opened = services.openedCase(idOf(context));
    await readBody(context, nothing);
    await opened.cancelIndexing();
    return ok(context, {});
  });
  routes.post('/cases/:id/index/resume', async (context) => {
    const opened = services.openedCase(idOf(context));
    await readBody(context, nothing);
    await opened.resumeIndexing();
    return ok(context, {});
  });
  routes.post('/cases/:id/index/done', async (context) => {
    const opened = services.openedCase(idOf(context));
    await opened.indexingDone(await readBody(context, indexed));
    return ok(context, {});
  });
  return routes;
}
