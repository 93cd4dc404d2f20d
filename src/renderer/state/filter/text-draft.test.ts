import { describe, expect, it } from 'vitest';
import { TextDraft } from './text-draft.svelte';

function draftOf(first: string): { draft: TextDraft; change: (text: string) => void } {
  let filterText = first;
  const draft = new TextDraft(() => filterText);
  draft.follow();
  return { draft, change: (text) => (filterText = text) };
}

describe('a text that is being written', () => {
  it('can be brought back after it was put away', () => {
    const { draft } = draftOf('eventName:x');
    draft.text = 'eventName:x AND awsReg';
    draft.drop();
    expect([draft.text, draft.dropped, draft.droppedLast]).toEqual(['eventName:x', 'eventName:x AND awsReg', true]);
    draft.bringBack();
    expect([draft.text, draft.dropped, draft.droppedLast]).toEqual(['eventName:x AND awsReg', '', false]);
  });

  it('stays where the filter is the same, and is kept where it was changed elsewhere', () => {
    const { draft, change } = draftOf('');
    draft.text = 'awsReg';
    draft.follow();
    expect(draft.text).toBe('awsReg');
    change('eventName:x');
    draft.follow();
    expect([draft.text, draft.dropped, draft.droppedLast]).toEqual(['eventName:x', 'awsReg', false]);
  });

  it('leaves nothing behind once it is the filter, and blanks are nothing', () => {
    const { draft, change } = draftOf('');
    draft.text = 'eventName:x';
    draft.drop();
    draft.bringBack();
    change('eventName:x');
    draft.taken();
    expect([draft.text, draft.dropped, draft.applied]).toEqual(['eventName:x', '', true]);
    draft.text = '  ';
    draft.drop();
    expect(draft.dropped).toBe('');
  });
});
