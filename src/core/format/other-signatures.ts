import type { OtherId } from './other-kinds';

interface Signature {
  readonly is: OtherId;
  /** Bytes in hexadecimal digits, from the start. */
  readonly bytes: string;
}

/** Each from its format's own specification, or from the file(1) database where there is none. */
const SIGNATURES: readonly Signature[] = [
  { is: 'bzip2', bytes: '425a68' },
  { is: 'xz', bytes: 'fd377a585a00' },
  { is: 'lzma', bytes: '5d0000' },
  { is: 'zstd', bytes: '28b52ffd' },
  { is: 'lz4', bytes: '04224d18' },
  { is: 'lz4', bytes: '02214c18' },
  { is: 'compress', bytes: '1f9d' },
  { is: 'compress', bytes: '1fa0' },
  { is: 'lzip', bytes: '4c5a4950' },
  { is: 'snappy', bytes: 'ff060000734e61507059' },
  { is: '7z', bytes: '377abcaf271c' },
  { is: 'rar', bytes: '526172211a07' },
  { is: 'cab', bytes: '4d534346' },
  { is: 'parquet', bytes: '50415231' },
  { is: 'orc', bytes: '4f5243' },
  { is: 'avro', bytes: '4f626a01' },
  { is: 'sqlite', bytes: '53514c69746520666f726d6174203300' },
  { is: 'evtx', bytes: '456c6646696c6500' },
  { is: 'pcap', bytes: 'a1b2c3d4' },
  { is: 'pcap', bytes: 'd4c3b2a1' },
  { is: 'pcap', bytes: '0a0d0d0a' },
  { is: 'pdf', bytes: '255044462d' },
  { is: 'ole', bytes: 'd0cf11e0a1b11ae1' },
  { is: 'image', bytes: '89504e470d0a1a0a' },
  { is: 'image', bytes: 'ffd8ff' },
  { is: 'image', bytes: '474946383' },
  { is: 'executable', bytes: '7f454c46' },
  { is: 'executable', bytes: '4d5a9000' },
  { is: 'gzip-twice', bytes: '1f8b08' },
];

const LONGEST = 20;

/** What a source is by its first bytes; undefined for text and what is not known. */
export function kindBySignature(head: Uint8Array): OtherId | undefined {
  const [first, second] = head;
  // A zip archive begins with other records: this is its middle or end.
  if (first === 0x50 && second === 0x4b && (head[2] ?? 0) < 0x09) return 'zip-part';
  const hex = Array.from(head.subarray(0, LONGEST), (byte) => byte.toString(16).padStart(2, '0')).join('');
  const known = SIGNATURES.find(({ bytes }) => hex.startsWith(bytes));
  if (known !== undefined) return known.is;
  // Skippable frames may stand before the first one (RFC 8878, 3.1.2).
  if (/^5[0-9a-f]2a4d18/.test(hex)) return 'zstd';
  return isZlib(first, second) ? 'zlib' : undefined;
}

/** RFC 1950: deflate with a window of up to 32 KiB, and a header that 31 divides; "x^" is left to texts. */
function isZlib(first = 0, second = 0): boolean {
  return first === 0x78 && [0x01, 0x9c, 0xda].includes(second);
}
