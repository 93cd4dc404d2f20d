import * as v from 'valibot';
import type { Said } from '../core/annotation/action';
import { EVENT_KEY_BYTES } from '../core/annotation/event-key';
import { asAction, EVENTS_MOST, saidLine, type SaidLine } from './annotations';

/**
 * Puts actions together from lines of the journal, in their order. One of several lines takes effect with its last
 * one: what was cut off while it was saved is left out, and counted.
 */
export class SaidReader {
  /** Why lines are none: of the first hundred. */
  readonly faults: string[] = [];
  /** Lines that are none. */
  lost = 0;
  /** Actions whose last line never came. */
  cutOff = 0;
  #open: { readonly first: SaidLine; readonly parts: Uint8Array[]; readonly of: number; bytes: number } | undefined;

  /** @param decode reads base64; undefined for what is none */
  constructor(private readonly decode: (text: string) => Uint8Array | undefined) {}

  /** @returns the action that this line completes */
  take(value: unknown): Said | undefined {
    const parsed = v.safeParse(saidLine, value, { abortEarly: true });
    if (!parsed.success) {
      this.#fault(parsed.issues[0].message);
      return undefined;
    }
    const line = parsed.output;
    const keys = line.value.keys === undefined ? new Uint8Array(0) : this.decode(line.value.keys);
    if (keys === undefined || keys.length % EVENT_KEY_BYTES !== 0) {
      this.#fault('its keys of events are damaged');
      return undefined;
    }
    const [part, of] = line.value.part ?? [1, 1];
    if (part === 1) {
      if (this.#open !== undefined) this.cutOff += 1;
      this.#open = { first: line, parts: [], of, bytes: 0 };
    }
    const open = this.#open;
    if (open === undefined || open.first.item !== line.item || open.of !== of || open.parts.length !== part - 1) {
      this.#fault('it is a part of an action whose beginning is not before it');
      return undefined;
    }
    open.parts.push(keys);
    open.bytes += keys.length;
    if (open.bytes > EVENTS_MOST * EVENT_KEY_BYTES) {
      this.#open = undefined;
      this.#fault('its action has more events than an action may have');
      return undefined;
    }
    if (part < of) return undefined;
    this.#open = undefined;
    return said(open.first, joined(open.parts, open.bytes));
  }

  /** The last line was read. */
  end(): void {
    if (this.#open !== undefined) this.cutOff += 1;
    this.#open = undefined;
  }

  #fault(reason: string): void {
    this.lost += 1;
    if (this.faults.length < 100) this.faults.push(reason);
  }
}

function said({ item, at, by, value }: SaidLine, keys: Uint8Array): Said {
  return {
    id: item,
    at,
    by,
    author: value.author,
    ...(value.undoes === undefined ? {} : { undoes: value.undoes }),
    action: asAction(value.action, keys),
  };
}

function joined(parts: readonly Uint8Array[], bytes: number): Uint8Array {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  const all = new Uint8Array(bytes);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
