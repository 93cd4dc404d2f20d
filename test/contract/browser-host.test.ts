import { request as httpRequest } from 'node:http';
import path from 'node:path';
import { Readable } from 'node:stream';
import { vi } from 'vitest';
import { SECRET_HEADER } from '../../src/contract/routes';
import { openApplication } from '../../src/main/api/application';
import { createHandler } from '../../src/main/api/handler';
import { createBrowserShell } from '../../src/main/shell/browser/browser-shell';
import { WINDOW_HOST, WINDOW_ORIGIN } from '../../src/main/shell/browser/guard';
import { startProxyServer } from '../../src/main/shell/browser/proxy-server';
import { createSite } from '../../src/main/shell/site';
import { builtWorker } from '../support/indexing-worker';
import { contractSuite } from './suite';

contractSuite({
  host: 'browser',
  start: async ({ profile, cases }) => {
    vi.stubEnv('TRAILBENCH_PROFILE', profile);
    vi.stubEnv('TRAILBENCH_CASES', cases);
    const worker = await builtWorker();
    const application = await openApplication({
      root: path.resolve(import.meta.dirname, '../..'),
      shell: createBrowserShell({ unsandboxed: false }),
      startWorker: worker.start,
    });
    const proxy = await startProxyServer(createSite(new Map(), createHandler(application)));
    return {
      request: (target, init) => throughProxy(proxy.port, proxy.secret, target, init),
      close: async () => {
        await proxy.close();
        await application.close();
        worker.remove();
        vi.unstubAllEnvs();
      },
    };
  },
});

/** As a browser asks its proxy: the whole URL in the request line, over a connection of its own. */
async function throughProxy(port: number, secret: string, target: string, init: RequestInit = {}): Promise<Response> {
  const method = init.method ?? 'GET';
  const headers: Record<string, string> = {
    ...Object.fromEntries(new Headers(init.headers)),
    host: WINDOW_HOST,
    [SECRET_HEADER]: secret,
    'sec-fetch-site': 'same-origin',
    ...(method === 'GET' ? {} : { origin: WINDOW_ORIGIN }),
  };
  const body = init.body === undefined || init.body === null ? null : Buffer.from(await bytesOf(init.body));
  if (body !== null) headers['content-length'] = String(body.length);
  return new Promise((resolve, reject) => {
    const signal = init.signal ?? undefined;
    const options = { host: '127.0.0.1', port, method, path: WINDOW_ORIGIN + target, headers, agent: false };
    const asked = httpRequest({ ...options, ...(signal === undefined ? {} : { signal }) }, (answer) => {
      const empty = answer.statusCode === 204;
      const given = Object.entries(answer.headers).map(([name, value]) => [name, String(value)] as [string, string]);
      // A reader that goes away tears the connection, which the answer tells as an error of its own.
      answer.on('error', () => asked.destroy());
      const stream = empty ? null : (Readable.toWeb(answer) as ReadableStream<Uint8Array>);
      resolve(new Response(stream, { status: answer.statusCode ?? 500, headers: given }));
    });
    asked.once('error', reject);
    asked.end(body ?? undefined);
  });
}

function bytesOf(body: BodyInit): Promise<ArrayBuffer> {
  return new Response(body).arrayBuffer();
}
