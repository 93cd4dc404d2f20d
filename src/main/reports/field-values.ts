import { TrailbenchError } from '../../contract/errors';
import type { FieldValue } from '../../contract/exports';
import { parsePath } from '../../core/event/fields';
import { RecordView } from '../../core/report/record-view';
import type { RecordReader } from './record-reader';

export interface FieldPlace {
  readonly source: number;
  readonly offset: number;
  readonly length: number;
}

/** UTF-16 code units of one field's values: more is not for a list. */
const LONGEST = 2_000;

/**
 * What records hold at JSON paths, as a CSV column of that path has it: for the rows of a list that are in sight. Each
 * source is read once.
 *
 * @returns for each record its values by path; null where the record or its source cannot be read
 * @throws TrailbenchError `bad-request` for a path that is none
 */
export async function readFieldValues(
  reader: RecordReader,
  places: readonly FieldPlace[],
  paths: readonly string[],
): Promise<(readonly FieldValue[] | null)[]> {
  const steps = paths.map((path) => {
    const parsed = parsePath(path);
    if (parsed !== undefined && parsed.length > 0) return parsed;
    throw new TrailbenchError(
      'bad-request',
      `${path} is no JSON path: write one such as requestParameters.bucketName.`,
    );
  });
  const values: (readonly FieldValue[] | null)[] = places.map(() => null);
  const view = new RecordView();
  for (const [source, group] of bySource(places)) {
    try {
      await reader.readMany(source, group, (index, bytes) => {
        const at = group[index];
        if (at === undefined || view.open(bytes) !== undefined) return;
        values[at.index] = steps.map((path) => shortened(view.textsAt(path, true)));
      });
    } catch (error) {
      // The others are shown all the same: the detail of such an event says what is wrong with its source.
      if (!(error instanceof TrailbenchError)) throw error;
    }
  }
  return values;
}

interface Numbered extends FieldPlace {
  readonly index: number;
}

function bySource(places: readonly FieldPlace[]): Map<number, Numbered[]> {
  const groups = new Map<number, Numbered[]>();
  for (const [index, place] of places.entries()) {
    const group = groups.get(place.source);
    if (group === undefined) groups.set(place.source, [{ ...place, index }]);
    else group.push({ ...place, index });
  }
  return groups;
}

function shortened(all: readonly string[]): FieldValue {
  const texts: string[] = [];
  let room = LONGEST;
  let more = 0;
  for (const text of all) {
    if (text.length <= room) texts.push(text);
    else {
      if (room > 0) texts.push(text.slice(0, room));
      more += text.length - room;
    }
    room = Math.max(0, room - text.length);
  }
  return { texts, more };
}
