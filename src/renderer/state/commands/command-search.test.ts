import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Command } from './command';
import { findCommands } from './command-search';

function command(title: string, more: Partial<Command> = {}): Command {
  return { id: title, title, group: 'Events', run: () => undefined, ...more };
}

const COMMANDS = [
  command('Zoom to the range', { keys: 'z', group: 'Time' }),
  command('Choose columns'),
  command('Show the column Source IP', { also: 'sourceIPAddress', searched: true }),
  command('Export events', { also: 'save download CSV' }),
  command('Clear the range', { group: 'Time' }),
];
const titles = (typed: string, recent: readonly string[] = []) =>
  findCommands(COMMANDS, typed, recent).map(({ title }) => title);

describe('finding commands', () => {
  it('lists all but those that are only searched where nothing is typed', () => {
    expect(titles('  ')).toEqual(['Zoom to the range', 'Choose columns', 'Export events', 'Clear the range']);
  });

  it('wants every word, in any order and case', () => {
    expect(titles('RANGE zoom')).toEqual(['Zoom to the range']);
    expect(titles('range export')).toEqual([]);
  });

  it('puts a title that begins so before one with a word that does, and both before the middle of a word', () => {
    const list = [command('Unzoom'), command('Go to zoo'), command('Zoo')];
    expect(findCommands(list, 'zoo', []).map(({ title }) => title)).toEqual(['Zoo', 'Go to zoo', 'Unzoom']);
  });

  it('finds by other words and by the group, after titles', () => {
    expect(titles('csv')).toEqual(['Export events']);
    expect(titles('sourceip')).toEqual(['Show the column Source IP']);
    expect(titles('time')).toEqual(['Zoom to the range', 'Clear the range']);
  });

  it('puts those run last first among equals, and not before better ones', () => {
    expect(titles('range', ['Clear the range'])).toEqual(['Clear the range', 'Zoom to the range']);
    expect(titles('zoom', ['Clear the range'])).toEqual(['Zoom to the range']);
  });

  it('takes signs in what was typed as gaps between words', () => {
    expect(titles('source-ip')).toEqual(['Show the column Source IP']);
    expect(titles('.*')).toEqual(['Zoom to the range', 'Choose columns', 'Export events', 'Clear the range']);
  });

  it('finds each of any commands by its own words, in any order, and only such as hold them all', () => {
    const word = fc.stringOf(fc.constantFrom(...'abcd'), { minLength: 1, maxLength: 6 });
    const title = fc.array(word, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(title, { minLength: 1, maxLength: 12 }), fc.nat(), (list, pick) => {
        const commands = list.map((words, at) => command(words.join(' '), { id: String(at), group: '' }));
        const at = pick % list.length;
        const words = list[at] ?? [];
        const found = findCommands(commands, words.toReversed().join(' '), []);
        expect(found.map(({ id }) => id)).toContain(String(at));
        for (const other of found) for (const one of words) expect(other.title).toContain(one);
      }),
    );
  });
});
