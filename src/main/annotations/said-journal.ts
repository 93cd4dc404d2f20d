import { LINE_EVENTS, SAID_KIND, type SaidValue, type SayReply, type SayWish } from '../../contract/annotations';
import { TrailbenchError } from '../../contract/errors';
import { SaidReader } from '../../contract/said-reader';
import type { Said } from '../../core/annotation/action';
import { EVENT_KEY_BYTES } from '../../core/annotation/event-key';
import type { Journal } from '../cases/journal';

/** What analysts say of a case, in its journal: written durably, and read again from its beginning. */
export class SaidJournal {
  /** Actions follow one another: the lines of one are not mixed with those of another. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly journal: Journal,
    /** The name that the user goes by. */
    private readonly author: () => Promise<string | null>,
  ) {}

  /**
   * Resolves when all of it is on the disk.
   * @param keys of its events, 16 bytes each
   */
  say(wish: SayWish, keys: Uint8Array): Promise<SayReply> {
    const said = this.turn.then(() => this.write(wish, keys));
    // Who asked is told of a failure; the next one has its own turn.
    this.turn = said.catch(() => undefined);
    return said;
  }

  /** Every line of what was said, in order, as the journal has it. */
  async lines(onLine: (line: object) => void): Promise<void> {
    await this.turn;
    await this.journal.replay(({ kind, item, at, by, value }) => {
      if (kind === SAID_KIND) onLine({ item, at, by, value });
    });
  }

  /** Everything that was said, in order. */
  async read(onSaid: (said: Said) => void): Promise<SaidReader> {
    const reader = new SaidReader(decodeBase64);
    await this.lines((line) => {
      const said = reader.take(line);
      if (said !== undefined) onSaid(said);
    });
    reader.end();
    return reader;
  }

  private async write({ id, undoes, action }: SayWish, keys: Uint8Array): Promise<SayReply> {
    const events = keys.length / EVENT_KEY_BYTES;
    if (!Number.isInteger(events))
      throw new TrailbenchError('bad-request', 'The keys of events end in the middle of one.');
    const author = await this.author();
    // Whoever says something after the disk refused has made room, or means to try it again.
    await this.journal.retry();
    const parts = Math.max(1, Math.ceil(events / LINE_EVENTS));
    const common = { author, ...(undoes === undefined ? {} : { undoes }) };
    let reply: SayReply | undefined;
    for (let part = 1; part <= parts; part++) {
      const from = (part - 1) * LINE_EVENTS * EVENT_KEY_BYTES;
      const piece = keys.subarray(from, from + LINE_EVENTS * EVENT_KEY_BYTES);
      const value: SaidValue = {
        ...common,
        ...(parts === 1 ? {} : { part: [part, parts] }),
        action: part === 1 ? action : bare(action),
        ...(piece.length === 0
          ? {}
          : { keys: Buffer.from(piece.buffer, piece.byteOffset, piece.length).toString('base64') }),
      };
      const { at, by } = await this.journal.add(SAID_KIND, id, JSON.parse(JSON.stringify(value)));
      // The action is told of as its first line has it.
      reply ??= { at, by, author };
    }
    if (reply === undefined) throw new Error('An action without a line.');
    return reply;
  }
}

/** The action as its further lines have it: what is long stands in the first one. */
function bare(action: SayWish['action']): SayWish['action'] {
  return action.op === 'mark' || action.op === 'note' ? { ...action, targets: undefined, seen: undefined } : action;
}

/** @returns undefined for what is no base64 */
export function decodeBase64(text: string): Uint8Array | undefined {
  return /^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.length % 4 === 0
    ? new Uint8Array(Buffer.from(text, 'base64'))
    : undefined;
}
