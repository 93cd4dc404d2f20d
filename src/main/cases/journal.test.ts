import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FaultyDisk } from '../../../test/support/faulty-disk';
import { temporaryFolders } from '../../../test/support/temporary-folder';
import type { Json } from '../../core/event/json';
import { Journal } from './journal';

const folder = temporaryFolders();

describe('the journal', { timeout: 60_000 }, () => {
  it('lets the last writer win for each item, replays to the same state, and erases nothing', async () => {
    const path = join(folder(), 'journal.jsonl');
    let clock = 0;
    const hostile = JSON.parse('{"__proto__":{"x":1},"constructor":["hostile",{"key":null}],"at":1.5}') as Json;
    const options = { path, writable: true, create: true, by: 'ann', now: () => new Date((clock += 1000)) };
    const journal = await Journal.open(options);
    await journal.set('note', 'event-1', 'first thought');
    await journal.set('note', '__proto__', hostile);
    await journal.set('tag', 'event-1', ['exfil']);
    await journal.set('note', 'event-1', 'second thought');
    await journal.set('note', 'event-2', 'to be taken away');
    await journal.set('note', 'event-2', null);
    const check = async (one: Journal) => {
      expect(one.get('note', 'event-1')).toMatchObject({
        value: 'second thought',
        by: 'ann',
        at: new Date(4000).toISOString(),
      });
      expect(JSON.stringify(one.get('note', '__proto__')?.value)).toBe(JSON.stringify(hostile));
      expect(one.get('note', 'event-2')).toBeUndefined();
      expect(one.get('note', 'toString')).toBeUndefined();
      expect(one.all('note').map(({ item }) => item)).toEqual(['event-1', '__proto__']);
      expect(one.all('constructor')).toEqual([]);
      expect((await one.history('note', 'event-1')).map(({ value }) => value)).toEqual([
        'first thought',
        'second thought',
      ]);
      expect((await one.history('note', 'event-2')).map(({ value }) => value)).toEqual(['to be taken away', null]);
    };
    await check(journal);
    await journal.close();
    const again = await Journal.open({ ...options, writable: false });
    expect(again.problems).toEqual([]);
    await check(again);
    await again.close();
    expect(readFileSync(path, 'utf8')).toContain('first thought');
  });

  it('does not take for saved what the disk refused', async () => {
    const path = join(folder(), 'journal.jsonl');
    const disk = new FaultyDisk();
    const journal = await Journal.open({ path, writable: true, create: true, by: 'ann', disk });
    await journal.set('note', 'a', 'saved');
    disk.room = 3;
    await expect(journal.set('note', 'a', 'not saved')).rejects.toMatchObject({ code: 'disk-full' });
    expect(journal.get('note', 'a')?.value).toBe('saved');
    disk.room = Infinity;
    await journal.retry();
    await journal.set('note', 'a', 'saved again');
    await journal.close();
    const again = await Journal.open({ path, writable: false, by: 'ann' });
    expect(again.get('note', 'a')?.value).toBe('saved again');
    await again.close();
  });
});
