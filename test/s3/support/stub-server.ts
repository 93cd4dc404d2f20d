import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface StubObject {
  readonly key: string;
  readonly bytes: Buffer;
}

/** What a stub holds: objects in memory, or keys that are made as they are asked for. */
export interface StubStore {
  /** Keys after this one, in the order of their bytes; at most so many. */
  keysAfter(
    after: string,
    count: number,
  ): readonly { readonly key: string; readonly size: number; readonly etag: string }[];
  object(key: string): Buffer | undefined;
}

export interface StubServer {
  readonly endpoint: string;
  readonly pages: number;
  close(): Promise<void>;
}

/** Just enough of S3 to list and to get, for keys that no file system can hold. Listings are percent-encoded. */
export async function startStubServer(store: StubStore): Promise<StubServer> {
  const counts = { pages: 0 };
  const server = createServer((request, response) => {
    // The path as it was sent: URL would resolve `..` in it.
    const [path = '', query = ''] = (request.url ?? '').split('?');
    const [, , ...rest] = path.split('/');
    const key = rest.map((part) => decodeURIComponent(part)).join('/');
    if (key !== '') {
      sendObject(store.object(key), request, response);
      return;
    }
    counts.pages += 1;
    sendPage(store, new URLSearchParams(query), response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get pages() {
      return counts.pages;
    },
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function sendObject(bytes: Buffer | undefined, request: IncomingMessage, response: ServerResponse): void {
  request.resume();
  if (bytes === undefined) {
    response.writeHead(404, { 'content-type': 'application/xml' });
    response.end('<Error><Code>NoSuchKey</Code><Message>There is no such key.</Message></Error>');
    return;
  }
  response.writeHead(200, {
    'content-length': String(bytes.length),
    etag: `"${md5(bytes)}"`,
    'last-modified': 'Tue, 14 Nov 2023 10:00:00 GMT',
  });
  response.end(bytes);
}

function sendPage(store: StubStore, query: URLSearchParams, response: ServerResponse): void {
  const after = query.get('continuation-token') ?? query.get('start-after') ?? '';
  const count = Math.min(1_000, Number(query.get('max-keys') ?? 1_000));
  const keys = store.keysAfter(after, count + 1);
  const page = keys.slice(0, count);
  const last = page.at(-1);
  const contents = page.map(
    ({ key, size, etag }) =>
      `<Contents><Key>${encodeURIComponent(key)}</Key><LastModified>2023-11-14T10:00:00.000Z</LastModified>` +
      `<ETag>&quot;${etag}&quot;</ETag><Size>${size}</Size><StorageClass>STANDARD</StorageClass></Contents>`,
  );
  const more = keys.length > count && last !== undefined;
  const token = more ? `<NextContinuationToken>${xmlText(last.key)}</NextContinuationToken>` : '';
  response.writeHead(200, { 'content-type': 'application/xml' });
  response.end(
    `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult><Name>bucket</Name><EncodingType>url</EncodingType>` +
      `<IsTruncated>${String(more)}</IsTruncated>${token}${contents.join('')}</ListBucketResult>`,
  );
}

function xmlText(text: string): string {
  return text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
}

export function md5(bytes: Buffer): string {
  return createHash('md5').update(bytes).digest('hex');
}

/** Objects that are in memory. */
export function memoryStore(objects: readonly StubObject[]): StubStore {
  const byKey = new Map(objects.map(({ key, bytes }) => [key, bytes]));
  const keys = [...byKey.keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return {
    keysAfter: (after, count) => {
      const start = keys.findIndex((key) => Buffer.compare(Buffer.from(key), Buffer.from(after)) > 0);
      return (start < 0 ? [] : keys.slice(start, start + count)).map((key) => {
        const bytes = byKey.get(key) ?? Buffer.alloc(0);
        return { key, size: bytes.length, etag: md5(bytes) };
      });
    },
    object: (key) => byKey.get(key),
  };
}

/** So many log files of one account and region; none of them can be had. */
export function manyKeys(count: number): StubStore {
  const prefix = 'AWSLogs/111122223333/CloudTrail/us-east-1/2023/11/14/111122223333_CloudTrail_us-east-1_';
  const key = (number: number): string => `${prefix}${String(number).padStart(9, '0')}_AbCdEfGhIjKlMnOp.json.gz`;
  return {
    keysAfter: (after, wanted) => {
      const start = after.startsWith(prefix) ? Number(after.slice(prefix.length, prefix.length + 9)) + 1 : 0;
      const end = Math.min(count, start + wanted);
      return Array.from({ length: Math.max(0, end - start) }, (_, i) => ({
        key: key(start + i),
        size: 4_000,
        etag: md5(Buffer.from(String(start + i))),
      }));
    },
    object: () => undefined,
  };
}
