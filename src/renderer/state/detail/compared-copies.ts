import { compareFields } from '../../../core/event/compare-fields';
import type { ComparedField } from '../../../core/event/compare-fields';
import { copySide } from '../../../core/event/copy-side';
import type { CopySide } from '../../../core/event/copy-side';
import { fieldsOf } from '../../../core/event/fields';
import type { EventRow } from '../../../core/query/filter';
import type { OpenRecord } from './open-record';

/** Copies that stand side by side: more have no room on a screen. */
export const MOST_COMPARED = 6;

/** One copy of a call, as the trail of one account has it. */
export interface ComparedCopy {
  readonly event: number;
  /** The account that it was delivered to. */
  readonly account: string;
  readonly side: CopySide | undefined;
}

/** Copies of one call, the caller's before the owner's, with all of their fields. */
export interface ComparedCopies {
  readonly copies: readonly ComparedCopy[];
  readonly fields: readonly ComparedField[];
}

const ORDER = { caller: 0, owner: 1, none: 2 } as const;

/**
 * Reads copies of one call from their sources and holds them against each other.
 * @param events each with the account that it was delivered to
 * @throws where a record cannot be read, with its account
 */
export async function compareCopies(
  events: readonly { readonly event: number; readonly account: string }[],
  rowOf: (event: number) => Promise<EventRow | undefined>,
  read: (row: EventRow) => Promise<OpenRecord>,
): Promise<ComparedCopies> {
  const all = await Promise.all(
    events.map(async ({ event, account }) => {
      const row = await rowOf(event);
      if (row === undefined) throw new Error(`The copy in ${account} is not in the index. Rebuild the index.`);
      const { record, recordText, fault } = await read(row);
      if (record === undefined) throw new Error(`The copy in ${account} cannot be read: ${fault ?? 'it is no JSON'}`);
      return { event, account, side: copySide(record), fields: fieldsOf(recordText) };
    }),
  );
  const ordered = all.sort(
    (a, b) => ORDER[a.side ?? 'none'] - ORDER[b.side ?? 'none'] || (a.account < b.account ? -1 : 1),
  );
  return {
    copies: ordered.map(({ event, account, side }) => ({ event, account, side })),
    fields: compareFields(ordered.map(({ fields }) => fields)),
  };
}
