import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FaultyDisk } from '../../../test/support/faulty-disk';
import { temporaryFolders } from '../../../test/support/temporary-folder';
import { LINE_EVENTS, TEXT_MOST, type SayWish } from '../../contract/annotations';
import type { Json } from '../../core/event/json';
import type { Said } from '../../core/annotation/action';
import { Journal } from '../cases/journal';
import { readAnnotations } from './read-annotations';
import { SaidJournal } from './said-journal';

const folder = temporaryFolders();
const TAGGED: SayWish['action'] = { op: 'mark', change: { tag: 'exfil', put: true } };
const noted = (text: string): SayWish['action'] => ({ op: 'note', note: 'n1', text });

function keys(events: number, seed = 0): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Uint32Array.from({ length: events * 4 }, (_, i) => i * 2_654_435_761 + seed).buffer);
}

interface Opened {
  readonly said: SaidJournal;
  readonly journal: Journal;
  readonly path: string;
}

async function opened(path = join(folder(), 'journal.jsonl'), disk?: FaultyDisk, create = true): Promise<Opened> {
  let clock = 0;
  const now = (): Date => new Date((clock += 1000));
  const journal = await Journal.open({ path, writable: true, create, by: 'ann', now, ...(disk && { disk }) });
  return { journal, said: new SaidJournal(journal, () => Promise.resolve('Ann Analyst')), path };
}

async function readAll(said: SaidJournal): Promise<{ all: Said[]; cutOff: number; faults: readonly string[] }> {
  const all: Said[] = [];
  const { cutOff, faults } = await said.read((one) => all.push(one));
  return { all, cutOff, faults };
}

function hex(one: Said | undefined): string {
  const action = one?.action;
  return Buffer.from(action !== undefined && 'keys' in action ? (action.keys ?? []) : []).toString('hex');
}

describe('what was said, in the journal', { timeout: 60_000 }, () => {
  it('is read as it was said, in its order, whatever stands in it', async () => {
    const { said, journal, path } = await opened();
    const hostile = '\u0000\u001b[31m\u202e\ud800 "\\\n__proto__';
    const wishes: readonly (readonly [SayWish, Uint8Array])[] = [
      [{ id: 'a', action: TAGGED }, keys(2)],
      [{ id: 'b', action: noted(hostile) }, keys(1)],
      [{ id: 'c', undoes: 'a', action: { op: 'mark', change: { tag: '__proto__', put: false } } }, keys(0)],
      [{ id: 'd', action: { op: 'mark', change: { status: 'benign', reason: hostile } } }, keys(3, 7)],
    ];
    // All at once: each has its turn.
    const replies = await Promise.all(wishes.map(([wish, of]) => said.say(wish, of)));
    expect(replies.map(({ by, author }) => [by, author])).toEqual(wishes.map(() => ['ann', 'Ann Analyst']));
    await journal.set('note', 'of another kind', 'is not told');
    const check = async (one: SaidJournal): Promise<void> => {
      const { all, cutOff, faults } = await readAll(one);
      expect([cutOff, faults]).toEqual([0, []]);
      expect(all.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd']);
      expect(all.map(hex)).toEqual(wishes.map(([, of]) => Buffer.from(of).toString('hex')));
      expect(all[1]?.action).toMatchObject({ op: 'note', text: hostile });
      expect(all[2]).toMatchObject({ undoes: 'a', action: { change: { tag: '__proto__', put: false } } });
      expect(all.map(({ at }) => at)).toEqual(replies.map(({ at }) => at));
    };
    await check(said);
    await journal.close();
    const again = await opened(path, undefined, false);
    await check(again.said);
    await again.journal.close();
  });

  it('has an action of very many events in several lines, each well under 1 MiB', async () => {
    const { said, journal, path } = await opened();
    const many = keys(2 * LINE_EVENTS + 1);
    const action = { ...noted('x'.repeat(TEXT_MOST)), targets: [{ on: 'account' as const, account: '1' }] };
    const replies = await Promise.all([
      said.say({ id: 'many', action }, many),
      said.say({ id: 'exact', action: TAGGED }, keys(LINE_EVENTS)),
      said.say({ id: 'last', action: TAGGED }, keys(1)),
    ]);
    await journal.close();
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    const parts = lines.flatMap((line) => /"part":\[\d+,\d+\]/.exec(line)?.[0] ?? []);
    expect(parts).toEqual(['"part":[1,3]', '"part":[2,3]', '"part":[3,3]']);
    expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThan(1024 * 1024);
    const again = await opened(path, undefined, false);
    const { all } = await readAll(again.said);
    expect(all.map(({ id, at }) => [id, at])).toEqual(['many', 'exact', 'last'].map((id, i) => [id, replies[i]?.at]));
    expect(hex(all[0]) === Buffer.from(many).toString('hex')).toBe(true);
    expect(all[0]?.action).toMatchObject({ targets: [{ on: 'account', account: '1' }] });
    await again.journal.close();
  });

  it('takes nothing for saved that the disk refused: what was cut off has no effect, and a retry has all of it', async () => {
    const disk = new FaultyDisk();
    const { said, journal, path } = await opened(undefined, disk);
    await said.say({ id: 'before', action: TAGGED }, keys(1));
    // Room for two of the three lines.
    disk.room = 2 * 900_000;
    const many = keys(2 * LINE_EVENTS + 20_000);
    await expect(said.say({ id: 'refused', action: TAGGED }, many)).rejects.toMatchObject({ code: 'disk-full' });
    // What was said before is read while the disk is still full, and nothing that is not there.
    expect((await readAll(said)).all.map(({ id }) => id)).toEqual(['before']);
    expect((await readAnnotations(journal)).annotations.sayings.map(({ id }) => id)).toEqual(['before']);
    expect((await readAll(said)).cutOff).toBe(1);
    await expect(said.say({ id: 'refused', action: TAGGED }, many)).rejects.toMatchObject({ code: 'disk-full' });
    disk.room = Infinity;
    await said.say({ id: 'again', action: TAGGED }, many);
    await journal.close();
    const again = await opened(path, undefined, false);
    const { all, cutOff, faults } = await readAll(again.said);
    expect([all.map(({ id }) => id), cutOff, faults]).toEqual([['before', 'again'], 1, []]);
    expect(hex(all[1]) === Buffer.from(many).toString('hex')).toBe(true);
    await again.journal.close();
  });

  it('refuses keys that end in the middle of one, and says nothing then', async () => {
    const { said, journal } = await opened();
    await expect(said.say({ id: 'a', action: TAGGED }, new Uint8Array(17))).rejects.toMatchObject({
      code: 'bad-request',
    });
    expect((await readAll(said)).all).toEqual([]);
    await journal.close();
  });

  it('skips lines that are none, with the reason, and has those around them', async () => {
    const { said, journal } = await opened();
    await said.say({ id: 'a', action: TAGGED }, keys(1));
    const value = { author: null, action: { op: 'mark', change: { tag: 'exfil', put: true } } };
    await journal.add('said', 'b', { ...value, action: { op: 'unheard' } });
    await journal.add('said', 'c', 'no object');
    await journal.add('said', 'no id!', value);
    await journal.add('said', 'd', JSON.parse('{"__proto__":{"author":null},"action":{"op":"__proto__"}}') as Json);
    await journal.add('said', 'e', { ...value, keys: 'AAAA' });
    await journal.add('said', 'f', { ...value, keys: '?' });
    await journal.add('said', 'g', { ...value, part: [2, 3] });
    await said.say({ id: 'h', action: TAGGED }, keys(1));
    const { all, cutOff, faults } = await readAll(said);
    expect(all.map(({ id }) => id)).toEqual(['a', 'h']);
    expect(cutOff).toBe(0);
    expect(faults).toHaveLength(7);
    for (const reason of faults) expect(reason).toMatch(/\S/);
    await journal.close();
  });
});
