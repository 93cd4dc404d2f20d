import { Hono } from 'hono';
import type { Context, Next } from 'hono';
import { TrailbenchError } from '../../contract/errors';
import { API } from '../../contract/routes';
import { acquireRoutes } from './acquire-routes';
import { annotationRoutes } from './annotation-routes';
import { appRoutes } from './app-routes';
import { caseRoutes } from './case-routes';
import { exportRoutes } from './export-routes';
import { indexingRoutes } from './indexing-routes';
import { integrityRoutes } from './integrity-routes';
import { failed } from './reply';
import { searchRoutes } from './search-routes';
import type { Services } from './services';
import { shellRoutes } from './shell-routes';
import { sourceRoutes } from './source-routes';
import { uploadRoutes } from './upload-routes';

/** Routes whose bodies are bytes. */
const BYTES = new RegExp(`^${API}/(?:uploads|cases/[^/]+/(?:annotations|(?:group-)?exports))$`);

/**
 * The one handler behind every host. It trusts that the host has checked who asks, and nothing else: every parameter
 * and body is validated here. It never rejects: a failure is a reply.
 */
export function createHandler(services: Services): (request: Request) => Promise<Response> {
  const app = new Hono().basePath(API);
  app.use(checkContentType);
  app.route('/', appRoutes(services));
  app.route('/', caseRoutes(services));
  app.route('/', annotationRoutes(services));
  app.route('/', indexingRoutes(services));
  app.route('/', sourceRoutes(services));
  app.route('/', searchRoutes(services));
  app.route('/', exportRoutes(services));
  app.route('/', integrityRoutes(services));
  app.route('/', acquireRoutes(services));
  app.route('/', uploadRoutes(services));
  app.route('/', shellRoutes(services));
  app.notFound((context) => {
    return failed(context, new TrailbenchError('not-found', `There is no ${context.req.method} ${context.req.path}.`));
  });
  app.onError((error, context) => failed(context, error));
  return async (request) => app.fetch(request);
}

/**
 * Bodies are JSON, except an uploaded file's and an export's list of rows. Checked before anything else: a form or a plain text, which a foreign
 * page could send without asking first, reaches no route.
 */
async function checkContentType(context: Context, next: Next): Promise<void> {
  if (context.req.method === 'POST') {
    const wanted = BYTES.test(context.req.path) ? 'application/octet-stream' : 'application/json';
    if (context.req.header('content-type') !== wanted) {
      throw new TrailbenchError('bad-request', `The body has to be ${wanted}.`);
    }
  }
  await next();
}
