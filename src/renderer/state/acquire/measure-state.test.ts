import { describe, expect, it } from 'vitest';
import type { Choice, MeasureMessage, TrailKind } from '../../../contract/discovery';
import { AcquireApi } from './acquire-api';
import { Api, ApiError } from '../api/api';
import { calendar, partsOf, withStream } from './delivery-rows';
import { MeasureState } from './measure-state.svelte';

type Done = Extract<MeasureMessage, { type: 'done' }>;
type Answer = (choice: Choice, told: (message: MeasureMessage) => void, signal: AbortSignal) => Promise<Done>;

class Counts extends AcquireApi {
  readonly asked: Choice[] = [];

  constructor(private readonly answer: Answer) {
    super(new Api());
  }

  override measure(...[{ choice }, { told, signal }]: Parameters<AcquireApi['measure']>): Promise<Done> {
    this.asked.push(choice);
    return this.answer(choice, told, signal);
  }
}

const KINDS: ReadonlySet<TrailKind> = new Set<TrailKind>(['CloudTrail']);
const DAYS = calendar('2026-03-01', '2026-03-03');
const PREFIX = 'AWSLogs/111122223333/CloudTrail/us-east-1/';
const row = withStream(
  undefined,
  { prefix: PREFIX, root: '', organization: null, account: '111122223333', region: 'us-east-1', kind: 'CloudTrail' },
  DAYS,
);
const [part] = partsOf('s3://b', [row], DAYS, KINDS, () => true);
if (part === undefined) throw new Error('There is no part.');

function measured(objects: number): Done['measured'] {
  const none = { objects: 0, bytes: 0 };
  return {
    objects,
    bytes: objects * 10,
    known: none,
    archived: { objects: 1, bytes: 10 },
    unlisted: ['s3://b/closed/'],
  };
}

const lost = (): void => {
  throw new Error('The connection is not lost.');
};

describe('counting', () => {
  it('keeps objects and bytes by day, and a day with nothing as counted', async () => {
    const done: Done = {
      type: 'done',
      measured: measured(7),
      streams: [PREFIX],
      days: ['2026-03-02', '2026-03-01'],
      cells: [
        [0, 0, 3, 30, 3],
        [0, 1, 4, 40, 0],
      ],
    };
    const state = new MeasureState(new Counts(() => Promise.resolve(done)), lost);
    await state.run({ connection: 'c', caseId: undefined, choices: [part.choice] });
    expect(state.stage).toEqual({ state: 'done' });
    expect(DAYS.map((day) => state.cell(row, day, KINDS))).toEqual([
      { objects: 4, bytes: 40, known: 0 },
      { objects: 3, bytes: 30, known: 3 },
      { objects: 0, bytes: 0, known: 0 },
    ]);
    expect(state.part(part, KINDS)).toEqual({ objects: 7, bytes: 70, known: 3 });
    expect(state.archived).toBe(1);
    expect(state.cell(row, '2026-03-04', KINDS)).toEqual({ objects: 0, bytes: 0, known: 0 });
  });

  it('keeps the whole of a choice whose days are not told apart', async () => {
    const done: Done = { type: 'done', measured: measured(200_000), streams: [], days: [], cells: [] };
    const state = new MeasureState(new Counts(() => Promise.resolve(done)), lost);
    await state.run({ connection: 'c', caseId: undefined, choices: [part.choice] });
    expect(state.cell(row, '2026-03-01', KINDS)).toBeUndefined();
    expect(state.part(part, KINDS)).toMatchObject({ objects: 200_000 });
  });

  it('tells what was counted so far, over all choices, and forgets it when stopped', async () => {
    let step = 0;
    const state: MeasureState = new MeasureState(
      new Counts((_choice, told, signal) => {
        told({ type: 'progress', progress: measured(5) });
        step++;
        expect(state.underWay.objects).toBe(step * 5);
        if (step === 1) {
          return Promise.resolve({ type: 'done', measured: measured(5), streams: [], days: [], cells: [] });
        }
        state.cancel();
        return Promise.reject(new DOMException(String(signal.aborted), 'AbortError'));
      }),
      lost,
    );
    await state.run({ connection: 'c', caseId: 'k', choices: [part.choice, part.choice] });
    expect(state.stage).toEqual({ state: 'cancelled' });
    expect(state.underWay.objects).toBe(0);
  });

  it('says that the connection is lost', async () => {
    let told = '';
    const gone = new ApiError('not-connected', 'connect again');
    const state = new MeasureState(new Counts(() => Promise.reject(gone)), ({ message }) => (told = message));
    await state.run({ connection: 'c', caseId: undefined, choices: [part.choice] });
    expect(told).toBe('connect again');
    expect(state.stage.state).toBe('failed');
  });
});
