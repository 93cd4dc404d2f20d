import { describe, expect, it } from 'vitest';
import { TAIL_BYTES, zipTail } from './archive';

function end({ disk = 0, comment = '' } = {}): Buffer {
  const record = Buffer.alloc(22);
  record.write('PK\u0005\u0006', 'latin1');
  record.writeUInt16LE(disk, 4);
  record.writeUInt16LE(comment.length, 20);
  return Buffer.concat([record, Buffer.from(comment)]);
}

describe('zipTail', () => {
  const front = Buffer.alloc(1000, 0xab);

  it('finds the end of a zip behind anything, with the longest comment and with another end in it', () => {
    for (const comment of ['', 'x', `see ${end().toString('latin1')} here`, 'c'.repeat(65_535)]) {
      const tail = Buffer.concat([front, end({ comment })]).subarray(-TAIL_BYTES);
      expect(zipTail(tail)).toBe('whole');
    }
  });

  it('tells the last part of a split one', () => {
    expect(zipTail(Buffer.concat([front, end({ disk: 3 })]))).toBe('part');
    expect(zipTail(Buffer.concat([front, end({ disk: 0xffff })]))).toBe('whole');
  });

  it('finds none where it is cut off, or other bytes follow', () => {
    for (const tail of [front, end().subarray(0, 21), Buffer.concat([end(), front]), Buffer.alloc(0)]) {
      expect(zipTail(tail)).toBeUndefined();
    }
  });
});
