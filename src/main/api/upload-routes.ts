import { Hono } from 'hono';
import * as v from 'valibot';
import { ok } from './reply';
import type { Services } from './services';
import { check } from './validate';

const query = v.object({
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(4_096)),
  batch: v.pipe(v.string(), v.regex(/^[A-Za-z0-9-]{1,64}$/, 'is no batch id')),
});

export function uploadRoutes(services: Services): Hono {
  return new Hono().post('/uploads', async (context) => {
    const { name, batch } = check(query, context.req.query(), 'The query');
    return ok(context, await services.upload({ name, batch, body: context.req.raw.body }));
  });
}
