import type { Command } from './command';

/** Of the words that were typed; more of them find nothing more precisely. */
const MOST_WORDS = 8;
/** How well a word is met: the smaller, the better. */
const RANK = { begins: 0, wordBegins: 1, within: 2, elsewhere: 3 } as const;

interface Found {
  readonly command: Command;
  readonly rank: number;
  /** Place among those run last; after all of them for the others. */
  readonly used: number;
}

/**
 * The commands that hold every word that was typed, in any order and case: in the title, else in other words or in the
 * name of the group. First those whose title begins with what was typed, then those with words that do, then the
 * others; among equals those run last, then in the order given. Without words: all but those that are only searched.
 * @param recent ids of those that were run, the last first
 */
export function findCommands(commands: readonly Command[], typed: string, recent: readonly string[]): Command[] {
  const text = plain(typed);
  const words = text.split(' ').filter((word) => word !== '');
  if (words.length === 0) return commands.filter(({ searched }) => searched !== true);
  const places = new Map(recent.map((id, at) => [id, at]));
  const found: Found[] = [];
  for (const command of commands) {
    const rank = rankOf(command, text, words.slice(0, MOST_WORDS));
    if (rank !== undefined) found.push({ command, rank, used: places.get(command.id) ?? recent.length });
  }
  return found.sort((a, b) => a.rank - b.rank || a.used - b.used).map(({ command }) => command);
}

/** @returns undefined where a word is not met at all */
function rankOf({ title, group, also = '' }: Command, text: string, words: readonly string[]): number | undefined {
  const name = plain(title);
  if (name.startsWith(text)) return RANK.begins;
  const elsewhere = `${plain(group)} ${plain(also)}`;
  let worst: number = RANK.wordBegins;
  for (const word of words) {
    const rank = wordRank(name, elsewhere, word);
    if (rank === undefined) return undefined;
    worst = Math.max(worst, rank);
  }
  return worst;
}

function wordRank(name: string, elsewhere: string, word: string): number | undefined {
  if (name.startsWith(word) || name.includes(` ${word}`)) return RANK.wordBegins;
  if (name.includes(word)) return RANK.within;
  return elsewhere.includes(word) ? RANK.elsewhere : undefined;
}

/** Small letters, and one space where anything but letters and digits stands. */
function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
