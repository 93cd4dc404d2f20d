import type { FilterSnapshot } from './filter-change';
import type { SavedRow } from './filter-pills';
import { loadRow, saveRow } from './filter-pills';
import type { ViewFields } from '../view/view-string';

/** The filter in the fields of a view string; nothing for the empty one. */
export function saveFilter({ pills, copies }: FilterSnapshot): Readonly<Record<string, string>> {
  const { text, off, pinned } = saveRow(pills);
  return {
    ...(text === '' ? {} : { filter: text }),
    ...(off.length === 0 ? {} : { off: JSON.stringify(off.map(({ at, text: own }) => [at, own])) }),
    ...(pinned.length === 0 ? {} : { pinned: pinned.join(',') }),
    ...(copies ? { copies: '1' } : {}),
  };
}

/** undefined where the fields hold a filter that cannot be read. */
export function loadFilter(fields: ViewFields): FilterSnapshot | undefined {
  const off = readOff(fields.get('off') ?? '[]');
  if (off === undefined) return undefined;
  const pinned = (fields.get('pinned') ?? '').split(',').flatMap((at) => (/^\d+$/.test(at) ? [Number(at)] : []));
  const pills = loadRow({ text: fields.get('filter') ?? '', off, pinned });
  return pills === undefined ? undefined : { pills, copies: fields.get('copies') === '1' };
}

function readOff(text: string): SavedRow['off'] | undefined {
  try {
    const list: unknown = JSON.parse(text);
    if (!Array.isArray(list)) return undefined;
    const off = list.flatMap((entry: unknown) => {
      const [at, own]: readonly unknown[] = Array.isArray(entry) ? entry : [];
      return Number.isSafeInteger(at) && typeof own === 'string' ? [{ at: Number(at), text: own }] : [];
    });
    return off.length === list.length ? off : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
