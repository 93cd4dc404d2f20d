import { beforeEach, describe, expect, it } from 'vitest';
import { FilterState } from '../filter/filter-state.svelte';
import { HistoryState } from './history-state.svelte';
import type { Pages } from './history-state.svelte';

/** The browser's history: pages with a view string each. */
class Tab implements Pages {
  pages = [''];
  at = 0;

  push(view: string): void {
    this.pages = [...this.pages.slice(0, this.at + 1), view];
    this.at++;
  }

  replace(view: string): void {
    this.pages[this.at] = view;
  }

  go(by: number): string {
    this.at += by;
    return this.pages[this.at] ?? '';
  }
}

let tab = new Tab();
let time = 0;
let refreshed = 0;
let filters: FilterState;
let history: HistoryState;

function begin(): void {
  filters = new FilterState((change) => history.record(change));
  history = new HistoryState(
    filters,
    () => refreshed++,
    tab,
    () => time,
  );
}

beforeEach(() => {
  tab = new Tab();
  time = 0;
  refreshed = 0;
  begin();
});

describe('undo', () => {
  it('takes back each change of the filter, and redo brings it again', () => {
    filters.only('eventName', 'GetObject');
    filters.exclude('awsRegion', 'eu-west-1');
    filters.showCopies(true);
    expect(history.undoWords).toBe('Show duplicates');
    history.undo();
    expect([filters.copies, history.undoWords, history.redoWords]).toEqual([
      false,
      'Exclude eu-west-1',
      'Show duplicates',
    ]);
    history.undo();
    history.undo();
    history.undo();
    expect([filters.text, history.undoWords]).toEqual(['', undefined]);
    history.redo();
    history.redo();
    expect(filters.text).toBe('eventName:GetObject AND NOT awsRegion:eu-west-1');
    expect(refreshed).toBe(5);
  });

  it('takes back what is beside the view in its turn, and leaves the filter alone then', async () => {
    const told: string[] = [];
    const beside = (key: string, outcome: 'done' | 'failed' | 'gone' = 'done') => ({
      key,
      words: `Tagged ${key}`,
      undo: () => (told.push(`undo ${key}`), Promise.resolve(outcome)),
      redo: () => (told.push(`redo ${key}`), Promise.resolve(outcome)),
    });
    filters.only('eventName', 'a');
    history.recordBeside(beside('one'));
    filters.only('eventName', 'b');
    expect([history.undoWords, history.besideIsNext]).toEqual(['Only b', false]);
    history.undo();
    expect([history.undoWords, history.besideIsNext, filters.text]).toEqual(['Tagged one', true, 'eventName:a']);
    const before = refreshed;
    history.undo();
    expect([told, filters.text, refreshed - before]).toEqual([['undo one'], 'eventName:a', 0]);
    expect([history.redoWords, history.besideWasLast]).toEqual(['Tagged one', true]);
    history.redo();
    history.redo();
    expect([told, filters.text]).toEqual([['undo one', 'redo one'], 'eventName:b']);

    // Out of its turn; what could not be undone is not said to be undone.
    history.undoBeside('one');
    expect([told.at(-1), filters.text, history.undoWords]).toEqual(['undo one', 'eventName:b', 'Only b']);
    history.recordBeside(beside('two', 'gone'));
    history.undo();
    await Promise.resolve();
    await Promise.resolve();
    expect([history.undoWords, history.redoWords]).toEqual(['Only b', undefined]);
    // What failed comes next again, before what was done earlier.
    history.recordBeside(beside('three', 'failed'));
    history.undo();
    await Promise.resolve();
    await Promise.resolve();
    expect([history.undoWords, history.redoWords]).toEqual(['Tagged three', undefined]);
  });

  it('brings back pills that were off and pinned', () => {
    filters.only('eventName', 'GetObject');
    const id = filters.pills[0]?.id ?? 0;
    filters.pin(id, true);
    filters.switchOff(id, true);
    filters.remove(id);
    history.undo();
    expect(filters.pills).toMatchObject([{ id, pinned: true, pill: { off: true } }]);
  });

  it('is cut off by a new change', () => {
    filters.only('eventName', 'a');
    history.undo();
    filters.only('eventName', 'b');
    expect(history.redoWords).toBeUndefined();
    history.redo();
    expect(filters.text).toBe('eventName:b');
  });

  it('takes a gesture back as a whole, and two that are apart one by one', () => {
    for (const to of [20, 30, 40]) filters.setTime({ from: 10, to }, 'brush');
    expect(tab.pages).toHaveLength(2);
    time += 5000;
    filters.setTime({ from: 10, to: 50 }, 'brush');
    history.undo();
    expect(filters.time?.to).toBe(40);
    history.undo();
    expect(filters.time).toBeUndefined();
  });
});

describe('what changes together with the filter', () => {
  const columns = { snapshot: ['time'], restore: (snapshot: string[]) => void (columns.snapshot = snapshot) };

  beforeEach(() => (columns.snapshot = ['time']));

  it('is one step of undo and of redo', () => {
    filters.only('eventName', 'a');
    history.together(columns, 'Ask', () => {
      filters.only('awsRegion', 'eu-west-1');
      columns.snapshot = ['time', 'awsRegion'];
    });
    history.undo();
    expect([filters.text, columns.snapshot]).toEqual(['eventName:a', ['time']]);
    history.redo();
    expect([filters.text, columns.snapshot]).toEqual(['eventName:a AND awsRegion:eu-west-1', ['time', 'awsRegion']]);
    history.undo();
    history.undo();
    expect([filters.text, history.undoWords]).toEqual(['', undefined]);
  });

  it('is a step of its own where the filter stays, and none where nothing changes', () => {
    history.together(columns, 'Other columns', () => (columns.snapshot = ['time', 'role']));
    expect(history.undoWords).toBe('Other columns');
    history.undo();
    expect(columns.snapshot).toEqual(['time']);
    history.together(columns, 'Nothing', () => {});
    expect(history.undoWords).toBeUndefined();
  });
});

describe('what a question replaced', () => {
  it('is said until the next change, and undo brings it back', () => {
    filters.only('eventName', 'a');
    filters.only('awsRegion', 'eu-west-1');
    filters.pin(filters.pills[1]?.id ?? 0, true);
    expect(history.loss).toBeUndefined();
    const ask = (text: string): void => {
      const asked = filters.parse(text);
      if (asked.ok) filters.ask(asked.filter, 'Ask');
    };
    ask('errorCode:*');
    expect(history.loss).toBe('1 filter replaced');
    history.undo();
    expect([history.loss, filters.pills.length]).toEqual([undefined, 2]);
    history.redo();
    filters.clear();
    filters.clear();
    ask('errorCode:*');
    expect(history.loss).toBeUndefined();
  });
});

describe('the address', () => {
  it('gets a page of its own for another view of the case, without a step of undo', () => {
    let view = 'events';
    history.add({
      save: (): Record<string, string> => (view === 'events' ? {} : { view }),
      load: (fields) => void (view = fields.get('view') ?? 'events'),
    });
    filters.only('eventName', 'a');
    view = 'coverage';
    history.turn();
    expect([tab.pages.length, history.undoWords]).toEqual([3, 'Only a']);
    history.arrived(tab.go(-1));
    expect([view, filters.text]).toEqual(['events', 'eventName:a']);
    history.arrived(tab.go(1));
    expect(view).toBe('coverage');
  });

  it('carries the view, and a reload brings it back', () => {
    filters.only('eventName', 'GetObject');
    filters.switchLastOff();
    filters.only('awsRegion', 'eu-west-1');
    const { pills } = filters;
    begin();
    history.start(tab.go(0));
    expect(filters.pills.map(({ pill }) => pill)).toEqual(pills.map(({ pill }) => pill));
    expect(history.undoWords).toBeUndefined();
  });

  it('goes back and forward through every change', () => {
    filters.only('eventName', 'a');
    filters.only('eventName', 'b');
    history.arrived(tab.go(-1));
    expect(filters.text).toBe('eventName:a');
    history.arrived(tab.go(-1));
    expect(filters.text).toBe('');
    history.arrived(tab.go(2));
    expect(filters.text).toBe('eventName:b');
    expect(tab.pages).toHaveLength(3);
    history.undo();
    expect(filters.text).toBe('');
  });

  it('follows other parts of the view without a page of their own', () => {
    let zone = 'UTC';
    history.add({
      save: (): Record<string, string> => (zone === 'UTC' ? {} : { zone }),
      load: (fields) => void (zone = fields.get('zone') ?? 'UTC'),
    });
    filters.only('eventName', 'a');
    zone = 'Europe/Berlin';
    history.follow();
    filters.only('eventName', 'b');
    expect(tab.pages).toEqual([
      '',
      'v=1&filter=eventName:a&zone=Europe/Berlin',
      'v=1&filter=eventName:b&zone=Europe/Berlin',
    ]);
    history.arrived(tab.go(-2));
    expect([filters.text, zone]).toEqual(['', 'UTC']);
  });

  it('that cannot be read leaves the view as it is', () => {
    filters.only('eventName', 'a');
    history.arrived('v=1&filter=(');
    expect([filters.text, history.unreadable]).toEqual(['eventName:a', true]);
    history.arrived('v=9');
    expect([filters.text, history.unreadable]).toEqual(['eventName:a', true]);
    begin();
    history.start('nonsense');
    expect([tab.go(0), filters.text]).toEqual(['', '']);
  });
});
