import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface OddAnswer {
  readonly status: number;
  readonly type?: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** How a store goes astray; what is left out is as S3 does it. */
export interface OddStoreOptions {
  readonly objects: ReadonlyMap<string, Buffer>;
  readonly pageSize?: number;
  /**
   * How a page that is not the last says how to go on. `none`: not at all. `same`: by one token for all. `loop`: by a
   * new token each time, which is not heeded. `v1`: as the first version of the call does, whose words alone are heeded.
   */
  readonly goesOn?: 'token' | 'none' | 'same' | 'loop' | 'v1';
  /** Request members that are not heeded. */
  readonly deaf?: readonly ('start-after' | 'marker' | 'prefix' | 'delimiter')[];
  /** Of the answer's XML, with its colon. */
  readonly namespace?: string;
  readonly encode?: 'url' | 'raw' | 'unsaid' | 'said-not-done';
  readonly truncated?: (more: boolean) => string | undefined;
  readonly keyCount?: (count: number) => number;
  readonly modified?: string;
  /** Instead of the usual answer. `asked` counts requests of this kind from 0. */
  readonly answer?: (url: URL, asked: number) => OddAnswer | undefined;
  /** Of an object's answer. */
  readonly headers?: (key: string, bytes: Buffer) => Readonly<Record<string, string>>;
  /** Bytes that are sent for an object. */
  readonly sent?: (key: string, bytes: Buffer, asked: number) => Buffer;
}

export interface OddStore {
  readonly endpoint: string;
  /** Addresses that were asked for. */
  readonly asked: URL[];
  close(): Promise<void>;
}

/** A store of one bucket, `bucket`, that does as it is told. */
export async function startOddStore(options: OddStoreOptions): Promise<OddStore> {
  const asked: URL[] = [];
  const counts = new Map<string, number>();
  const server = createServer((request, response) => {
    request.resume();
    const url = new URL(request.url ?? '', 'http://store');
    asked.push(url);
    const number = counts.get(url.pathname) ?? 0;
    counts.set(url.pathname, number + 1);
    const key = keyOf(request);
    const other = options.answer?.(url, number);
    if (other !== undefined) {
      const { status, type = 'text/html', body, headers = {} } = other;
      response.writeHead(status, { 'content-type': type, ...headers });
      response.end(body);
    } else if (key === '') {
      response.writeHead(200, { 'content-type': 'application/xml' });
      response.end(listingPage(options, url.searchParams, asked.length));
    } else {
      const bytes = options.objects.get(key);
      if (bytes === undefined) {
        response.writeHead(404, { 'content-type': 'application/xml' });
        response.end('<Error><Code>NoSuchKey</Code><Message>There is no such key.</Message></Error>');
        return;
      }
      const sent = options.sent?.(key, bytes, number) ?? bytes;
      response.writeHead(200, {
        'content-length': String(sent.length),
        etag: `"${createHash('md5').update(bytes).digest('hex')}"`,
        'last-modified': 'Tue, 14 Nov 2023 10:00:00 GMT',
        ...options.headers?.(key, bytes),
      });
      response.end(sent);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () => closed(server),
  };
}

async function closed(server: Server): Promise<void> {
  const end = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await end;
}

function keyOf(request: IncomingMessage): string {
  const [path = ''] = (request.url ?? '').split('?');
  const [, , ...rest] = path.split('/');
  return rest.map((part) => decodeURIComponent(part)).join('/');
}

/** A page of a listing, as such a store answers it. */
export function listingPage(options: OddStoreOptions, query: URLSearchParams, number: number): string {
  const { goesOn = 'token', pageSize = 1_000, deaf = [], namespace: n = '' } = options;
  const said = (name: 'start-after' | 'marker' | 'prefix' | 'delimiter'): string =>
    deaf.includes(name) ? '' : (query.get(name) ?? '');
  const token = query.get('continuation-token');
  const isOld = goesOn === 'v1';
  const after = isOld ? said('marker') : (place(goesOn, token) ?? (said('start-after') || said('marker')));
  const names = namesBelow([...options.objects.keys()], said('prefix'), said('delimiter')).filter((name) =>
    // A folder is passed by what sorts after all that it holds.
    name.endsWith('/') && said('delimiter') !== '' ? name > after && !after.startsWith(name) : name > after,
  );
  const here = names.slice(0, pageSize);
  const more = names.length > here.length;
  const { encode = 'url' } = options;
  const write = (key: string): string =>
    xml(encode === 'raw' || encode === 'said-not-done' ? key : encodeURIComponent(key).replaceAll('%20', '+'));
  const truncated = options.truncated === undefined ? String(more) : options.truncated(more);
  const parts = [
    `<${n}Name>bucket</${n}Name>`,
    encode === 'url' || encode === 'said-not-done' ? `<${n}EncodingType>url</${n}EncodingType>` : '',
    truncated === undefined ? '' : `<${n}IsTruncated>${truncated}</${n}IsTruncated>`,
    isOld ? '' : `<${n}KeyCount>${String(options.keyCount?.(here.length) ?? here.length)}</${n}KeyCount>`,
    more || goesOn === 'loop' ? goingOn(goesOn, here, number, n) : '',
    ...here.map((name) => {
      if (!options.objects.has(name))
        return `<${n}CommonPrefixes><${n}Prefix>${write(name)}</${n}Prefix></${n}CommonPrefixes>`;
      const bytes = options.objects.get(name) ?? Buffer.alloc(0);
      const etag = createHash('md5').update(bytes).digest('hex');
      return (
        `<${n}Contents><${n}Key>${write(name)}</${n}Key>` +
        `<${n}LastModified>${options.modified ?? '2023-11-14T10:00:00.000Z'}</${n}LastModified>` +
        `<${n}ETag>&quot;${etag}&quot;</${n}ETag><${n}Size>${String(bytes.length)}</${n}Size></${n}Contents>`
      );
    }),
  ];
  const space = n === '' ? '' : ` xmlns:${n.slice(0, -1)}="http://s3.amazonaws.com/doc/2006-03-01/"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${n}ListBucketResult${space}>${parts.join('')}</${n}ListBucketResult>`;
}

function place(goesOn: string, token: string | null): string | undefined {
  if (token === null || goesOn === 'loop') return undefined;
  return goesOn === 'same' ? undefined : decodeURIComponent(token);
}

function goingOn(goesOn: string, here: readonly string[], number: number, n: string): string {
  const write = (token: string): string => `<${n}NextContinuationToken>${token}</${n}NextContinuationToken>`;
  if (goesOn === 'token') return write(encodeURIComponent(here.at(-1) ?? ''));
  if (goesOn === 'same') return write('the-token');
  return goesOn === 'loop' ? write(`token-${String(number)}`) : '';
}

function namesBelow(keys: readonly string[], prefix: string, delimiter: string): string[] {
  const names = keys
    .filter((key) => key.startsWith(prefix))
    .map((key) => {
      const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
      return at < 0 ? key : key.slice(0, at + 1);
    });
  return [...new Set(names)].sort();
}

function xml(text: string): string {
  return text.replace(/[&<>]/g, (character) => `&#${String(character.charCodeAt(0))};`);
}
