import { Hono } from 'hono';
import type { Context } from 'hono';
import { addEvidence, createCase, decideImport, forgetCase, openCase } from '../../contract/schemas';
import { pushedStream } from './pushed-stream';
import { ok } from './reply';
import type { Services } from './services';
import { MIB, caseId, check, nothing, readBody, whole } from './validate';

/** Paths of many thousand dropped or picked files are still one request. */
const PATHS_BODY = { bytes: 32 * MIB };

/** The case id of the path. */
export function idOf(context: Context): string {
  return check(caseId, context.req.param('id'), 'The case id');
}

export function caseRoutes(services: Services): Hono {
  const routes = new Hono();
  routes.post('/cases', async (context) => {
    return ok(context, await services.createCase(await readBody(context, createCase, PATHS_BODY)));
  });
  routes.post('/cases/open', async (context) => {
    const { path } = await readBody(context, openCase);
    return ok(context, await services.openCase(path));
  });
  routes.post('/cases/sample', async (context) => {
    await readBody(context, nothing);
    return ok(context, await services.openSample());
  });
  routes.post('/cases/forget', async (context) => {
    const { id, path } = await readBody(context, forgetCase);
    await services.forgetCase({ id: check(caseId, id, 'The case id'), path });
    return ok(context, {});
  });
  routes.get('/cases/:id', async (context) => {
    return ok(context, await services.openedCase(idOf(context)).status());
  });
  routes.post('/cases/:id/evidence', async (context) => {
    const opened = services.openedCase(idOf(context));
    await opened.addEvidence(await readBody(context, addEvidence, PATHS_BODY));
    return ok(context, {});
  });
  routes.post('/cases/:id/imports/:no', async (context) => {
    const opened = services.openedCase(idOf(context));
    const no = check(whole, context.req.param('no'), 'The number of the import');
    await opened.decideImport(no, await readBody(context, decideImport));
    return ok(context, {});
  });
  routes.post('/cases/:id/close', async (context) => {
    await readBody(context, nothing);
    await services.closeCase(idOf(context));
    return ok(context, {});
  });
  routes.get('/cases/:id/stream', (context) => {
    const opened = services.openedCase(idOf(context));
    const stream = pushedStream({ subscribe: (onEvent, onEnd) => opened.subscribe(onEvent, onEnd) });
    return context.body(stream, 200, { 'content-type': 'application/x-ndjson' });
  });
  return routes;
}
