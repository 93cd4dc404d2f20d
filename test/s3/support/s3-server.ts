import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Credentials that the server takes; looked for afterwards wherever they must not be. */
export const KEYS = { id: 'S3RVER', secret: 'S3RVER' } as const;

export interface StoredObject {
  readonly key: string;
  readonly bytes: Uint8Array;
  readonly metadata?: Readonly<Record<string, string>>;
  /** Default: the MD5 of its bytes. */
  readonly etag?: string;
}

export interface S3Server {
  readonly endpoint: string;
  readonly bucket: string;
  /** Puts an object beside those that are there. */
  put(object: StoredObject): void;
  remove(key: string): void;
  close(): Promise<void>;
}

/**
 * Starts s3rver, an S3 server in Node, in a process of its own: its continuation tokens need a cipher that Node offers
 * only on request. Objects are put where it keeps them.
 */
export async function startS3Server(objects: Iterable<StoredObject> = []): Promise<S3Server> {
  const bucket = 'trail-bucket';
  const folder = mkdtempSync(join(tmpdir(), 'trailbench-s3-'));
  mkdirSync(join(folder, bucket));
  let changes = 0;
  const changed = (): void => writeFileSync(join(folder, '.changes'), String((changes += 1)));
  const server: Pick<S3Server, 'put' | 'remove'> = {
    put({ key, bytes, metadata = {}, etag = createHash('md5').update(bytes).digest('hex') }) {
      const path = join(folder, bucket, key);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(`${path}._S3rver_object`, bytes);
      writeFileSync(`${path}._S3rver_object.md5`, etag);
      const headers = Object.fromEntries(
        Object.entries(metadata).map(([name, value]) => [`x-amz-meta-${name}`, value]),
      );
      writeFileSync(
        `${path}._S3rver_metadata.json`,
        JSON.stringify({ 'content-type': 'application/json', ...headers }),
      );
      changed();
    },
    remove(key) {
      for (const end of ['object', 'object.md5', 'metadata.json']) {
        rmSync(join(folder, bucket, `${key}._S3rver_${end}`), { force: true });
      }
      changed();
    },
  };
  changed();
  for (const object of objects) server.put(object);
  const child = spawn(process.execPath, ['--openssl-legacy-provider', '--no-deprecation', '-e', script(folder)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const port = await portOf(child);
    return {
      ...server,
      endpoint: `http://127.0.0.1:${port}`,
      bucket,
      close: async () => {
        await end(child);
        rmSync(folder, { recursive: true, force: true });
      },
    };
  } catch (cause) {
    await end(child);
    throw cause;
  }
}

/** Runs in the server's process. Its listing by folders overlooks deep ones, and reads the tree anew for each page. */
function script(folder: string): string {
  const path = createRequire(import.meta.url).resolve('s3rver');
  return `
    const S3rver = require(${JSON.stringify(path)});
    const S3Object = require(${JSON.stringify(join(dirname(path), 'models', 'object.js'))});
    const fs = require('node:fs');
    const root = ${JSON.stringify(folder)};
    const server = new S3rver({ address: '127.0.0.1', port: 0, silent: true, directory: root, vhostBuckets: false });
    const END = '._S3rver_object';
    let state = -1;
    let keys = [];
    function keysOf(bucket) {
      const now = fs.readFileSync(root + '/.changes', 'utf8');
      if (now === state) return keys;
      state = now;
      keys = fs.readdirSync(root + '/' + bucket, { recursive: true }).filter((name) => name.endsWith(END));
      keys = keys.map((name) => Buffer.from(name.slice(0, -END.length)));
      keys.sort(Buffer.compare);
      keys = keys.map((name) => name.toString());
      return keys;
    }
    server.store.listObjects = async (bucket, { delimiter = '', startAfter = '', prefix = '', maxKeys = 1000 }) => {
      const found = [];
      const folders = new Set();
      let isTruncated = false;
      for (const key of keysOf(bucket)) {
        if (!key.startsWith(prefix) || key <= startAfter) continue;
        const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
        if (at >= 0) folders.add(key.slice(0, at + 1));
        else if (found.length < maxKeys) found.push(key);
        else {
          isTruncated = true;
          break;
        }
      }
      const objects = await Promise.all(
        found.map(async (key) => new S3Object(bucket, key, null, await server.store.getMetadata(bucket, key))),
      );
      return { objects, commonPrefixes: [...folders].sort(), isTruncated };
    };
    server.run().then(({ port }) => console.log(String(port)));`;
}

function portOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.stdout?.once('data', (text: Buffer) => resolve(Number(text.toString())));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`s3rver ended with ${String(code)}`)));
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const over = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await over;
}
