import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createHandler } from '../../src/main/api/handler';
import type { Services } from '../../src/main/api/services';
import { WINDOW_ORIGIN } from '../../src/main/shell/browser/guard';
import { startProxyServer } from '../../src/main/shell/browser/proxy-server';
import type { ProxyServer } from '../../src/main/shell/browser/proxy-server';
import { createSite } from '../../src/main/shell/site';
import { allRoutes } from './all-routes';
import { json } from './client';

/** Bodies of the window's own, with its secret, that are far larger than any that it sends. */
const SIZE = 40_000_000;
const MIB = 1024 * 1024;

let reached = 0;
/** Every service is there, and only counts. */
const services = new Proxy(() => undefined, {
  get: (_target, name) => (name === 'then' ? undefined : services),
  apply: () => {
    reached += 1;
    return services;
  },
}) as unknown as Services & (() => unknown);

const handle = createHandler(services);
const routes = allRoutes().filter(({ contentType }) => contentType === 'application/json');
const targets = routes.map(({ path }) => path);
/** What the routes with the largest limits take. */
const LARGE = targets.filter((target) => /\/(?:index\/start|search)$/.test(target));

beforeEach(() => {
  reached = 0;
});

/** A body in pieces that counts how many bytes of it were asked for. */
function counted(size: number): { readonly stream: ReadableStream<Uint8Array>; read: () => number } {
  const piece = new Uint8Array(64 * 1024).fill(0x20);
  let read = 0;
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (read >= size) controller.close();
        else controller.enqueue(piece);
        read += piece.length;
      },
    },
    { highWaterMark: 0 },
  );
  return { stream, read: () => read };
}

async function posted(target: string, body: ReadableStream<Uint8Array>, length?: number): Promise<Response> {
  const headers = {
    'content-type': 'application/json',
    ...(length === undefined ? {} : { 'content-length': `${length}` }),
  };
  const init = { method: 'POST', headers, body, duplex: 'half' } as RequestInit;
  return handle(new Request(WINDOW_ORIGIN + target, init));
}

/** A call of a service for its own sake, such as finding the case, is no harm: the body must not come to one. */
async function mustBeRefused(response: Response, status: number, code: string): Promise<void> {
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({ ok: false, error: { code } });
  expect(reached).toBeLessThanOrEqual(1);
}

describe('a body that is too large', () => {
  it.each(targets)('is refused by the length that it says, and no byte of it is read: %s', async (target) => {
    const body = counted(SIZE);
    await mustBeRefused(await posted(target, body.stream, 80 * MIB), 413, 'too-large');
    expect(body.read()).toBe(0);
  });

  it.each(targets)('is read no further than the limit where it does not say its length: %s', async (target) => {
    const body = counted(80 * MIB);
    await mustBeRefused(await posted(target, body.stream), 413, 'too-large');
    expect(body.read()).toBeLessThanOrEqual(64 * MIB + 128 * 1024);
    expect(body.read()).toBeGreaterThan(4 * MIB);
  });

  it('is 4 MiB and a byte for most routes', async () => {
    const small = targets.filter(
      (target) => !/evidence|index\/start|search|hashes|measure|acquisitions|cases$/.test(target),
    );
    expect(small.length).toBeGreaterThan(10);
    for (const target of small) {
      const response = await posted(target, counted(4 * MIB + 1).stream);
      expect([target, response.status]).toEqual([target, 413]);
      reached = 0;
      await mustBeRefused(await posted(target, counted(4 * MIB).stream), 400, 'bad-request');
    }
  });
});

describe('a body within the limit of its bytes', () => {
  const repeated = (head: string, unit: string, tail: string): string => {
    const many = unit.repeat(Math.floor((SIZE - head.length - tail.length) / unit.length));
    return `${head}${many.slice(0, -1)}${tail}`;
  };
  const RANGES = `{"indexVersion":1,"segments":[{"binding":"${'0'.repeat(64)}","covered":[`;
  const SHAPES: readonly (readonly [string, () => string, RegExp])[] = [
    ['numbers alone', () => repeated('[', '1,', ']'), /at (?:indexVersion|terms): /],
    ['numbers for ranges', () => repeated(RANGES, '1,', ']}]}'), /at (?:segments\.0\.covered|terms): /],
    ['numbers for sources', () => repeated('{"terms":["a"],"sources":[', '1,', ']}'), /at (?:indexVersion|sources): /],
    ['too many ranges', () => repeated(RANGES, '[0,0,1,0],', ']}]}'), /lists and objects/],
    ['too many sources', () => repeated('{"terms":["a"],"sources":[', '[0,[]],', ']}'), /lists and objects/],
    ['too many conditions', () => repeated('{"sources":[],"terms":[', '"a",', ']}'), /at (?:indexVersion|terms): /],
    ['lists a million deep', () => `${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`, /nested more than/],
    ['objects without end', () => '{"a":'.repeat(8_000_000), /nested more than/],
    ['fields without end', () => repeated('{', '"a":1,', '}'), /fields/],
    ['one huge text', () => repeated('"', 'a', '"'), /Expected Object/],
    ['one huge text that does not end', () => repeated('"', '\\"', ''), /is no JSON/],
    ['white space', () => ' '.repeat(SIZE), /is no JSON/],
  ];
  describe.each(LARGE)('%s', (target) => {
    it.each(SHAPES)('is refused at its first fault: %s', async (_name, make, message) => {
      const response = await handle(new Request(WINDOW_ORIGIN + target, json(make())));
      const text = await response.text();
      expect(response.status).toBe(400);
      expect(text).toMatch(message);
      // What is wrong is quoted, but not all of it.
      expect(text.length).toBeLessThan(1_000);
      expect(reached).toBeLessThanOrEqual(1);
    });
  });
});

describe('over a connection', () => {
  let proxy: ProxyServer;
  beforeAll(async () => {
    proxy = await startProxyServer(createSite(new Map(), handle));
  });
  afterAll(() => proxy.close());

  /** Writes all of a body before it looks at the answer, as a simple client does; rejects where the connection is torn. */
  function writeAll(headers: string, body: Buffer): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect(proxy.port, '127.0.0.1');
      let answer = '';
      socket.on('data', (chunk) => {
        answer += chunk.toString('latin1');
        if (answer.includes('}}')) socket.end();
      });
      socket.once('error', reject);
      socket.once('close', () => resolve(answer));
      socket.write(
        `POST ${WINDOW_ORIGIN}/api/cases/open HTTP/1.1\r\nHost: trailbench.localhost\r\nOrigin: ${WINDOW_ORIGIN}\r\n` +
          `Sec-Fetch-Site: same-origin\r\nx-trailbench-secret: ${proxy.secret}\r\nContent-Type: application/json\r\n${headers}\r\n`,
      );
      socket.write(body);
    });
  }

  it('a body that is too large gets its answer, and the connection is not torn', async () => {
    const body = Buffer.alloc(SIZE, ' ');
    const chunk = Buffer.concat([Buffer.from(`${SIZE.toString(16)}\r\n`), body, Buffer.from('\r\n0\r\n\r\n')]);
    for (const answer of [
      await writeAll(`Content-Length: ${SIZE}\r\n`, body),
      await writeAll('Transfer-Encoding: chunked\r\n', chunk),
    ]) {
      expect(answer.startsWith('HTTP/1.1 413 ')).toBe(true);
      expect(answer).toContain('"code":"too-large"');
    }
    expect(reached).toBe(0);
  });
});
