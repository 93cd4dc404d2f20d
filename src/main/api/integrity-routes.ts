import { Hono } from 'hono';
import * as v from 'valibot';
import { TRAIL_EVENTS_MOST, addKeys, coverageWish, coveredWish, verdict, verifyWish } from '../../contract/integrity';
import type { VerifyProgressBody } from '../../contract/integrity';
import { TrailbenchError } from '../../contract/errors';
import { idOf } from './case-routes';
import { bytes, ok } from './reply';
import type { Services } from './services';
import { check, readBody, whole } from './validate';
import { workStream } from './work-stream';

/** Entries of one page. */
const PAGE_MAX = 1_000;
/** Characters of a text that groups of findings are looked through for. */
const TEXT_MAX = 200;
/** Places of ten thousand records. */
const COVERAGE_BODY = { containers: TRAIL_EVENTS_MOST + 10 };
const paging = {
  from: v.optional(whole, '0'),
  count: v.optional(v.pipe(whole, v.maxValue(PAGE_MAX)), '100'),
};
const page = v.object(paging);
const findingsPage = v.object({ ...paging, verdict: v.optional(verdict), group: v.optional(whole) });
const groupsPage = v.object({
  ...paging,
  verdict: v.optional(verdict),
  text: v.optional(v.pipe(v.string(), v.maxLength(TEXT_MAX)), ''),
});

/** Integrity, coverage and custody. */
export function integrityRoutes(services: Services): Hono {
  const routes = new Hono();
  routes.get('/cases/:id/integrity', async (context) => {
    return ok(context, await services.openedCase(idOf(context)).integrity.summary());
  });
  routes.get('/cases/:id/integrity/chains', async (context) => {
    return ok(context, await services.openedCase(idOf(context)).integrity.chains());
  });
  routes.get('/cases/:id/integrity/chains/:no', async (context) => {
    const { integrity } = services.openedCase(idOf(context));
    const { from, count } = check(page, context.req.query(), 'The query');
    const no = check(whole, context.req.param('no'), "The path's no");
    return ok(context, await integrity.chainEntries(no, from, count));
  });
  routes.get('/cases/:id/integrity/findings', async (context) => {
    const { integrity } = services.openedCase(idOf(context));
    const query = check(findingsPage, context.req.query(), 'The query');
    return ok(context, await integrity.findings(query));
  });
  routes.get('/cases/:id/integrity/finding-groups', async (context) => {
    const { integrity } = services.openedCase(idOf(context));
    return ok(context, await integrity.findingGroups(check(groupsPage, context.req.query(), 'The query')));
  });
  routes.get('/cases/:id/integrity/sources/:no', async (context) => {
    const { integrity } = services.openedCase(idOf(context));
    return ok(context, await integrity.source(check(whole, context.req.param('no'), "The path's no")));
  });
  routes.get('/cases/:id/integrity/verdicts', async (context) => {
    return bytes(context, await services.openedCase(idOf(context)).integrity.verdicts());
  });
  routes.post('/cases/:id/integrity/coverage', async (context) => {
    const { integrity } = services.openedCase(idOf(context));
    return ok(context, await integrity.coverage(await readBody(context, coverageWish, COVERAGE_BODY)));
  });
  routes.post('/cases/:id/integrity/covered', async (context) => {
    const { integrity } = services.openedCase(idOf(context));
    return ok(context, await integrity.covered(await readBody(context, coveredWish)));
  });
  routes.post('/cases/:id/integrity/keys', async (context) => {
    const opened = services.openedCase(idOf(context));
    return ok(context, await opened.addKeys(await readBody(context, addKeys)));
  });
  routes.post('/cases/:id/integrity/verify', async (context) => {
    const { integrity } = services.openedCase(idOf(context));
    const { head } = await readBody(context, verifyWish);
    const run = async (signal: AbortSignal, onProgress: (progress: VerifyProgressBody) => void) => ({
      verified: await integrity.verify({ head, signal, onProgress }),
    });
    const stream = workStream({ what: 'The verification', run, cancelled }, context.req.raw.signal);
    return context.body(stream, 200, { 'content-type': 'application/x-ndjson' });
  });
  routes.get('/cases/:id/custody', (context) => {
    const { integrity } = services.openedCase(idOf(context));
    const { from, count } = check(page, context.req.query(), 'The query');
    return ok(context, integrity.custody(from, count));
  });
  return routes;
}

function cancelled(): TrailbenchError {
  return new TrailbenchError('cancelled', 'The verification was cancelled.');
}
