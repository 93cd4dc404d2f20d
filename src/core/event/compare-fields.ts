import type { Field } from './fields';

/** One field of records that are held against each other. */
export interface ComparedField {
  /** See `Field.path`. */
  readonly path: string;
  /** As each record has it, in the order of the records; undefined where one has no such field. */
  readonly values: readonly (Field | undefined)[];
  /** All have it alike; all have it, with several values; some have it and others do not. */
  readonly state: 'same' | 'differs' | 'partly';
  /** Every copy of a call has a value of its own here, so that a difference tells nothing. */
  readonly own: boolean;
}

/** What CloudTrail sets anew in each account that it delivers a call to. */
const OWN_TO_EACH: ReadonlySet<string> = new Set(['eventID', 'recipientAccountId']);

/**
 * Holds records against each other, field by field. A name that a record has twice is two fields: the first is
 * compared with the first. A number and a string of the same characters differ.
 * @param records the fields of each, as `fieldsOf` has them
 * @returns every field of every record once, in the order of the first record; what only a later one has stands
 * behind the field that it follows there
 */
export function compareFields(records: readonly (readonly Field[])[]): readonly ComparedField[] {
  let order: string[] = [];
  const found = new Map<string, (Field | undefined)[]>();
  records.forEach((fields, at) => {
    const seen = new Map<string, number>();
    const inserted = new Map<string | undefined, string[]>();
    let before: string | undefined;
    for (const field of fields) {
      const times = seen.get(field.path) ?? 0;
      seen.set(field.path, times + 1);
      const key = `${String(times)} ${field.path}`;
      const values = found.get(key);
      if (values === undefined) {
        found.set(key, place(field, at, records.length));
        const group = inserted.get(before);
        if (group === undefined) inserted.set(before, [key]);
        else group.push(key);
      } else {
        values[at] = field;
        before = key;
      }
    }
    order = [...(inserted.get(undefined) ?? []), ...order.flatMap((key) => [key, ...(inserted.get(key) ?? [])])];
  });
  return order.map((key) => compared(found.get(key) ?? []));
}

function place(field: Field, at: number, records: number): (Field | undefined)[] {
  const values = new Array<Field | undefined>(records).fill(undefined);
  values[at] = field;
  return values;
}

function compared(values: readonly (Field | undefined)[]): ComparedField {
  const there = values.filter((value) => value !== undefined);
  const [first] = there;
  const path = first?.path ?? '';
  const alike = there.every(({ kind, text }) => kind === first?.kind && text === first.text);
  const state = there.length < values.length ? 'partly' : alike ? 'same' : 'differs';
  return { path, values, state, own: OWN_TO_EACH.has(path) };
}

/** What AWS writes in the place of a value that it withholds. Source: the CloudTrail user guide, "Record contents". */
const WITHHELD = /^(?:HIDDEN_DUE_TO_SECURITY_REASONS|\*{3,})$/;

/** Whether a value stands in the place of one that AWS withholds. */
export function isWithheld({ kind, text }: Field): boolean {
  return kind === 'string' && WITHHELD.test(text);
}
