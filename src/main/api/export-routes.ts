import { Hono } from 'hono';
import { exportWish, fieldValues } from '../../contract/exports';
import { groupExportWish } from '../../contract/group-exports';
import { columnsOf } from '../reports/event-export';
import { groupColumnsOf } from '../reports/group-export';
import { idOf } from './case-routes';
import { exportStream } from './export-stream';
import { readFramedWish } from './framed-wish';
import { ok } from './reply';
import type { Services } from './services';
import { readBody } from './validate';

export function exportRoutes(services: Services): Hono {
  const routes = new Hono();
  routes.post('/cases/:id/exports', async (context) => {
    const opened = services.openedCase(idOf(context));
    const { body, signal } = context.req.raw;
    const { wish, rows } = await readFramedWish(body, exportWish, (wished) => void columnsOf(wished));
    const stream = exportStream(
      (stop, onProgress) => opened.exportEvents({ wish, rows, signal: stop, onProgress }),
      signal,
    );
    return context.body(stream, 200, { 'content-type': 'application/x-ndjson' });
  });
  routes.post('/cases/:id/group-exports', async (context) => {
    const opened = services.openedCase(idOf(context));
    const { body, signal } = context.req.raw;
    const { wish, rows } = await readFramedWish(body, groupExportWish, (wished) => void groupColumnsOf(wished));
    const stream = exportStream(
      (stop, onProgress) => opened.exportGroups({ wish, rows, signal: stop, onProgress }),
      signal,
    );
    return context.body(stream, 200, { 'content-type': 'application/x-ndjson' });
  });
  routes.post('/cases/:id/field-values', async (context) => {
    const opened = services.openedCase(idOf(context));
    const { records, paths } = await readBody(context, fieldValues);
    const places = records.map(([source, offset, length]) => ({ source, offset, length }));
    return ok(context, { values: await opened.fieldValues(places, paths) });
  });
  return routes;
}
