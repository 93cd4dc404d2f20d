/** One header of a tar archive that is written by hand, with the bytes behind it: anything may be wrong about it. */
export interface RawTarEntry {
  readonly name?: string | Uint8Array;
  readonly body?: Uint8Array | string;
  /** Default: `0`, a regular file. */
  readonly type?: string;
  /** `posix` (default), `gnu`, or `v7`, which has none. */
  readonly mark?: 'posix' | 'gnu' | 'v7';
  /** What the header says of the size; default: that of the body. */
  readonly size?: number | Uint8Array;
  /** Written over the header at these positions, before its check sum is taken. */
  readonly put?: readonly (readonly [at: number, bytes: Uint8Array | string])[];
  /** Blocks between the header and the body. */
  readonly blocks?: readonly Uint8Array[];
  /** How the check sum is taken. */
  readonly sum?: 'signed' | 'wrong';
}

const BLOCK = 512;
const MARKS = { posix: 'ustar\u000000', gnu: 'ustar  \u0000', v7: '' };

/** Entries one behind the other, without a mark of the end: see `tarEnd`. */
export function rawTar(...entries: readonly RawTarEntry[]): Buffer {
  return Buffer.concat(
    entries.flatMap((entry) => {
      const body = Buffer.from(entry.body ?? '');
      const padding = Buffer.alloc((BLOCK - (body.length % BLOCK)) % BLOCK);
      return [headerOf(entry, body.length), ...(entry.blocks ?? []), body, padding];
    }),
  );
}

/** Two zero blocks. */
export const tarEnd = Buffer.alloc(2 * BLOCK);

/** A header of GNU tar or pax that the next entry goes with. */
export function extended(type: 'L' | 'K' | 'x' | 'g' | 'X', body: Uint8Array | string): RawTarEntry {
  return { name: '././@LongLink', type, body, mark: type === 'L' || type === 'K' ? 'gnu' : 'posix' };
}

/** Records of a pax header. */
export function pax(fields: Readonly<Record<string, string>>): string {
  return Object.entries(fields)
    .map(([name, value]) => {
      const rest = ` ${name}=${value}\n`;
      let length = Buffer.byteLength(rest);
      length += String(length + String(length).length).length;
      return `${String(length)}${rest}`;
    })
    .join('');
}

function headerOf(
  { name = 'a', type = '0', mark = 'posix', size, put = [], sum }: RawTarEntry,
  length: number,
): Buffer {
  const header = Buffer.alloc(BLOCK);
  const write = (at: number, bytes: Uint8Array | string): void => {
    header.set(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes, at);
  };
  write(0, Buffer.from(name));
  write(100, '0000644\u00000000000\u00000000000\u0000');
  write(124, size instanceof Uint8Array ? size : `${(size ?? length).toString(8).padStart(11, '0')}\u0000`);
  write(136, '15123456700\u0000');
  write(156, type);
  write(257, MARKS[mark]);
  for (const [at, bytes] of put) write(at, bytes);
  write(148, '        ');
  const total = header.reduce((all, byte) => all + (sum === 'signed' && byte > 127 ? byte - 256 : byte), 0);
  write(148, `${(total + (sum === 'wrong' ? 1 : 0)).toString(8).padStart(6, '0')}\u0000 `);
  return header;
}
