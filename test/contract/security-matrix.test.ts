import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createHandler } from '../../src/main/api/handler';
import type { Services } from '../../src/main/api/services';
import { startProxyServer } from '../../src/main/shell/browser/proxy-server';
import type { ProxyServer } from '../../src/main/shell/browser/proxy-server';
import { createSite } from '../../src/main/shell/site';
import type { StaticFile } from '../../src/main/shell/static-files';
import { allRoutes } from './all-routes';
import type { Route } from './all-routes';
import { rawRequest, requestText } from './raw-http';
import type { RequestParts } from './raw-http';

const HOST = 'trailbench.localhost';
const ORIGIN = `http://${HOST}`;
const SECRET = 'x-trailbench-secret';

/** Services that only count: whatever an attack reaches, it shows. */
let reached: string[] = [];
const anyCase: object = new Proxy({}, { get: (_target, name) => (isGroup(name) ? anyCase : answering(name)) });
const services = counting(anyCase) as Services;

/** Services that stand together under one name. */
function isGroup(name: string | symbol): boolean {
  return name === 'acquire' || name === 'integrity' || name === 'said';
}

/** Every method counts, and gives this. */
function counting(given: unknown): object {
  return new Proxy(
    {},
    {
      get: (_target, name) => {
        if (isGroup(name)) return counting({});
        return () => {
          reached.push(String(name));
          return given;
        };
      },
    },
  );
}

/** An answer of any shape; not a promise itself, for whoever awaits it. */
function answering(name: string | symbol): unknown {
  if (name === 'then' || name === 'toJSON') return undefined;
  return () => Promise.resolve(name === 'record' || name === 'verdicts' ? new Uint8Array(2) : {});
}

let proxy: ProxyServer;
beforeAll(async () => {
  const file: StaticFile = {
    type: 'text/html; charset=utf-8',
    bytes: new TextEncoder().encode('<p>__CSP_NONCE__</p>'),
  };
  const script: StaticFile = { type: 'text/javascript; charset=utf-8', bytes: new TextEncoder().encode('1') };
  const files = new Map([
    ['/', file],
    ['/assets/main-C_1x.js', script],
  ]);
  proxy = await startProxyServer(createSite(files, createHandler(services)));
});
afterAll(() => proxy.close());
beforeEach(() => {
  reached = [];
});

/** What the window itself sends. */
function honest(route: Route): RequestParts {
  const headers: [string, string][] = [
    ['Host', HOST],
    [SECRET, proxy.secret],
    ['Sec-Fetch-Site', 'same-origin'],
  ];
  if (route.method === 'POST') headers.push(['Origin', ORIGIN]);
  if (route.contentType !== null) headers.push(['Content-Type', route.contentType]);
  return { method: route.method, target: ORIGIN + route.path, headers, body: route.contentType === null ? '' : '{}' };
}

function without(parts: RequestParts, name: string): RequestParts {
  return { ...parts, headers: parts.headers.filter(([each]) => each !== name) };
}

function having(parts: RequestParts, name: string, ...values: string[]): RequestParts {
  const added = values.map((value) => [name, value] as const);
  return { ...parts, headers: [...without(parts, name).headers, ...added] };
}

type Attack = (parts: RequestParts, route: Route) => RequestParts;

/** On every route. */
const ATTACKS: Readonly<Record<string, Attack>> = {
  'no secret': (parts) => without(parts, SECRET),
  'an empty secret': (parts) => having(parts, SECRET, ''),
  'a wrong secret': (parts) => having(parts, SECRET, 'A'.repeat(43)),
  'a secret with more behind it': (parts) => having(parts, SECRET, `${proxy.secret}A`),
  'the secret twice': (parts) => having(parts, SECRET, proxy.secret, proxy.secret),
  'the secret in the query instead': (parts) => ({
    ...without(parts, SECRET),
    target: `${parts.target}${parts.target.includes('?') ? '&' : '?'}${SECRET}=${proxy.secret}`,
  }),
  'the secret in a cookie instead': (parts) => having(without(parts, SECRET), 'Cookie', `${SECRET}=${proxy.secret}`),
  'the address as Host': (parts) => having(parts, 'Host', `127.0.0.1:${proxy.port}`),
  'localhost as Host': (parts) => having(parts, 'Host', `localhost:${proxy.port}`),
  'another Host': (parts) => having(parts, 'Host', 'evil.example'),
  'our Host with a port': (parts) => having(parts, 'Host', `${HOST}:80`),
  'our Host as a subdomain': (parts) => having(parts, 'Host', `${HOST}.evil.example`),
  'our Host in another case': (parts) => having(parts, 'Host', 'TRAILBENCH.localhost'),
  'no Host': (parts) => without(parts, 'Host'),
  'two Hosts': (parts) => having(parts, 'Host', HOST, 'evil.example'),
  'another host in the request line': (parts, route) => ({ ...parts, target: `http://evil.example${route.path}` }),
  'a subdomain in the request line': (parts, route) => ({ ...parts, target: `http://a.${HOST}${route.path}` }),
  'a port in the request line': (parts, route) => ({ ...parts, target: `http://${HOST}:8080${route.path}` }),
  'a user in the request line': (parts, route) => ({ ...parts, target: `http://${HOST}@evil.example${route.path}` }),
  'a user before our host': (parts, route) => ({ ...parts, target: `http://u:p@${HOST}${route.path}` }),
  'https in the request line': (parts, route) => ({ ...parts, target: `https://${HOST}${route.path}` }),
  'a path alone in the request line': (parts, route) => ({ ...parts, target: route.path }),
  'a cross-site fetch': (parts) => having(parts, 'Sec-Fetch-Site', 'cross-site'),
  'a same-site fetch': (parts) => having(parts, 'Sec-Fetch-Site', 'same-site'),
  'a navigation typed in': (parts) => having(parts, 'Sec-Fetch-Site', 'none'),
  'no Sec-Fetch-Site': (parts) => without(parts, 'Sec-Fetch-Site'),
  'Sec-Fetch-Site twice': (parts) => having(parts, 'Sec-Fetch-Site', 'same-origin', 'cross-site'),
  'a wrong Origin': (parts) => having(parts, 'Origin', 'http://evil.example'),
  'a null Origin': (parts) => having(parts, 'Origin', 'null'),
  'our Origin with a port': (parts) => having(parts, 'Origin', `${ORIGIN}:8080`),
  'our Origin under https': (parts) => having(parts, 'Origin', `https://${HOST}`),
  'the other method': (parts, route) => ({ ...parts, method: route.method === 'GET' ? 'PUT' : 'DELETE' }),
  OPTIONS: (parts) => ({ ...parts, method: 'OPTIONS' }),
  HEAD: (parts) => ({ ...parts, method: 'HEAD' }),
  TRACE: (parts) => ({ ...parts, method: 'TRACE' }),
  CONNECT: (parts) => ({ ...parts, method: 'CONNECT', target: `${HOST}:80` }),
  'CONNECT to elsewhere': (parts) => ({ ...parts, method: 'CONNECT', target: 'evil.example:443' }),
  'an upgrade': (parts) => having(having(parts, 'Connection', 'Upgrade'), 'Upgrade', 'websocket'),
  'a dot segment': (parts, route) => ({ ...parts, target: `${ORIGIN}/x/..${route.path}` }),
  'an escaped dot segment': (parts, route) => ({ ...parts, target: `${ORIGIN}/x/%2e%2e${route.path}` }),
  'an escaped letter': (parts, route) => ({ ...parts, target: `${ORIGIN}${route.path.replace('/api', '/%61pi')}` }),
  'an escaped slash': (parts, route) => ({ ...parts, target: `${ORIGIN}${route.path.replace('/api/', '/api%2f')}` }),
  'a backslash': (parts, route) => ({ ...parts, target: `${ORIGIN}${route.path.replace('/api/', '/api\\')}` }),
  'a doubled slash': (parts, route) => ({ ...parts, target: `${ORIGIN}/${route.path}` }),
  'a doubled inner slash': (parts, route) => ({ ...parts, target: ORIGIN + route.path.replace('/api/', '/api//') }),
  'another case': (parts, route) => ({ ...parts, target: ORIGIN + route.path.replace('/api', '/API') }),
  'a NUL in the path': (parts, route) => ({ ...parts, target: ORIGIN + route.path.replace('/api/', '/api/%00') }),
  'a trailing dot': (parts, route) => ({ ...parts, target: ORIGIN + route.path.replace(/(\?|$)/, '/.$1') }),
};

/** On routes that take a body. */
const ATTACKS_ON_POST: Readonly<Record<string, Attack>> = {
  'no Origin': (parts) => without(parts, 'Origin'),
  'a text/plain body': (parts) => having(parts, 'Content-Type', 'text/plain'),
  'a JSON body that says it is text': (parts) => having(parts, 'Content-Type', 'text/plain; application/json'),
  'a form body': (parts) => having(parts, 'Content-Type', 'application/x-www-form-urlencoded'),
  'a multipart body': (parts) => having(parts, 'Content-Type', 'multipart/form-data; boundary=x'),
  'no content type': (parts) => without(parts, 'Content-Type'),
  'GET instead': (parts) => ({ ...parts, method: 'GET' }),
};

/** On routes that take none. */
const ATTACKS_ON_GET: Readonly<Record<string, Attack>> = {
  'a body': (parts) => ({ ...parts, body: '{}' }),
};

const routes = allRoutes();
const named = (some: readonly Route[]) => some.map((route) => [`${route.method} ${route.path}`, route] as const);

// The one response without end is left to the contract suite, which reads its lines.
it.each(named(routes.filter((route) => !route.path.endsWith('/stream'))))('%s answers the window', async (_, route) => {
  const reply = await rawRequest(proxy.port, requestText(honest(route)));
  if (reply.status === 200) {
    expect(reached.length).toBeGreaterThan(0);
  } else {
    // The empty body of this test was refused by the route itself, so the request came that far.
    expect(reply.status).toBe(400);
    expect(reply.body).toContain('bad-request');
  }
});

describe.each(named(routes))('%s', (_name, route) => {
  const more = route.method === 'GET' ? ATTACKS_ON_GET : ATTACKS_ON_POST;

  it.each(Object.entries({ ...ATTACKS, ...more }))('refuses %s', async (_attack, attack) => {
    const reply = await rawRequest(proxy.port, requestText(attack(honest(route), route)));
    expect(reply.status).toBeGreaterThanOrEqual(400);
    expect(reply.status).toBeLessThan(500);
    expect(reached).toEqual([]);
    expect(reply.headers.has('access-control-allow-origin')).toBe(false);
    expect(reply.body).not.toContain(proxy.secret);
  });
});

it('covers every route of the contract', () => {
  expect(routes).toHaveLength(52);
});

describe('static files', () => {
  const get = (target: string, headers: readonly (readonly [string, string])[] = [['Host', HOST]], method = 'GET') =>
    rawRequest(proxy.port, requestText({ method, target, headers, body: '' }));

  it('are served to the window without the secret, isolated and under the policy, with a new nonce each time', async () => {
    const nonces = new Set<string>();
    for (let round = 0; round < 3; round += 1) {
      const { status, headers, body } = await get(`${ORIGIN}/`);
      expect(status).toBe(200);
      expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
      expect(headers.get('cross-origin-embedder-policy')).toBe('require-corp');
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('cache-control')).toBe('no-store');
      const nonce = /'nonce-([A-Za-z0-9+/=]{24})'/.exec(headers.get('content-security-policy') ?? '')?.[1];
      expect(body).toContain(`<p>${nonce}</p>`);
      nonces.add(nonce ?? '');
    }
    expect(nonces.size).toBe(3);
  });

  it('give a worker the same policy and isolation', async () => {
    const { status, headers } = await get(`${ORIGIN}/assets/main-C_1x.js`);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'");
    expect(headers.get('cross-origin-embedder-policy')).toBe('require-corp');
  });

  it.each([
    '/index.html',
    '/assets',
    '/assets/',
    '/assets/main-C_1x.js.map',
    '/../package.json',
    '/%2e%2e/package.json',
    '/..%2fpackage.json',
    '/assets/../../../package.json',
    '/assets\\main-C_1x.js',
    '//etc/passwd',
    '/.stamp',
    '/favicon.ico',
  ])('never include %s', async (path) => {
    const { status } = await get(ORIGIN + path);
    expect([400, 404]).toContain(status);
  });

  it.each([
    ['another host', 'http://evil.example/', [['Host', HOST]]],
    ['another Host', `${ORIGIN}/`, [['Host', 'evil.example']]],
    ['a path alone', '/', [['Host', HOST]]],
    ['the address', `http://127.0.0.1/`, [['Host', '127.0.0.1']]],
  ] as const)('are not served for %s', async (_name, target, headers) => {
    expect((await get(target, headers)).status).toBe(421);
  });

  it.each(['POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS'])('are not served to %s', async (method) => {
    expect((await get(`${ORIGIN}/`, [['Host', HOST]], method)).status).toBe(405);
  });
});

it('refuses what is no HTTP at all, and listens on this machine alone', async () => {
  expect((await rawRequest(proxy.port, '\x16\x03\x01\x02\x00\x01\r\n\r\n')).status).toBe(400);
  expect((await rawRequest(proxy.port, `GET ${ORIGIN}/ HTTP/1.0\r\n\r\n`)).status).toBe(421);
  expect(proxy.secret).toMatch(/^[A-Za-z0-9_-]{43}$/);
});

it('answers an unknown path of the API with a failure, not with a file', async () => {
  const route: Route = { method: 'GET', path: '/api/nothing', contentType: null };
  const reply = await rawRequest(proxy.port, requestText(honest(route)));
  expect(reply.status).toBe(404);
  expect(JSON.parse(reply.body)).toMatchObject({ ok: false, error: { code: 'not-found' } });
});
