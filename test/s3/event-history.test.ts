import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { parseLookupPage } from '../../src/core/trail/lookup-name';
import { builtWorker } from '../support/indexing-worker';
import {
  jsonError,
  startAwsStub,
  STUB_ACCOUNT,
  type AwsStub,
  type AwsStubOptions,
  type StubCall,
  type StubEvent,
} from './support/aws-stub';
import { Desk, HASTY } from './support/desk';
import { historyEvents } from './support/history-events';

let worker: Awaited<ReturnType<typeof builtWorker>>;
let stub: AwsStub | undefined;
let desk: Desk | undefined;
beforeAll(async () => {
  worker = await builtWorker();
});
afterEach(async () => {
  await desk?.remove();
  await stub?.close();
  [desk, stub] = [undefined, undefined];
  vi.unstubAllEnvs();
});
afterAll(() => worker.remove());

async function serve(options: AwsStubOptions): Promise<AwsStub> {
  stub = await startAwsStub(options);
  for (const [name, value] of Object.entries(stub.env)) vi.stubEnv(name, value);
  return stub;
}

function lookups(calls: readonly StubCall[], region?: string): StubCall[] {
  return calls.filter((call) => call.call === 'LookupEvents' && (region === undefined || call.region === region));
}

async function begin(at: Desk, regions: readonly string[]): Promise<number> {
  const { id: connection } = await at.service.connect({});
  const request = { what: 'event-history' as const, connection, regions: [...regions] };
  return (await at.acquisitions.start(request)).acquisition;
}

/** Each event once, however many answers hold it. */
async function eventsOf({ window }: Desk): Promise<number> {
  return (await (await window.engine()).counts({ clauses: [] })).events;
}

async function finish(at: Desk, no: number) {
  await at.window.start();
  return at.settled(no);
}

describe('a token that leads nowhere', () => {
  /** The newest events of the window that was asked for, whatever the token is. */
  function deaf(events: readonly StubEvent[], always: boolean): NonNullable<AwsStubOptions['answer']> {
    return ({ call, body }) => {
      if (call !== 'LookupEvents') return undefined;
      const [from, to] = [Number(body['StartTime']), Number(body['EndTime'])];
      const within = events.filter(({ at }) => at >= from && at <= to).sort((a, b) => b.at - a.at);
      const items = within.slice(0, 50).map(({ id, at }) => ({ EventId: id, EventTime: at, CloudTrailEvent: '{}' }));
      const more = always || within.length > items.length ? { NextToken: 'again' } : {};
      return { status: 200, body: JSON.stringify({ Events: items, ...more }) };
    };
  }
  const idsOf = async (at: Desk): Promise<Set<string>> => {
    const ids = new Set<string>();
    for (const { no, failed } of at.lines) {
      if (failed !== undefined) continue;
      const page = JSON.parse((await at.stored(no)).toString()) as { Events: { EventId: string }[] };
      for (const { EventId } of page.Events) ids.add(EventId);
    }
    return ids;
  };

  it('is done without: windows that end at the oldest event lead on', { timeout: 60_000 }, async () => {
    const events = historyEvents('us-east-1', 120);
    await serve({ answer: deaf(events, false) });
    desk = await Desk.open(worker.start);
    expect(await finish(desk, await begin(desk, ['us-east-1']))).toMatchObject({ state: 'done', failed: 0 });
    expect(await idsOf(desk)).toEqual(new Set(events.map(({ id }) => id)));
  });

  it('is a failure where there is always more, and what came is kept', { timeout: 60_000 }, async () => {
    const events = historyEvents('us-east-1', 60);
    await serve({ answer: deaf(events, true) });
    desk = await Desk.open(worker.start);
    const no = await begin(desk, ['us-east-1']);
    expect(await finish(desk, no)).toMatchObject({ state: 'done', failed: 1 });
    const { failures } = await desk.acquisitions.failures(no, 0, 10);
    expect(failures[0]?.message).toContain('says that there are more events before');
    expect((await idsOf(desk)).size).toBe(60);
  });
});

describe('acquiring event history', () => {
  it('keeps each answer as it came, of each region, and reads its events', async () => {
    const events = [...historyEvents('us-east-1', 120), ...historyEvents('eu-west-1', 70)];
    const { calls } = await serve({ events });
    desk = await Desk.open(worker.start);
    const progress = await finish(desk, await begin(desk, ['us-east-1', 'eu-west-1', 'eu-north-1']));
    expect(progress).toMatchObject({ what: 'event-history', state: 'done', added: 6, failed: 0, listed: true });
    expect(progress.message).toMatch(/^Management events, 90 days/);
    expect(progress.identity).toBe(`arn:aws:iam::${STUB_ACCOUNT}:user/analyst`);
    expect(await eventsOf(desk)).toBe(190);
    const lines = desk.lines;
    expect(
      lines
        .map(({ uri }) => parseLookupPage(uri))
        .map((page) => `${page?.region} ${page?.page}`)
        .sort(),
    ).toEqual(['eu-north-1 1', 'eu-west-1 1', 'eu-west-1 2', 'us-east-1 1', 'us-east-1 2', 'us-east-1 3']);
    for (const { no, sha256, metadata, format } of lines) {
      const bytes = await desk.stored(no);
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
      expect(bytes.toString()).toMatch(/^\{"Events":\[/);
      expect(format).toBe('lookup-events');
      expect(metadata).toMatchObject({ scope: 'management events, 90 days', 'request-id': 'request-1' });
    }
    expect(lookups(calls)).toHaveLength(6);
    const [, started] = desk.opened.ledger.entries;
    expect(started?.details).toMatchObject({
      what: 'event-history',
      account: STUB_ACCOUNT,
      scope: 'management events, 90 days',
    });
  });

  it('goes on after throttling, dropped connections and tokens that have ended, and loses no event', async () => {
    // Many events in the second at which the token ends: it is asked again.
    const events = [
      ...historyEvents('us-east-1', 75, { apart: 30 }),
      ...historyEvents('us-east-1', 60, { apart: 0, ago: 20_000 }).map((one) => ({ ...one, id: `burst-${one.id}` })),
    ];
    let faults = 0;
    const { calls } = await serve({
      events,
      answer: (call, before) => {
        if (call.call !== 'LookupEvents') return undefined;
        const asked = lookups(before).length;
        if (asked === 1 && faults++ < 2) return jsonError('ThrottlingException', 'Rate exceeded');
        if (asked === 3) return 'drop';
        const ended = call.body['NextToken'] === 'token-100' && call.body['EndTime'] !== undefined;
        return ended ? jsonError('InvalidNextTokenException', 'The token has ended.') : undefined;
      },
    });
    desk = await Desk.open(worker.start);
    const progress = await finish(desk, await begin(desk, ['us-east-1']));
    expect(progress).toMatchObject({ state: 'done', failed: 0 });
    expect(await eventsOf(desk)).toBe(135);
    const tokens = lookups(calls).map(({ body }) => body['NextToken']);
    expect(tokens).toContain('token-100');
    expect(new Set(lookups(calls).map(({ body }) => body['EndTime'])).size).toBe(2);
  });

  it('lists a region that refuses, with what to do, and takes the others; retried, it is taken too', async () => {
    let denied = true;
    await serve({
      events: [...historyEvents('us-east-1', 10), ...historyEvents('eu-west-1', 10), ...historyEvents('ap-east-1', 5)],
      answer: ({ call, region }) => {
        if (call !== 'LookupEvents' || !denied) return undefined;
        if (region === 'eu-west-1') return jsonError('AccessDeniedException', 'You may not: cloudtrail:LookupEvents');
        if (region === 'ap-east-1') return jsonError('UnrecognizedClientException', 'The security token is invalid.');
        return undefined;
      },
    });
    desk = await Desk.open(worker.start);
    const no = await begin(desk, ['us-east-1', 'eu-west-1', 'ap-east-1']);
    expect(await finish(desk, no)).toMatchObject({ state: 'done', added: 1, failed: 2 });
    const { failures } = await desk.acquisitions.failures(no, 0, 10);
    const told = new Map(failures.map(({ uri, message }) => [parseLookupPage(uri)?.region, message]));
    expect(told.get('eu-west-1')).toMatch(/Ask for cloudtrail:LookupEvents/);
    expect(told.get('ap-east-1')).toMatch(/may not be enabled in the account/);
    denied = false;
    const { id: connection } = await desk.service.connect({});
    const { acquisition } = await desk.acquisitions.control(no, { verb: 'retry-failed', connection });
    expect(await finish(desk, acquisition)).toMatchObject({ state: 'done', added: 2, failed: 0 });
    expect(await eventsOf(desk)).toBe(25);
  });

  it('is cut off and goes on in another run of the program: what is kept is not asked again', async () => {
    const events = historyEvents('us-east-1', 420, { apart: 10 });
    let stop = false;
    const { calls } = await serve({
      events,
      answer: ({ call }) => (stop && call === 'LookupEvents' ? 'drop' : undefined),
    });
    desk = await Desk.open(worker.start);
    const no = await begin(desk, ['us-east-1']);
    await desk.window.start();
    while (desk.lines.length < 3) await desk.window.pull();
    stop = true;
    const kept = desk.lines;
    const oldest = Math.min(...kept.map(({ metadata }) => Date.parse(metadata?.['oldest'] ?? '') / 1000));
    await desk.close();
    stop = false;
    const before = calls.length;
    desk = await Desk.open(worker.start, HASTY, desk.folder);
    expect(desk.acquisitions.progress()).toMatchObject([{ no, state: 'waiting', what: 'event-history' }]);
    const { id: connection } = await desk.service.connect({});
    await desk.acquisitions.control(no, { verb: 'resume', connection });
    const progress = await finish(desk, no);
    expect(progress).toMatchObject({ state: 'done', failed: 0 });
    // What came before it was cut off came with it.
    expect(progress).toMatchObject({ known: 0, added: desk.lines.length });
    const again = lookups(calls.slice(before));
    expect(again.every(({ body }) => Number(body['EndTime']) <= oldest)).toBe(true);
    expect(again.length).toBeGreaterThan(0);
    expect(await eventsOf(desk)).toBe(420);
    const names = desk.lines.map(({ uri }) => uri);
    expect(new Set(names).size).toBe(names.length);
  });

  it('stops where the sign-in ends, and goes on after another', async () => {
    let ended = false;
    await serve({
      events: historyEvents('us-east-1', 130),
      answer: ({ call, body }) => {
        if (call !== 'LookupEvents' || !ended || body['NextToken'] === undefined) return undefined;
        return jsonError('ExpiredTokenException', 'The security token included in the request is expired');
      },
    });
    desk = await Desk.open(worker.start);
    ended = true;
    const no = await begin(desk, ['us-east-1']);
    const stopped = await finish(desk, no);
    expect(stopped.state).toBe('failed');
    expect(stopped.message).toMatch(/expired.*Connect again/);
    ended = false;
    const { id: connection } = await desk.service.connect({});
    await desk.acquisitions.control(no, { verb: 'resume', connection });
    expect(await finish(desk, no)).toMatchObject({ state: 'done', failed: 0 });
    expect(await eventsOf(desk)).toBe(130);
  });

  it('leaves no trace of the credentials in the case', async () => {
    vi.stubEnv('AWS_SESSION_TOKEN', 'CANARY-TOKEN-91f2');
    await serve({ events: historyEvents('us-east-1', 5) });
    desk = await Desk.open(worker.start);
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'CANARYKEY91F2');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'CANARY-SECRET-91f2');
    await finish(desk, await begin(desk, ['us-east-1']));
    expect(JSON.stringify(desk.told)).not.toContain('CANARY');
    const names = readdirSync(desk.folder, { recursive: true, withFileTypes: true });
    const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    expect(files.length).toBeGreaterThan(3);
    for (const file of files) expect(readFileSync(file).includes('CANARY'), file).toBe(false);
  });
});
