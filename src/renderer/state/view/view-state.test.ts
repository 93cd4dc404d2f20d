import { beforeEach, describe, expect, it } from 'vitest';
import { ViewState } from './view-state.svelte';

let changes = 0;
let view: ViewState;

beforeEach(() => {
  changes = 0;
  view = new ViewState(['events', 'coverage', 'evidence'], () => changes++);
});

describe('the view of a case', () => {
  it('is the first at the start, which the view string leaves out', () => {
    expect([view.current, view.save(), changes]).toEqual(['events', {}, 0]);
  });

  it('changes once for each view that is gone to', () => {
    view.go('coverage');
    view.go('coverage');
    expect([view.current, view.save(), changes]).toEqual(['coverage', { view: 'coverage' }, 1]);
    view.go('events');
    expect([view.save(), changes]).toEqual([{}, 2]);
  });

  it('is taken from a view string without another page, and is the first where the string has none or an unknown one', () => {
    view.load(new Map([['view', 'evidence']]));
    expect(view.current).toBe('evidence');
    view.load(new Map([['view', 'removed']]));
    expect(view.current).toBe('events');
    view.go('coverage');
    view.load(new Map());
    expect([view.current, changes]).toEqual(['events', 1]);
  });

  it('refuses an id that no view has', () => {
    expect(() => view.go('nowhere')).toThrow('There is no view "nowhere".');
  });
});
