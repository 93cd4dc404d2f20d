import { describe, expect, it } from 'vitest';
import { stageOf } from './case-stage';
import type { StageFacts } from './case-stage';

const done: StageFacts = {
  failure: undefined,
  indexing: false,
  main: { progress: undefined },
  index: { failure: undefined, opened: {} as StageFacts['index']['opened'] },
  events: { settled: true },
  groups: { settled: true },
  timeline: { asking: false },
};
const progress = (phase: 'failed' | 'cancelled' | 'reading') => ({ progress: { phase } }) as StageFacts['main'];
const problem = { message: 'No disk.' };

describe('the stage of a case', () => {
  const stages: [string, Partial<StageFacts>, string][] = [
    ['nothing is left to do', {}, 'ready'],
    ['the index is not open', { index: { failure: undefined, opened: undefined } }, 'loading'],
    ['evidence is read', { indexing: true }, 'indexing'],
    ['the import was cancelled', { main: progress('cancelled') }, 'indexing'],
    ['the grid waits for rows', { events: { settled: false } }, 'indexing'],
    ['the group table waits', { groups: { settled: false } }, 'indexing'],
    ['the timeline waits', { timeline: { asking: true } }, 'indexing'],
    ['the case could not be opened', { failure: problem }, 'failed'],
    ['the index failed', { index: { ...done.index, failure: problem } }, 'failed'],
    ['the import failed, whatever else goes on', { main: progress('failed'), indexing: true }, 'failed'],
  ];
  it.each(stages)('where %s', (_, facts, stage) => {
    expect(stageOf({ ...done, ...facts })).toBe(stage);
  });
});
