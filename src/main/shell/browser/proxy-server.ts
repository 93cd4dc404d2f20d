import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { getRequestListener } from '@hono/node-server';
import { DATA_HEADERS } from '../security-headers';
import type { Handler } from '../site';
import { refuse } from './guard';
import type { Refusal } from './guard';
import { refuseBeforeBody } from './unread-body';

export interface ProxyServer {
  /** Of 127.0.0.1, chosen by the system. */
  readonly port: number;
  /** 256 bits, new at each launch; the window proves itself with it. */
  readonly secret: string;
  /** Ends every connection, streams included. */
  close(): Promise<void>;
}

/**
 * Starts the browser's HTTP proxy: it answers for the window's host alone and refuses everything else, tunnels
 * included, so the window reaches no network whatever it tries.
 */
export async function startProxyServer(site: Handler): Promise<ProxyServer> {
  const secret = randomBytes(32).toString('base64url');
  const answer = getRequestListener(async (request) => refuseBeforeBody(request, await site(request)), {
    overrideGlobalObjects: false,
  });
  const server = createServer((request, response) => {
    const refusal = refuse(request, secret);
    if (refusal === null) {
      void answer(request, response);
      return;
    }
    sendRefusal(response, refusal);
  });
  // A stream of pushed events stays open for hours, and an upload takes as long as it takes.
  server.requestTimeout = 0;
  // The browser ends its idle connections itself; ending them here could meet a request that is on its way.
  server.keepAliveTimeout = 0;
  server.on('connect', (_request, socket) => refuseSocket(socket, '405 Method Not Allowed'));
  server.on('upgrade', (_request, socket) => refuseSocket(socket, '400 Bad Request'));
  server.on('clientError', (_error, socket) => refuseSocket(socket, '400 Bad Request'));
  const port = await listen(server);
  return { port, secret, close: () => close(server) };
}

/** Answers without reading what the client still sends: the connection ends with the answer. */
function sendRefusal(response: ServerResponse, { status, message }: Refusal): void {
  const body = JSON.stringify({ ok: false, error: { code: 'refused', message } });
  response.writeHead(status, { ...DATA_HEADERS, 'content-type': 'application/json', connection: 'close' });
  response.end(body);
}

function refuseSocket(socket: Duplex, status: string): void {
  socket.on('error', () => socket.destroy());
  if (socket.writable) socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  else socket.destroy();
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('The proxy has no port'));
      else resolve(address.port);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
