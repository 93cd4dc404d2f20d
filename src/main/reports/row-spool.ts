import { packRows, unpackRows } from '../../core/report/export-rows';
import type { ExportRow } from '../../core/report/export-rows';
import type { Scratch, ScratchFile } from './scratch';

const MIB = 1024 * 1024;
const READ_BYTES = 256 * 1024;
const MEMORY_BYTES = 8 * MIB;

/** Keeps the rows of an export in their order, to be read again: few in memory, many on the disk. */
export class RowSpool {
  count = 0;
  private kept: Uint8Array[] = [];
  private keptBytes = 0;
  private file: ScratchFile | undefined;

  constructor(
    private readonly scratch: Scratch,
    private readonly memory = MEMORY_BYTES,
  ) {}

  async add(rows: readonly ExportRow[]): Promise<void> {
    const packed = packRows(rows);
    this.kept.push(packed);
    this.keptBytes += packed.length;
    this.count += rows.length;
    if (this.keptBytes <= this.memory) return;
    this.file ??= await this.scratch.file('rows');
    await this.file.append(Buffer.concat(this.kept));
    this.kept = [];
    this.keptBytes = 0;
  }

  rows(): AsyncGenerator<ExportRow, void, undefined> {
    return unpackRows(this.chunks());
  }

  private async *chunks(): AsyncGenerator<Uint8Array, void, undefined> {
    if (this.file !== undefined) {
      for (let at = 0; at < this.file.size;) {
        const chunk = new Uint8Array(Math.min(READ_BYTES, this.file.size - at));
        at += await this.file.read(chunk, at);
        yield chunk;
      }
    }
    yield* this.kept;
  }
}
