import { Hono } from 'hono';
import type { Context } from 'hono';
import * as v from 'valibot';
import { CONTENT_HASHES_MOST, contentHashes } from '../../contract/schemas';
import { idOf } from './case-routes';
import { bytes, ok } from './reply';
import type { Services } from './services';
import { MIB, check, readBody, whole } from './validate';

/** Sources of one page. */
const PAGE_MAX = 1_000;
const HASHES_BODY = { bytes: 16 * MIB, containers: CONTENT_HASHES_MOST + 2 };
const page = v.object({
  from: v.optional(whole, '0'),
  count: v.optional(v.pipe(whole, v.maxValue(PAGE_MAX)), '100'),
  rejected: v.optional(v.picklist(['0', '1']), '0'),
});

export function sourceRoutes(services: Services): Hono {
  const routes = new Hono();
  routes.get('/cases/:id/sources', async (context) => {
    const opened = services.openedCase(idOf(context));
    const { from, count, rejected } = check(page, context.req.query(), 'The query');
    return ok(context, await opened.sources({ from, count, rejectedOnly: rejected === '1' }));
  });
  routes.get('/cases/:id/sources/:no', async (context) => {
    const opened = services.openedCase(idOf(context));
    return ok(context, await opened.source(number(context, 'no')));
  });
  routes.get('/cases/:id/records/:source/:record/:offset/:length', async (context) => {
    const opened = services.openedCase(idOf(context));
    const locator = {
      source: number(context, 'source'),
      record: number(context, 'record'),
      offset: number(context, 'offset'),
      length: number(context, 'length'),
    };
    return bytes(context, await opened.record(locator));
  });
  routes.post('/cases/:id/content-hashes', async (context) => {
    const opened = services.openedCase(idOf(context));
    const { records } = await readBody(context, contentHashes, HASHES_BODY);
    const places = records.map(([source, offset, length]) => ({ source, offset, length }));
    return ok(context, { hashes: await opened.contentHashes(places) });
  });
  return routes;
}

function number(context: Context, name: string): number {
  return check(whole, context.req.param(name), `The path's ${name}`);
}
