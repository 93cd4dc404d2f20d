import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { expect, it } from 'vitest';
import * as shapes from '../../src/contract/exports';
import type { ExportMessage, ExportWishBody } from '../../src/contract/exports';
import type { GroupExportWish } from '../../src/contract/group-exports';
import { packRows } from '../../src/core/report/export-rows';
import type { ExportRow } from '../../src/core/report/export-rows';
import type { Source } from '../../src/contract/schemas';
import { parseCsv } from '../support/csv-parser';
import type { ContractClient, Send } from './client';
import { json } from './client';
import type { WrittenFile } from './logs';

/** What the suite has at hand once a case is open. */
export interface ExportSetting {
  readonly client: ContractClient;
  readonly send: Send;
  readonly id: string;
  readonly casePath: string;
  /** A folder outside the case. */
  readonly root: string;
  readonly files: readonly WrittenFile[];
  readonly sources: () => Promise<readonly Source[]>;
}

const WISH: Omit<ExportWishBody, 'rows'> = {
  format: 'csv',
  columns: ['time', 'eventID', 'requestParameters.key'],
  zone: '+05:45',
  raw: false,
  filter: 'eventName:GetObject',
  order: 'eventTime ascending',
  duplicatesHidden: 10,
};

function request(wish: ExportWishBody | string, rows: Uint8Array<ArrayBuffer> | readonly ExportRow[]): RequestInit {
  const framed = typeof wish === 'string' ? new TextEncoder().encode(wish) : shapes.frameWish(wish);
  const packed = rows instanceof Uint8Array ? rows : packRows(rows);
  return { method: 'POST', headers: { 'content-type': 'application/octet-stream' }, body: new Blob([framed, packed]) };
}

async function messages(response: Response): Promise<ExportMessage[]> {
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/x-ndjson');
  const lines = (await response.text()).split('\n').slice(0, -1);
  return lines.map((line) => v.parse(shapes.exportMessage, JSON.parse(line)));
}

/** Rows of a file's records, as a window packs them. */
async function rowsOf({ files, sources }: ExportSetting, name: string): Promise<ExportRow[]> {
  const file = files.find((each) => path.basename(each.path) === name);
  const no = (await sources()).find(({ uri }) => uri === file?.path)?.no ?? -1;
  const records = file?.records ?? [];
  return records.map(({ offset, length }, record) => ({ shown: { source: no, record, offset, length }, others: [] }));
}

/** The part of the contract that is about exports and values out of records. */
export function exportTests(setting: () => ExportSetting): void {
  it('exports the rows that it is sent in their order, with a manifest and an entry in the ledger', async () => {
    const { send, id, casePath } = setting();
    const rows = (await rowsOf(setting(), 'large.json')).reverse();
    const told = await messages(await send(`/api/cases/${id}/exports`, request({ ...WISH, rows: rows.length }, rows)));
    const done = told.at(-1);
    if (done?.type !== 'done') throw new Error(`The export ended with ${JSON.stringify(done)}`);
    const { exported } = done;
    expect(path.dirname(exported.file)).toBe(path.join(casePath, 'exports'));
    expect(exported).toMatchObject({ rows: rows.length, entered: true });
    const bytes = readFileSync(exported.file);
    expect(bytes.length).toBe(exported.bytes);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(exported.sha256);
    const [head, ...lines] = parseCsv(bytes.toString('utf8'));
    expect(head).toEqual(['eventTime', 'eventTime (+05:45)', 'eventID', 'requestParameters.key']);
    expect(lines.map((line) => line[3])).toEqual(rows.map((_, at) => `\u6f22\u5b57/${3_999 - at}`));
    expect(JSON.parse(readFileSync(exported.manifest, 'utf8'))).toMatchObject({
      filter: WISH.filter,
      order: WISH.order,
      timeZone: '+05:45',
      duplicatesHidden: 10,
      output: { rows: rows.length, sha256: exported.sha256 },
      custody: { entered: true },
    });
    expect(readFileSync(path.join(casePath, 'ledger.jsonl'), 'utf8')).toContain(exported.sha256);
  });

  it('exports a table of groups whole and as it is shown, with a manifest and an entry in the ledger', async () => {
    const { send, id, casePath } = setting();
    const wish: GroupExportWish = {
      ...{ format: 'csv', facets: ['actor', 'eventName'], named: ['actor'], distinct: 'sourceIPAddress', calls: true },
      ...{ events: 8, zone: '+05:45', raw: false, filter: 'eventName:GetObject', order: 'events descending' },
      ...{ duplicatesHidden: 10, rows: 2 },
    };
    const groups = [
      [['AIDA1', '=cmd|x'], 6, 5, 2, 1_000, 2_000, ['arn:aws:iam::111122223333:user/ann']],
      [['', null], 2, 2, 0, null, null, [null]],
    ];
    const packed = new TextEncoder().encode(groups.map((group) => `${JSON.stringify(group)}\n`).join(''));
    const exportedAs = async (format: 'csv' | 'json') => {
      const framed = shapes.frameWish({ ...wish, format });
      const init = { method: 'POST', headers: { 'content-type': 'application/octet-stream' } };
      const response = await send(`/api/cases/${id}/group-exports`, { ...init, body: new Blob([framed, packed]) });
      const done = (await messages(response)).at(-1);
      if (done?.type !== 'done') throw new Error(`The export ended with ${JSON.stringify(done)}`);
      expect(path.dirname(done.exported.file)).toBe(path.join(casePath, 'exports'));
      return { ...done.exported, text: readFileSync(done.exported.file, 'utf8') };
    };
    const csv = await exportedAs('csv');
    expect(parseCsv(csv.text)).toEqual([
      [
        ...['actor', 'actor (seen as)', 'eventName', 'events', 'share', 'calls', 'distinct sourceIPAddress'],
        ...['first seen (UTC)', 'last seen (UTC)', 'first seen (+05:45)', 'last seen (+05:45)'],
      ],
      [
        ...['AIDA1', 'arn:aws:iam::111122223333:user/ann', "'=cmd|x", '6', '75', '5', '2'],
        ...['1970-01-01T00:16:40Z', '1970-01-01T00:33:20Z', '1970-01-01T06:01:40+05:45', '1970-01-01T06:18:20+05:45'],
      ],
      ['', '', '', '2', '25', '2', '0', '', '', '', ''],
    ]);
    expect(JSON.parse(readFileSync(csv.manifest, 'utf8'))).toMatchObject({
      filter: wish.filter,
      order: wish.order,
      timeZone: '+05:45',
      duplicatesHidden: 10,
      output: {
        rows: 2,
        sha256: csv.sha256,
        counted: { groupedBy: ['actor', 'eventName'], distinct: 'sourceIPAddress', events: 8 },
      },
      custody: { entered: true },
    });
    expect(readFileSync(path.join(casePath, 'ledger.jsonl'), 'utf8')).toContain(csv.sha256);
    const asJson = JSON.parse((await exportedAs('json')).text) as Record<string, unknown>[];
    expect(asJson).toMatchObject([
      { actor: 'AIDA1', eventName: '=cmd|x', events: 6, share: 75, calls: 5 },
      { actor: '', 'actor (seen as)': null, eventName: null, 'first seen (UTC)': null },
    ]);
  });

  it('keeps nothing of a table of groups that is cut off, damaged or too long', async () => {
    const { send, id, casePath } = setting();
    const before = readdirSync(path.join(casePath, 'exports')).sort();
    const wish = { facets: ['eventName'], named: [], calls: false, events: 1, zone: 'UTC', raw: false, format: 'json' };
    const row = '[["A"],1,1,0,null,null,[]]\n';
    for (const [rows, text] of [
      [2, row],
      [1, row + row],
      [1, row.slice(0, -4)],
      [1, '[["A","B"],1,1,0,null,null,[]]\n'],
    ] as const) {
      const framed = shapes.frameWish({ ...wish, filter: '', order: '', duplicatesHidden: 0, rows });
      const init = { method: 'POST', headers: { 'content-type': 'application/octet-stream' } };
      const response = await send(`/api/cases/${id}/group-exports`, { ...init, body: new Blob([framed, text]) });
      expect((await messages(response)).at(-1)).toMatchObject({ type: 'failed', error: { code: 'bad-request' } });
    }
    expect(readdirSync(path.join(casePath, 'exports')).sort()).toEqual(before);
  });

  it('writes to a chosen file once, and never over another', async () => {
    const { send, id, root } = setting();
    const rows = await rowsOf(setting(), 'large.json');
    const file = path.join(root, 'chosen.jsonl');
    const wish: ExportWishBody = { ...WISH, format: 'jsonl', rows: rows.length, path: file };
    const first = (await messages(await send(`/api/cases/${id}/exports`, request(wish, rows)))).at(-1);
    expect(first).toMatchObject({ type: 'done', exported: { file } });
    const before = readFileSync(file);
    const again = (await messages(await send(`/api/cases/${id}/exports`, request(wish, rows)))).at(-1);
    expect(again).toMatchObject({ type: 'failed', error: { code: 'bad-request', details: file } });
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('keeps nothing of an export whose rows are cut off, damaged or too many', async () => {
    const { send, id, casePath } = setting();
    const rows = await rowsOf(setting(), 'large.json');
    const before = readdirSync(path.join(casePath, 'exports')).sort();
    const packed = packRows(rows);
    const wrong: [number, Uint8Array<ArrayBuffer>][] = [
      [rows.length, packed.slice(0, packed.length - 4)],
      [rows.length + 1, packed],
      [rows.length - 1, packed],
      [rows.length, new Uint8Array(packed.length).fill(0xff)],
    ];
    for (const [count, bytes] of wrong) {
      const end = (await messages(await send(`/api/cases/${id}/exports`, request({ ...WISH, rows: count }, bytes)))).at(
        -1,
      );
      expect(end).toMatchObject({ type: 'failed', error: { code: 'bad-request' } });
    }
    expect(readdirSync(path.join(casePath, 'exports')).sort()).toEqual(before);
  });

  it('refuses a wish that is none, and says what is wrong with it', async () => {
    const { client, id } = setting();
    const target = `/api/cases/${id}/exports`;
    const bad: (ExportWishBody | string)[] = [
      '',
      '\u0005\0\0\0no',
      '\u0002\0\0\0no',
      '\u00ff\u00ff\u00ff\u00ff',
      { ...WISH, rows: -1 },
      { ...WISH, format: 'xml' as 'csv', rows: 0 },
    ];
    for (const wish of bad) {
      expect(await client.refused(target, request(wish, []))).toMatchObject({ status: 400, code: 'bad-request' });
    }
    expect(await client.refused(target, json({ ...WISH, rows: 0 }))).toMatchObject({ status: 400 });
  });

  it('cancels an export whose window goes away, and keeps nothing of it', async () => {
    const { send, id, root } = setting();
    const once = await rowsOf(setting(), 'large.json');
    const rows = Array.from({ length: 100 }, () => once).flat();
    const file = path.join(root, 'cancelled.csv');
    const abort = new AbortController();
    const init = { ...request({ ...WISH, columns: 'all', rows: rows.length, path: file }, rows), signal: abort.signal };
    const reader = (await send(`/api/cases/${id}/exports`, init)).body?.getReader();
    await reader?.read();
    abort.abort();
    await reader?.cancel().catch(() => undefined);
    await expect.poll(() => existsSync(file), { timeout: 10_000 }).toBe(false);
    expect(readdirSync(root).filter((name) => name.startsWith('cancelled'))).toEqual([]);
  });

  it('reads values at JSON paths, and tells a record that it cannot read from one without a value', async () => {
    const { client, id } = setting();
    const [first, second] = await rowsOf(setting(), 'large.json');
    const place = (row: ExportRow | undefined) => [row?.shown.source, row?.shown.offset, row?.shown.length];
    const records = [place(second), [999, 0, 10], place(first)];
    const paths = ['requestParameters.key', 'requestparameters.BIG', 'responseElements'];
    const { values } = await client.post(`/api/cases/${id}/field-values`, { records, paths }, shapes.fieldValuesReply);
    const told = (n: number) => [
      { texts: [`\u6f22\u5b57/${n}`], more: 0 },
      { texts: ['12345678901234567890'], more: 0 },
      { texts: [], more: 0 },
    ];
    expect(values).toEqual([told(1_001), null, told(1_000)]);
    const wrong = await client.refused(`/api/cases/${id}/field-values`, json({ records, paths: ['a..b'] }));
    expect([wrong.status, wrong.code]).toEqual([400, 'bad-request']);
  });

  it('shows no file that it did not export itself', async () => {
    const { client, id, casePath } = setting();
    const body = json({ case: id, file: path.join(casePath, 'case.json') });
    expect(await client.refused('/api/shell/reveal', body)).toMatchObject({ status: 403, code: 'refused' });
  });
}
