import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { frameWish } from '../../src/contract/exports';
import type { ExportWishBody } from '../../src/contract/exports';
import type { GroupExportWish } from '../../src/contract/group-exports';
import { openApplication } from '../../src/main/api/application';
import type { Application } from '../../src/main/api/application';
import { createHandler } from '../../src/main/api/handler';
import { createBrowserShell } from '../../src/main/shell/browser/browser-shell';
import { WINDOW_ORIGIN } from '../../src/main/shell/browser/guard';
import { lowerFilter } from '../../src/core/query/language/lower';
import { parseFilterText } from '../../src/core/query/language/parse';
import { SaidReader } from '../../src/contract/said-reader';
import { decodeBase64 } from '../../src/main/annotations/said-journal';
import { packRows } from '../../src/core/report/export-rows';
import { INDEX_VERSION } from '../../src/core/event/facet-catalogue';
import { builtWorker } from '../support/indexing-worker';
import { allRoutes } from './all-routes';
import { ContractClient, json } from './client';
import { writeLogs } from './logs';

/**
 * Bodies, parameters and queries that no window sends. Whatever they are, they are somebody's bad use, and none of
 * them a fault of the program: a reply never says that something failed inside of it.
 */
const root = mkdtempSync(path.join(os.tmpdir(), 'contract-hostile-'));
const SECONDS_2024 = 1_709_251_200;
/** A condition on records, as a window names it. */
const TERM = evidenceTermOf('GetObject');
let application: Application;
let handle: (request: Request) => Promise<Response>;
let client: ContractClient;
let worker: Awaited<ReturnType<typeof builtWorker>>;
let id = '';
let session = '';

beforeAll(async () => {
  const home = path.join(root, 'home', 'a', 'b');
  mkdirSync(home, { recursive: true });
  const environment = {
    TRAILBENCH_PROFILE: path.join(root, 'profile'),
    TRAILBENCH_CASES: path.join(root, 'cases'),
    // Where relative paths and those of a home go.
    INIT_CWD: home,
    HOME: home,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: path.join(root, 'none'),
    AWS_SHARED_CREDENTIALS_FILE: path.join(root, 'none'),
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  writeLogs(path.join(root, 'logs'));
  worker = await builtWorker();
  application = await openApplication({
    root: path.resolve(import.meta.dirname, '../..'),
    shell: createBrowserShell({ unsandboxed: false }),
    startWorker: worker.start,
  });
  handle = createHandler(application);
  client = new ContractClient((target, init) => handle(new Request(WINDOW_ORIGIN + target, init)));
  await reopen();
});
afterAll(async () => {
  await application.close();
  worker.remove();
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true, force: true });
});

/** A case that is open and whole, with a session of its index. */
async function reopen(): Promise<void> {
  const { id: made } = await application.createCase({ name: 'Hostile', paths: [path.join(root, 'logs')], uploads: [] });
  id = made;
  ({ session } = await client.startIndex(id, []));
  await client.pull(session, id);
}

function nested(depth: number): string {
  return `${'['.repeat(depth)}${']'.repeat(depth)}`;
}

function evidenceTermOf(text: string): string {
  const parsed = parseFilterText(text);
  const [term] = parsed.ok ? lowerFilter(parsed.filter).evidence : [];
  if (term === undefined) throw new Error(`${text} is no condition on records.`);
  return term.id;
}

/** As JSON, since not all of them can be written as values. */
const VALUES: readonly string[] = [
  'null',
  'true',
  '0',
  '-1',
  '1.5',
  '1e308',
  '-1e308',
  '1e999',
  '4294967296',
  '9007199254740993',
  '"NaN"',
  '""',
  '" "',
  '"\\u0000"',
  '"a\\u0000b"',
  '"\\ud800"',
  '"../.."',
  '"~"',
  '"/dev/null"',
  '"/proc/self/mem"',
  '"/proc/none/x"',
  '"constructor"',
  '"__proto__"',
  '"9999-99-99"',
  '"s3://"',
  '"s3:///"',
  '"s3://a b/\\u0000"',
  '"http://["',
  `"${'x'.repeat(3_000)}"`,
  `"${'d/'.repeat(100)}"`,
  `"${'x'.repeat(100_000)}"`,
  `"${'('.repeat(60_000)}"`,
  '[]',
  '{}',
  '[null]',
  '[""]',
  '["\\u0000"]',
  '["x","x"]',
  '["a..b"]',
  '["__proto__"]',
  `["${'x'.repeat(5_000)}"]`,
  `["${'a.'.repeat(1_000)}b"]`,
  '[-1]',
  '[[]]',
  '[[0]]',
  '[[0,0,0]]',
  '[[0,0,1]]',
  '[[0,4294967295,4294967295]]',
  '[[9007199254740991,9007199254740991,9007199254740991]]',
  '[[999999,0,1]]',
  '[[0,0,1,1]]',
  '[[0,9,1,1]]',
  '[[0,0,9007199254740991,0]]',
  '[[0,[]]]',
  '[[0,[0,1]]]',
  '[[0,[4294967295,4294967295]]]',
  '[[999999,[0,1]]]',
  '[[0,[0,1]],[0,[0,1]]]',
  '{"__proto__":{"polluted":true}}',
  '{"length":1e9}',
  '{"toString":1,"valueOf":1}',
  nested(15),
  nested(5_000),
  nested(100_000),
];

/** A body that each route takes, or would if its subject were there; each of its fields is put to the values in turn. */
function bodies(): Readonly<Record<string, readonly object[]>> {
  const choice = { uri: 's3://bucket/x', streams: [], accounts: [], regions: [], kinds: [], everything: false };
  const times = { from: '2024-03-01', to: '2024-03-02' };
  const hours = { from: SECONDS_2024, to: SECONDS_2024 + 7_200, accounts: [], regions: [] };
  const measure = { connection: 'c', choice: { ...choice, ...times, exactDays: true, globalRegion: false }, case: id };
  return {
    '/api/cases': [{ name: 'Made', paths: [], uploads: [], folder: path.join(root, 'made') }],
    '/api/cases/open': [{ path: path.join(root, 'none') }],
    // An object of any kind opens the sample: the bodies below are none.
    '/api/cases/sample': [],
    '/api/cases/forget': [{ id: 'none', path: 'none' }],
    '/api/author': [{ name: 'Ann' }],
    '/api/shell/pick': [{ kind: 'folder' }],
    // Without a file, the folder of the case would be shown.
    '/api/shell/reveal': [{ case: 'none', file: 'none' }],
    '/evidence': [{ paths: [], uploads: [] }],
    '/imports/0': [{ verb: 'go-on' }, { verb: 'give-up' }],
    '/close': [],
    '/index/start': [{ indexVersion: INDEX_VERSION, segments: [] }],
    '/index/next': [{ session: 'none', committed: [] }],
    '/index/cancel': [{}],
    '/index/resume': [{}],
    '/index/done': [{ events: 0, duplicates: 0 }],
    '/content-hashes': [{ records: [] }],
    '/search': [{ terms: [TERM], sources: [] }],
    '/field-values': [{ records: [[0, 12, 2]], paths: ['a'] }],
    '/api/acquire/connect': [
      { profile: 'p', roleArn: 'r', externalId: 'e', mfaSerial: 'm', mfaCode: '123456', region: 'eu-west-1' },
      { endpoint: 'http://127.0.0.1:1', pathStyle: true, requesterPays: false },
    ],
    '/api/acquire/disconnect': [{ connection: 'c' }],
    '/api/acquire/discover': [{ connection: 'c', uri: 's3://bucket' }],
    '/api/acquire/measure': [measure],
    '/acquisitions': [
      { what: 's3', connection: 'c', choice, expected: { objects: 0, bytes: 0 } },
      { what: 'event-history', connection: 'c', regions: ['eu-west-1'], ...times },
      { what: 'configuration', connection: 'c', regions: [], buckets: [], ...times },
      { what: 'notification', connection: 'c', path: 'none', text: '' },
    ],
    '/acquisitions/0/control': [
      { verb: 'pause' },
      { verb: 'resume', connection: 'c' },
      { verb: 'cancel' },
      { verb: 'retry-failed', connection: 'c', sources: [0] },
      { verb: 'sync', connection: 'c' },
    ],
    '/integrity/coverage': [{ zoom: 'hour', ...hours, trailEvents: [] }],
    '/integrity/covered': [hours],
    '/integrity/keys': [{ paths: [], uploads: [] }],
    '/integrity/verify': [{ head: '0'.repeat(64) }],
  };
}

/** The body with one field as each of the values, and without it; fields of objects within it too. */
function* variants(body: object): Generator<string> {
  for (const [name, value] of Object.entries(body)) {
    const { [name]: _, ...rest } = body as Record<string, unknown>;
    yield JSON.stringify(rest);
    const others = JSON.stringify(rest).slice(1, -1);
    const withField = (text: string): string => `{${others}${others === '' ? '' : ','}${JSON.stringify(name)}:${text}}`;
    for (const text of VALUES) yield withField(text);
    if (isObject(value)) for (const inner of variants(value)) yield withField(inner);
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What no body is: not JSON, or none of an object. */
const NO_OBJECTS: readonly string[] = [
  '',
  ' ',
  '{',
  '{}x',
  'NaN',
  '\ufeff{}',
  '{"a":1,}',
  ...VALUES.filter((text) => !text.startsWith('{')),
];

/** Fails where the reply, or the last line of it, tells of a fault of the program. */
async function mustBeForeseen(what: string, response: Response): Promise<void> {
  const text = response.headers.get('content-type') === 'application/octet-stream' ? '' : await response.text();
  const told = `${what.slice(0, 300)} -> ${response.status} ${text.slice(-600)}`;
  expect(response.status, told).not.toBe(500);
  expect(text, told).not.toContain('"internal"');
  expect(text, told).not.toContain('Something failed inside');
}

const ID = '0b5f2d5e-1111-4222-8333-444455556666';
const routes = allRoutes();
const postRoutes = routes.filter(({ method, contentType }) => method === 'POST' && contentType === 'application/json');

/** The part of the path that names the route in `bodies`. */
function nameOf(target: string): string {
  return target.startsWith(`/api/cases/${ID}`) ? target.slice(`/api/cases/${ID}`.length) : target;
}

// Closing the case is one of them.
beforeEach(async () => {
  if ((await client.send(`/api/cases/${id}`)).status === 404) await reopen();
});

describe('bodies that no window sends', () => {
  it('are given to every route', () => {
    expect(postRoutes.map(({ path: target }) => nameOf(target)).sort()).toEqual(Object.keys(bodies()).sort());
  });

  it.each(postRoutes.map(({ path: target }) => target))('are no fault of the program: %s', async (target) => {
    const send = async (body: string): Promise<void> => {
      const to = target.replace(ID, id);
      await mustBeForeseen(`${to} ${body}`, await client.send(to, json(body)));
    };
    for (const body of NO_OBJECTS) await send(body);
    for (const base of bodies()[nameOf(target)] ?? []) for (const body of variants(base)) await send(body);
    if (target.endsWith('/index/start')) {
      for (const segment of variants({ binding: '0'.repeat(64), covered: [] })) {
        await send(`{"indexVersion":${INDEX_VERSION},"segments":[${segment}]}`);
      }
    }
    if (target.endsWith('/index/next')) for (const body of variants({ session, committed: [] })) await send(body);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe('parameters and queries that no window sends', () => {
  const NUMBERS = [
    '0',
    '-1',
    '1.5',
    'NaN',
    '1e9',
    '0x1',
    '4294967296',
    '9007199254740991',
    '9007199254740993',
    '%00',
    'a',
  ];

  it('are no fault of the program', async () => {
    for (const { method, path: target } of routes) {
      if (method !== 'GET' || target.endsWith('/stream')) continue;
      const base = target.replace(ID, id);
      for (const number of NUMBERS) {
        for (const query of [
          `from=${number}`,
          `count=${number}`,
          `from=0&count=1&verdict=${number}`,
          `rejected=${number}`,
        ]) {
          await mustBeForeseen(`${base}?${query}`, await client.send(`${base}?${query}`));
        }
        const parts = base.split('/');
        for (const [at, part] of parts.entries()) {
          if (part !== '0' && part !== '2' && part !== id) continue;
          const changed = parts.with(at, number).join('/');
          await mustBeForeseen(changed, await client.send(changed));
        }
      }
    }
  });

  it('of an upload are no fault of the program', async () => {
    const names = ['', '..', '/', 'a/../../b', '%00', '%ff', 'x'.repeat(1_025), 'x'.repeat(1_024), '\u0000'];
    for (const name of names) {
      for (const batch of ['b', '', '..', 'x'.repeat(65)]) {
        const query = `name=${encodeURIComponent(name)}&batch=${encodeURIComponent(batch)}`;
        const init = { method: 'POST', headers: { 'content-type': 'application/octet-stream' }, body: 'x' };
        await mustBeForeseen(query, await client.send(`/api/uploads?${query}`, init));
      }
    }
  });
});

describe('exports that no window wishes for', () => {
  const WISH: ExportWishBody = {
    format: 'csv',
    columns: ['time'],
    zone: 'UTC',
    raw: false,
    filter: '',
    order: '',
    duplicatesHidden: 0,
    rows: 1,
  };
  const FIRST = { shown: { source: 0, record: 0, offset: 12, length: 100 }, others: [] };

  const send = (body: BodyInit): Promise<Response> =>
    client.send(`/api/cases/${id}/exports`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body,
    });
  const framed = (text: string, length = Buffer.byteLength(text)): Buffer => {
    const frame = Buffer.alloc(4);
    frame.writeUInt32LE(length);
    return Buffer.concat([frame, Buffer.from(text)]);
  };

  it('are refused with what is wrong, before any of them begins', async () => {
    const wrong: [string, RegExp, Buffer | Uint8Array<ArrayBuffer>][] = [
      ['an unknown format', /format: use csv, jsonl or jsonl-evidence/, frameWish({ ...WISH, format: 'xml' as 'csv' })],
      ['a column that is none', /a\.\.b is no column/, frameWish({ ...WISH, columns: ['a..b'] })],
      ['no column', /No column is chosen/, frameWish({ ...WISH, columns: [] })],
      ['columns that are no list', /columns: use "all"/, framed(JSON.stringify({ ...WISH, columns: { 0: 'time' } }))],
      ['an unknown zone', /No time zone is called Mars/, frameWish({ ...WISH, zone: 'Mars' })],
      ['no body', /ends before the list of rows/, Buffer.alloc(0)],
      ['half a length', /ends before the list of rows/, Buffer.alloc(2)],
      ['a wish of no bytes', /is no JSON/, framed('')],
      ['a wish that ends early', /ends before the list of rows/, framed('{}', 100)],
      ['a wish that is too long', /over 8\.0 MiB/, framed('{}', 8 * 1024 * 1024 + 1)],
      ['a wish that is nested deeply', /nested more than/, framed(nested(100_000))],
      ['a wish that is no UTF-8', /is no UTF-8/, Buffer.from([2, 0, 0, 0, 0x22, 0xff])],
    ];
    for (const [what, message, body] of wrong) {
      const response = await send(new Blob([Uint8Array.from(body)]));
      const text = await response.text();
      expect(response.status, what).toBe(400);
      expect(JSON.parse(text), what).toMatchObject({ error: { code: 'bad-request' } });
      expect(text.replaceAll('\\"', '"'), what).toMatch(message);
    }
  });

  it('are no fault of the program, whatever their wishes and rows are', async () => {
    const rows = packRows([FIRST]);
    for (const wish of [
      { ...WISH, path: path.join(root, 'none', 'x.csv') },
      { ...WISH, format: 'jsonl' as const },
    ]) {
      for (const text of variants(wish)) {
        await mustBeForeseen(`wish ${text}`, await send(new Blob([Uint8Array.from(framed(text)), rows])));
      }
    }
    const places = [0, 1, 0x7fff_ffff, 0xffff_ffff];
    for (const source of [...places, 2]) {
      for (const offset of places) {
        for (const length of places) {
          const shown = { source, record: 0, offset, length };
          const packed = packRows([{ shown, others: [shown] }]);
          for (const format of ['csv', 'jsonl', 'jsonl-evidence'] as const) {
            const body = new Blob([frameWish({ ...WISH, format }), packed]);
            await mustBeForeseen(`${format} ${JSON.stringify(shown)}`, await send(body));
          }
        }
      }
    }
    for (const bytes of [
      rows.slice(0, 5),
      Uint8Array.from([...rows, 1]),
      new Uint8Array(8),
      new Uint8Array(1_000).fill(255),
    ]) {
      await mustBeForeseen(`rows ${String(bytes)}`, await send(new Blob([frameWish(WISH), bytes])));
    }
  });
});

describe('tables of groups that no window wishes for', () => {
  const WISH: GroupExportWish = {
    ...{ format: 'csv', facets: ['eventName'], named: [], calls: false, events: 3, zone: 'UTC', raw: false },
    ...{ filter: '', order: '', duplicatesHidden: 0, rows: 1 },
  };
  const ROW = '[["GetObject"],3,3,0,1000,2000,[]]\n';
  const send = (wish: object, rows: BlobPart): Promise<Response> =>
    client.send(`/api/cases/${id}/group-exports`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: new Blob([frameWish(wish), rows]),
    });

  it('are refused with what is wrong, before any of them begins', async () => {
    const wrong: [RegExp, object][] = [
      [/format: use csv or json/, { ...WISH, format: 'jsonl' }],
      [/is no facet/, { ...WISH, facets: ['eventname'] }],
      [/names no facet/, { ...WISH, facets: [] }],
      [/names a facet twice/, { ...WISH, facets: ['eventName', 'eventName'] }],
      [/facets/, { ...WISH, facets: ['eventName', 'principal', 'actor', 'role'] }],
      [/Mars is no time zone/, { ...WISH, zone: 'Mars' }],
    ];
    for (const [message, wish] of wrong) {
      const response = await send(wish, ROW);
      expect(response.status, String(message)).toBe(400);
      expect(await response.text()).toMatch(message);
    }
  });

  it('are no fault of the program, whatever their wishes and rows are', async () => {
    const rows = [
      ...['', '\n', '{}\n', 'null\n', ROW.slice(0, -1), ROW + ROW, ROW.replace('3,3', '3,-1'), '\uffff\n'],
      ...[ROW.replace('1000', '1e300'), ROW.replace('"GetObject"', ''), ROW.replace('"GetObject"', '{}')],
      ...[ROW.replace('[]]', '["name"]]'), `${'['.repeat(50_000)}\n`, Uint8Array.of(0xff, 0x0a)],
    ];
    for (const row of rows) await mustBeForeseen(`groups ${String(row).slice(0, 60)}`, await send(WISH, row));
    for (const text of variants(WISH)) {
      const body = new Blob([Uint8Array.from(framedText(text)), ROW]);
      const init = { method: 'POST', headers: { 'content-type': 'application/octet-stream' }, body };
      await mustBeForeseen(`wish ${text}`, await client.send(`/api/cases/${id}/group-exports`, init));
    }
  });
});

describe('what no analyst says', () => {
  const KEY = '0'.repeat(32);
  const SEEN = { key: KEY, time: 0, name: 'GetObject', source: 's3.amazonaws.com', account: '1' };
  const ON = {
    targets: [
      { on: 'value', facet: 'eventName', value: 'x' },
      { on: 'pair', caller: '1', acted: '2' },
    ],
    seen: [SEEN],
  };
  const VALUE = {
    ...{ number: 1, rank: 0, title: 't', fact: '', interpretation: '', confidence: 'low', severity: 'info' },
    ...{ techniques: [], cites: [{ event: SEEN, words: 'w' }] },
  };
  const ACTIONS: readonly object[] = [
    { op: 'mark', change: { star: true }, ...ON },
    { op: 'mark', change: { tag: 'exfil', put: true } },
    { op: 'mark', change: { status: 'benign', reason: 'why' } },
    { op: 'note', note: 'n', text: 'text', ...ON },
    { op: 'tag', tag: 'exfil', value: { shape: 'dot', hue: 0, description: '' } },
    { op: 'finding', finding: 'f', value: VALUE },
    {
      op: 'entry',
      entry: 'e',
      value: { kind: 'timeline', time: '2024-03-01T00:00:00Z', title: '', text: '', source: '' },
    },
    { op: 'account', account: '1', value: { name: 'Production', side: 'ours', owner: '' } },
  ];
  const send = (body: Uint8Array, rest = new Uint8Array(0)): Promise<Response> =>
    client.send(`/api/cases/${id}/annotations`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: new Blob([Uint8Array.from(body), Uint8Array.from(rest)]),
    });
  const said = async (): Promise<string[]> => {
    const response = await client.send(`/api/cases/${id}/annotations`);
    expect(response.status).toBe(200);
    return (await response.text()).split('\n').slice(0, -1);
  };

  it('is no fault of the program, and does not keep what was said before from being read', async () => {
    const [first] = ACTIONS;
    expect((await send(frameWish({ id: 'sound', action: first }), new Uint8Array(16))).status).toBe(200);
    for (const action of ACTIONS) {
      for (const text of variants({ id: 'hostile', undoes: 'sound', action })) {
        await mustBeForeseen(`said ${text}`, await send(framedText(text), new Uint8Array(16)));
      }
    }
    for (const text of NO_OBJECTS) await mustBeForeseen(`said ${text}`, await send(framedText(text)));
    const lines = await said();
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ item: 'sound' });
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    // Every line that was taken is one that windows take.
    const reader = new SaidReader(decodeBase64);
    for (const line of lines) reader.take(JSON.parse(line));
    expect(reader.faults).toEqual([]);
  });

  it('is refused whole, with what is wrong, and leaves no line', async () => {
    const before = await said();
    const wish = (action: object): Buffer => Buffer.from(frameWish({ id: 'refused', action }));
    const wrong: [string, Uint8Array, Uint8Array<ArrayBuffer>?][] = [
      ['keys that end in the middle of one', wish({ op: 'mark', change: { star: true } }), new Uint8Array(17)],
      ['no body', new Uint8Array(0)],
      ['half a length', new Uint8Array(2)],
      ['an unknown status', wish({ op: 'mark', change: { status: 'evil' } })],
      ['two changes at once', wish({ op: 'mark', change: { star: true, status: 'benign' } })],
      [
        'a facet that analysts say',
        wish({ op: 'note', note: 'n', text: 't', targets: [{ on: 'value', facet: 'tag', value: 'x' }] }),
      ],
      ['a tag without a name', wish({ op: 'mark', change: { tag: '', put: true } })],
      [
        'too many targets',
        wish({ op: 'note', note: 'n', text: 't', targets: Array.from({ length: 501 }, () => ({ on: 'case' })) }),
      ],
      ['a text that is too long', wish({ op: 'note', note: 'n', text: 'x'.repeat(100_001) })],
    ];
    for (const [what, body, rest] of wrong) {
      const response = await send(body, rest);
      expect(response.status, what).toBe(400);
      expect(await response.json(), what).toMatchObject({ error: { code: 'bad-request' } });
    }
    expect(await said()).toEqual(before);
  });
});

function framedText(text: string): Buffer {
  const frame = Buffer.alloc(4);
  frame.writeUInt32LE(Buffer.byteLength(text));
  return Buffer.concat([frame, Buffer.from(text)]);
}
