import { createServer as createHttp } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { createServer as createNet, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Connection } from '../../src/main/acquire/s3/connection';
import { listPages } from '../../src/main/acquire/s3/listing';
import { awsError } from '../../src/main/acquire/s3/aws-failure';
import { useKeys } from './support/desk';
import { TEST_CERTIFICATE, TEST_KEY } from './support/test-certificate';

let server: Server | undefined;
const sockets = new Set<Socket>();
beforeEach(() => useKeys());
afterEach(async () => {
  const closed = new Promise((resolve) => server?.close(resolve));
  for (const socket of sockets) socket.destroy();
  await closed;
});

async function listen(made: Server): Promise<number> {
  server = made;
  made.on('connection', (socket: Socket) => {
    sockets.add(socket);
    // The other side may be gone already.
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
  return (made.address() as AddressInfo).port;
}

/** What the analyst is told. */
async function said(endpoint: string): Promise<string> {
  const connection = await Connection.open({ endpoint, pathStyle: true });
  let answered = false;
  connection.onAnswer(() => (answered = true));
  try {
    const to = await connection.bucket('bucket');
    const { signal } = new AbortController();
    for await (const _ of listPages(to, { prefix: '' }, signal)) break;
    throw new Error('It was listed.');
  } catch (cause) {
    expect(answered).toBe(false);
    return awsError(cause, 'Listing', 'bucket').message;
  } finally {
    connection.close();
  }
}

describe('a port that speaks otherwise than it is asked', () => {
  it('is told where it speaks TLS and hangs up on plain HTTP', async () => {
    const port = await listen(createHttps({ key: TEST_KEY, cert: TEST_CERTIFICATE }));
    expect(await said(`http://127.0.0.1:${port}`)).toContain('The port speaks TLS, and was asked in plain HTTP');
  });

  it.each([
    '<html><center>The plain HTTP request was sent to HTTPS port</center></html>',
    'Client sent an HTTP request to an HTTPS server.\n',
  ])('is told where it says so itself: %s', async (body) => {
    const port = await listen(
      createHttp((_, response) => {
        response.writeHead(400, { 'content-type': body.startsWith('<') ? 'text/html' : 'text/plain' });
        response.end(body);
      }),
    );
    expect(await said(`http://127.0.0.1:${port}`)).toContain('write the endpoint with https://');
  });

  it('is told where it answers plain HTTP with an alert of TLS', async () => {
    const port = await listen(createNet((socket) => void socket.end(Buffer.from([0x15, 3, 1, 0, 2, 2, 70]))));
    expect(await said(`http://127.0.0.1:${port}`)).toContain('write the endpoint with https://');
  });

  it('is told where it does not speak TLS', async () => {
    const port = await listen(createHttp((_, response) => response.end('x')));
    expect(await said(`https://127.0.0.1:${port}`)).toContain('write the endpoint with http://');
  });

  it('is told where it speaks neither', async () => {
    const port = await listen(createNet((socket) => void socket.end('SSH-2.0-OpenSSH_9.2\r\n')));
    expect(await said(`http://127.0.0.1:${port}`)).toContain('speaks neither HTTP nor TLS');
    expect(await said(`https://127.0.0.1:${port}`)).toContain('does not speak TLS');
  });

  it('is told where its certificate is not trusted', async () => {
    const port = await listen(createHttps({ key: TEST_KEY, cert: TEST_CERTIFICATE }));
    expect(await said(`https://127.0.0.1:${port}`)).toMatch(
      /certificate of the server is not trusted.*NODE_EXTRA_CA_CERTS/,
    );
  });
});
