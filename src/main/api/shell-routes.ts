import { Hono } from 'hono';
import * as v from 'valibot';
import { ok } from './reply';
import type { Services } from './services';
import { caseId, readBody } from './validate';

const pick = v.object({ kind: v.picklist(['folder', 'files', 'case']) });
const reveal = v.object({ case: caseId, file: v.optional(v.pipe(v.string(), v.maxLength(32_767))) });

export function shellRoutes(services: Services): Hono {
  const routes = new Hono();
  routes.post('/shell/pick', async (context) => {
    const { kind } = await readBody(context, pick);
    return ok(context, { paths: await services.pick(kind) });
  });
  routes.post('/shell/reveal', async (context) => {
    const body = await readBody(context, reveal);
    await services.reveal(body.case, body.file);
    return ok(context, {});
  });
  return routes;
}
