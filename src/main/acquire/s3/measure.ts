import type { Choice, Measured } from '../../../contract/discovery';
import { parseDeliveryPath } from '../../../core/trail/trail-path';
import type { Manifest } from '../../cases/manifest';
import { planChoice, type KeyRange } from './choice-plan';
import type { Connection } from './connection';
import { isArchived } from './failure-reason';
import { listObjects } from './list-objects';
import { parseS3Uri, s3Uri } from './s3-uri';

/** What a choice comes to, as the window is told at the end. */
export interface MeasuredChoice {
  readonly measured: Measured;
  readonly streams: readonly string[];
  readonly days: readonly string[];
  /** [stream, day, objects, bytes, known objects] each. */
  readonly cells: readonly [number, number, number, number, number][];
}

export interface MeasureOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (measured: Measured) => void;
  /** Of the case that it is for. */
  readonly manifest?: Manifest | undefined;
}

const CELLS_MOST = 100_000;

/** Lists everything that a choice comes to, and keeps counts alone. @throws what listing throws */
export async function measure(
  connection: Connection,
  choice: Choice,
  { signal, onProgress, manifest }: MeasureOptions,
): Promise<MeasuredChoice> {
  const { bucket } = parseS3Uri(choice.uri);
  const to = await connection.bucket(bucket);
  const plan = await planChoice(choice, to, signal);
  const totals = { objects: 0, bytes: 0, known: { objects: 0, bytes: 0 }, archived: { objects: 0, bytes: 0 } };
  const unlisted: string[] = [];
  const refused = ({ prefix }: KeyRange): Promise<void> => {
    unlisted.push(s3Uri(bucket, prefix));
    return Promise.resolve();
  };
  // One folder alone that is refused is all there is: then there is nothing to count.
  const ends = plan.streams.length < 2 ? undefined : { refused, listed: () => Promise.resolve() };
  const cells = new Cells();
  for await (const { range, objects } of listObjects(to, plan.ranges, signal, ends)) {
    for (const { key, size = 0, etag, modified, storageClass } of objects) {
      const known = manifest?.hasVersion({ uri: s3Uri(bucket, key), size, etag, modified }) === true;
      add(totals, size);
      if (known) add(totals.known, size);
      else if (storageClass !== undefined && isArchived(storageClass)) add(totals.archived, size);
      if (range.stream !== undefined) cells.add(range.stream.prefix, key, size, known);
    }
    onProgress(structuredClone({ ...totals, unlisted }));
  }
  return { measured: { ...totals, unlisted }, ...cells.result() };
}

function add(counts: { objects: number; bytes: number }, size: number): void {
  counts.objects += 1;
  counts.bytes += size;
}

/** Counts by stream and day. */
class Cells {
  private readonly streams = new Map<string, number>();
  private readonly days = new Map<string, number>();
  private readonly cells = new Map<string, [number, number, number, number, number]>();

  add(stream: string, key: string, size: number, known: boolean): void {
    const day = parseDeliveryPath(key)?.day ?? null;
    if (day === null || this.cells.size > CELLS_MOST) return;
    const [a, b] = [place(this.streams, stream), place(this.days, day)];
    const name = `${a} ${b}`;
    let cell = this.cells.get(name);
    if (cell === undefined) {
      cell = [a, b, 0, 0, 0];
      this.cells.set(name, cell);
    }
    cell[2] += 1;
    cell[3] += size;
    if (known) cell[4] += 1;
  }

  result(): Pick<MeasuredChoice, 'streams' | 'days' | 'cells'> {
    const whole = this.cells.size <= CELLS_MOST;
    return {
      streams: [...this.streams.keys()],
      days: [...this.days.keys()],
      cells: whole ? [...this.cells.values()] : [],
    };
  }
}

function place(places: Map<string, number>, name: string): number {
  let found = places.get(name);
  if (found === undefined) {
    found = places.size;
    places.set(name, found);
  }
  return found;
}
