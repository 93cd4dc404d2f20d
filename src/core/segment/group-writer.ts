import { checksum } from './checksum';

/** How the numbers of an array are stored. */
export type ArrayType = 'u8' | 'u16' | 'u32' | 'f64';

/** One array in a group's directory. `offset` in bytes from the start of the group. */
export interface ArrayEntry {
  readonly name: string;
  readonly type: ArrayType;
  readonly offset: number;
  /** Elements, not bytes. */
  readonly length: number;
}

export interface GroupDirectory {
  readonly rows: number;
  readonly arrays: readonly ArrayEntry[];
}

export const BYTES_OF: Readonly<Record<ArrayType, number>> = { u8: 1, u16: 2, u32: 4, f64: 8 };

export function align8(bytes: number): number {
  return Math.ceil(bytes / 8) * 8;
}

type Stored = Uint8Array | Uint16Array | Uint32Array | Float64Array;

function typeOf(array: Stored): ArrayType {
  if (array instanceof Uint8Array) return 'u8';
  if (array instanceof Uint16Array) return 'u16';
  return array instanceof Uint32Array ? 'u32' : 'f64';
}

/** Gathers a group's arrays; they are copied only when the whole segment is laid out. */
export class GroupWriter {
  readonly #arrays: { readonly name: string; readonly array: Stored }[] = [];

  constructor(readonly rows: number) {}

  add(name: string, array: Stored): void {
    this.#arrays.push({ name, array });
  }

  /** Fixes the layout. `write` then fills exactly `length` bytes, a multiple of 8. */
  layOut(): { readonly length: number; write(into: Uint8Array<ArrayBuffer>): void } {
    const encoder = new TextEncoder();
    // Offsets depend on the directory's own length: lay out with the widest numbers, pad the rest.
    const widest = this.#directory(1e10).bytes;
    const start = align8(8 + encoder.encode(widest).length);
    const { bytes, end } = this.#directory(start);
    return {
      length: align8(end),
      write: (into) => {
        const view = new DataView(into.buffer, into.byteOffset, into.byteLength);
        view.setUint32(0, start - 8, true);
        into.set(encoder.encode(bytes.padEnd(start - 8, ' ')), 8);
        let at = start;
        for (const { array } of this.#arrays) {
          into.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
          at += align8(array.byteLength);
        }
        view.setUint32(4, checksum(into.subarray(8)), true);
      },
    };
  }

  #directory(start: number): { bytes: string; end: number } {
    let at = start;
    const arrays = this.#arrays.map(({ name, array }): ArrayEntry => {
      const entry = { name, type: typeOf(array), offset: at, length: array.length };
      at += align8(array.byteLength);
      return entry;
    });
    const directory: GroupDirectory = { rows: this.rows, arrays };
    return { bytes: JSON.stringify(directory), end: at };
  }
}
