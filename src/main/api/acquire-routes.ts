import { Hono } from 'hono';
import * as v from 'valibot';
import { TrailbenchError } from '../../contract/errors';
import { connectRequest, controlAcquisition, disconnectRequest, startAcquisition } from '../../contract/acquire';
import { discoverRequest, measureRequest, type Measured } from '../../contract/discovery';
import { idOf } from './case-routes';
import { foundStream } from './found-stream';
import { ok } from './reply';
import type { Services } from './services';
import { check, MIB, readBody } from './validate';
import { workStream } from './work-stream';

/** A choice may name a hundred thousand folders, and a notification a megabyte of text. */
const CHOICE_BODY = { bytes: 32 * MIB };
const NDJSON = { 'content-type': 'application/x-ndjson' };
const FAILURES_MOST = 500;

const number = v.pipe(v.string(), v.regex(/^\d{1,15}$/), v.transform(Number));
const page = v.object({
  from: v.optional(number, '0'),
  count: v.optional(v.pipe(number, v.maxValue(FAILURES_MOST)), '100'),
});

export function acquireRoutes(services: Services): Hono {
  const routes = new Hono();
  const { acquire } = services;
  routes.get('/acquire/profiles', async (context) => ok(context, await acquire.profiles()));
  routes.post('/acquire/connect', async (context) => {
    return ok(context, await acquire.connect(await readBody(context, connectRequest)));
  });
  routes.post('/acquire/disconnect', async (context) => {
    const { connection } = await readBody(context, disconnectRequest);
    acquire.disconnect(connection);
    return ok(context, {});
  });
  routes.post('/acquire/discover', async (context) => {
    const request = await readBody(context, discoverRequest);
    const stream = foundStream(
      'The discovery',
      (signal, onFound) => acquire.discover(request, signal, onFound),
      context.req.raw.signal,
    );
    return context.body(stream, 200, NDJSON);
  });
  routes.post('/acquire/measure', async (context) => {
    const { connection, choice, case: id } = await readBody(context, measureRequest, CHOICE_BODY);
    const run = (signal: AbortSignal, onProgress: (measured: Measured) => void) =>
      acquire.measure({ connection, choice, case: id }, signal, onProgress);
    const stream = workStream({ what: 'The measuring', run, cancelled }, context.req.raw.signal);
    return context.body(stream, 200, NDJSON);
  });
  routes.get('/cases/:id/acquisitions', async (context) => {
    return ok(context, await services.openedCase(idOf(context)).acquisitions());
  });
  routes.post('/cases/:id/acquisitions', async (context) => {
    const opened = services.openedCase(idOf(context));
    return ok(context, await opened.startAcquisition(await readBody(context, startAcquisition, CHOICE_BODY)));
  });
  routes.post('/cases/:id/acquisitions/:no/control', async (context) => {
    const opened = services.openedCase(idOf(context));
    const no = check(number, context.req.param('no'), 'The number of the acquisition');
    return ok(context, await opened.controlAcquisition(no, await readBody(context, controlAcquisition)));
  });
  routes.get('/cases/:id/acquisitions/:no/failures', async (context) => {
    const opened = services.openedCase(idOf(context));
    const no = check(number, context.req.param('no'), 'The number of the acquisition');
    const { from, count } = check(page, context.req.query(), 'The page');
    return ok(context, await opened.acquisitionFailures(no, from, count));
  });
  return routes;
}

function cancelled(): TrailbenchError {
  return new TrailbenchError('cancelled', 'The measuring was cancelled.');
}
