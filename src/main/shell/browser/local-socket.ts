import { chmod } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';

/** Bytes of one request or answer. */
const LINE_MAX = 1 << 20;
const TIMEOUT_MS = 20_000;

export interface LocalServer {
  close(): Promise<void>;
}

/**
 * Answers one JSON line per connection with one JSON line, on a local socket that only this user may open (a named
 * pipe on Windows).
 */
export async function listenLocally(name: string, answer: (line: string) => Promise<unknown>): Promise<LocalServer> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
    void readLine(socket)
      .then(answer)
      .then((reply) => socket.end(`${JSON.stringify(reply)}\n`))
      .catch(() => socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(name, resolve);
  });
  if (process.platform !== 'win32') await chmod(name, 0o600);
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

/** absent: nobody listens. silent: somebody took the request and did not answer. */
export type Answer =
  { readonly state: 'absent' } | { readonly state: 'silent' } | { readonly state: 'answered'; readonly value: unknown };

/** Sends one JSON value and resolves to the answer. */
export async function ask(name: string, request: unknown): Promise<Answer> {
  const socket = connect(name);
  try {
    const connected = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    if (!connected) return { state: 'absent' };
    socket.write(`${JSON.stringify(request)}\n`);
    const line = await readLine(socket).catch(() => null);
    return line === null ? { state: 'silent' } : { state: 'answered', value: parseJson(line) };
  } finally {
    socket.destroy();
  }
}

/** Undefined for what is no JSON. */
function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined;
    throw cause;
  }
}

function readLine(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    socket.setTimeout(TIMEOUT_MS, () => reject(new Error('No line came in time')));
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('The connection ended before its line')));
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length > LINE_MAX) reject(new Error('The line is too long'));
      else if (chunk.includes(0x0a)) resolve(Buffer.concat(chunks).toString('utf8').trimEnd());
    });
  });
}
