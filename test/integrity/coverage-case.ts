import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll } from 'vitest';
import type { CoverageGrid } from '../../src/contract/integrity';
import { CELL_STRIDE } from '../../src/contract/integrity';
import { COVERAGE_STATES } from '../../src/core/integrity/coverage-state';
import { TRAIL_EVENTS } from '../../src/core/integrity/trail-events';
import { OpenCase } from '../../src/main/open-case/open-case';
import { CaseIndexing } from '../../src/main/indexing/case-indexing';
import { CaseIntegrity } from '../../src/main/integrity/case-integrity';
import { builtWorker } from '../support/indexing-worker';
import { temporaryFolders } from '../support/temporary-folder';
import { FakeWindow } from '../support/window';

export const folder = temporaryFolders();
export const DAY = '2026-05-01';
export let worker: Awaited<ReturnType<typeof builtWorker>>;

beforeAll(async () => {
  worker = await builtWorker();
});
afterAll(() => {
  worker.remove();
});

type Fields = Readonly<Record<string, unknown>>;

let made = 0;
export function record(time: string, over: Fields = {}): Fields {
  made += 1;
  return {
    eventVersion: '1.11',
    userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/dana', accountId: '111122223333' },
    eventTime: `${DAY}T${time}Z`,
    eventSource: 'iam.amazonaws.com',
    eventName: 'GetUser',
    awsRegion: 'us-east-1',
    eventID: `00000000-0000-4000-8000-${String(made).padStart(12, '0')}`,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: '111122223333',
    eventCategory: 'Management',
    ...over,
  };
}

export function file(...records: readonly Fields[]): Buffer {
  return gzipSync(JSON.stringify({ Records: records }));
}

interface Named {
  readonly account?: string;
  readonly kind?: string;
  readonly region?: string;
  readonly tail?: string;
}

/** @param time of its delivery, `1005` */
export function name(
  time: string,
  { account = '111122223333', kind = '', region = 'us-east-1', tail = 'x' }: Named = {},
): string {
  return `${account}_CloudTrail${kind}_${region}_${DAY.replaceAll('-', '')}T${time}Z_${tail}.json.gz`;
}

type Files = Readonly<Record<string, Uint8Array | string>>;

export function write(root: string, files: Files): string {
  for (const [path, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), bytes);
  }
  return root;
}

/** What a case of these files says of its coverage, asked as the window asks it. */
export async function coverageOf(
  files: Files,
): Promise<CoverageGrid & { readonly covered: readonly [number, number] }> {
  const logs = write(folder(), files);
  const opened = await OpenCase.create({ parent: folder(), name: 'Coverage' }, { tool: 'Trailbench 0' });
  const indexing = new CaseIndexing({ openCase: opened, pool: { start: worker.start } });
  const integrity = new CaseIntegrity(opened);
  try {
    await indexing.addEvidence([logs]);
    const window = new FakeWindow(indexing);
    await window.start();
    await window.pullAll();
    const engine = await window.engine();
    const view = {
      clauses: [{ id: 'all', filter: { op: 'in' as const, facet: 'eventName' as const, values: TRAIL_EVENTS } }],
    };
    const numbers = await engine.order(view, [{ column: 'time', descending: false }]);
    const { source, offset, length } = await engine.locators(numbers);
    const trailEvents = Array.from(source, (no, at): [number, number, number] => [
      no,
      offset[at] ?? 0,
      length[at] ?? 0,
    ]);
    const grid = await integrity.coverage({ zoom: 'hour', trailEvents });
    const { covered, uncovered } = await integrity.covered({});
    return { ...grid, covered: [covered, uncovered] };
  } finally {
    await integrity.close();
    await indexing.close();
    await opened.close();
  }
}

export interface Cell {
  readonly state: string;
  readonly sources: number;
  readonly records: number;
  readonly flags: number;
  readonly covered: number;
  readonly proven: number;
  readonly unread: number;
}

/** By hour of the day. */
export function cells(grid: CoverageGrid, account = '111122223333', region = 'us-east-1'): Record<string, Cell> {
  const row = grid.rows.find((one) => one.account === account && one.region === region);
  const found: Record<string, Cell> = {};
  for (let at = 0; at < (row?.cells.length ?? 0); at += CELL_STRIDE) {
    const [column = 0, state = 0, sources = 0, records = 0, , flags = 0, covered = 0, proven = 0, unread = 0] =
      row?.cells.slice(at, at + CELL_STRIDE) ?? [];
    const hour = new Date((grid.from + column * grid.step) * 1000).getUTCHours();
    found[hour] = { state: COVERAGE_STATES[state] ?? '', sources, records, flags, covered, proven, unread };
  }
  return found;
}
