import { Hono } from 'hono';
import { ok } from './reply';
import type { Services } from './services';

export function appRoutes(services: Services): Hono {
  return new Hono()
    .get('/app', async (context) => ok(context, await services.appInfo()))
    .get('/zone-rules', (context) => ok(context, services.zoneRules()));
}
