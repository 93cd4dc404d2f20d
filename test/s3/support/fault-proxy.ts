import { createServer, request as forward, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What goes wrong with one answer. */
export type Fault =
  /** The service asks for less. */
  | 'slow-down'
  /** The connection breaks before an answer. */
  | 'drop'
  /** It breaks within the body. */
  | 'break'
  /** The body stops and nothing more comes. */
  | 'stall'
  /** The body is shorter than announced, and ends as if it were whole. */
  | 'truncate'
  /** A byte of the body is another one. */
  | 'corrupt'
  /** The credentials have ended. */
  | 'expired'
  | 'denied'
  | 'kms'
  | 'archived';

export interface FaultProxy {
  readonly endpoint: string;
  /** GETs of objects, by key, in order of arrival. */
  readonly fetched: string[];
  /** Requests that are being answered now, and the most there were. */
  readonly most: number;
  close(): Promise<void>;
}

export interface ProxyOptions {
  readonly target: string;
  readonly bucket: string;
  /** Called for each request; undefined: nothing goes wrong. `key` is null for listings, which have a prefix. */
  readonly fault?: (key: string | null, prefix: string | null) => Fault | undefined;
  /** Default: any. */
  readonly port?: number;
  /** Milliseconds by which answers are late. */
  readonly delay?: number;
}

const ERRORS = {
  'slow-down': [503, 'SlowDown', 'Please reduce your request rate.'],
  expired: [400, 'ExpiredToken', 'The provided token has expired.'],
  denied: [403, 'AccessDenied', 'Access Denied'],
  kms: [
    403,
    'AccessDenied',
    'User: arn:aws:iam::111122223333:user/x is not authorized to perform: kms:Decrypt on the resource associated with this ciphertext',
  ],
  archived: [403, 'InvalidObjectState', "The operation is not valid for the object's storage class"],
} as const;

/** An HTTP proxy before an S3 server that spoils answers. */
export async function startFaultProxy(options: ProxyOptions): Promise<FaultProxy> {
  const fetched: string[] = [];
  const load = { now: 0, most: 0 };
  const server = createServer((request, response) => {
    load.now += 1;
    load.most = Math.max(load.most, load.now);
    response.once('close', () => (load.now -= 1));
    const key = keyOf(request, options.bucket);
    if (key !== null) fetched.push(key);
    setTimeout(() => answer(options, key, request, response), options.delay ?? 0);
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fetched,
    get most() {
      return load.most;
    },
    close: () => closeServer(server),
  };
}

function keyOf({ url = '', method }: IncomingMessage, bucket: string): string | null {
  const { pathname } = new URL(url, 'http://x');
  const start = `/${bucket}/`;
  return method === 'GET' && pathname.startsWith(start) && pathname.length > start.length
    ? decodeURIComponent(pathname.slice(start.length))
    : null;
}

function answer({ target, fault }: ProxyOptions, key: string | null, from: IncomingMessage, to: ServerResponse): void {
  const wrong = fault?.(key, new URL(from.url ?? '', 'http://x').searchParams.get('prefix'));
  if (wrong === 'drop') {
    from.socket.destroy();
    return;
  }
  if (wrong !== undefined && wrong in ERRORS) {
    const [status, code, message] = ERRORS[wrong as keyof typeof ERRORS];
    to.writeHead(status, { 'content-type': 'application/xml' });
    to.end(`<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`);
    return;
  }
  const { hostname, port } = new URL(target);
  const passed = forward({ hostname, port, path: from.url, method: from.method, headers: from.headers }, (answered) => {
    const chunks: Buffer[] = [];
    answered.on('data', (chunk: Buffer) => chunks.push(chunk));
    answered.on('end', () => spoil(wrong, answered, Buffer.concat(chunks), to));
  });
  passed.on('error', () => from.socket.destroy());
  from.pipe(passed);
}

function spoil(wrong: Fault | undefined, from: IncomingMessage, body: Buffer, to: ServerResponse): void {
  const { 'transfer-encoding': _encoding, connection: _connection, ...headers } = from.headers;
  const half = body.subarray(0, body.length >> 1);
  if (wrong === 'truncate') {
    // No length: the end of the connection is the end of the body.
    const { 'content-length': _length, ...rest } = headers;
    to.writeHead(from.statusCode ?? 500, { ...rest, connection: 'close' });
    to.end(half);
    return;
  }
  if (wrong === 'corrupt' && body.length > 0) body[body.length >> 1] = (body[body.length >> 1] ?? 0) ^ 1;
  to.writeHead(from.statusCode ?? 500, { ...headers, 'content-length': String(body.length) });
  if (wrong === 'break') to.write(half, () => to.destroy());
  else if (wrong === 'stall') to.write(half);
  else to.end(body);
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}
