import { describe, expect, it } from 'vitest';
import { TAG_HUES, TAG_SHAPES, tagLook, tagsThatFit } from './tag-look';

describe('the look of a tag', () => {
  it('is the same for the same name', () => {
    expect(tagLook('exfil')).toEqual(tagLook('exfil'));
    expect(tagLook('')).toEqual(tagLook(''));
  });

  it('has every shape in every hue, none far more often than the others', () => {
    const seen = new Map<string, number>();
    for (let number = 0; number < 3_000; number += 1) {
      const { shape, hue } = tagLook(`tag-${String(number)}`);
      seen.set(`${shape} ${String(hue)}`, (seen.get(`${shape} ${String(hue)}`) ?? 0) + 1);
    }
    expect(seen.size).toBe(TAG_SHAPES.length * TAG_HUES);
    expect(Math.max(...seen.values())).toBeLessThan(3 * (3_000 / seen.size));
  });
});

describe('tags of a line', () => {
  const room = (px: number) => ({ room: px, gap: 4, more: 20 });
  it('stand in it as far as they fit beside the number of the others', () => {
    const widths = [50, 50, 50];
    expect(tagsThatFit(widths, room(158))).toBe(3);
    expect(tagsThatFit(widths, room(157))).toBe(2);
    expect(tagsThatFit(widths, room(128))).toBe(2);
    expect(tagsThatFit(widths, room(127))).toBe(1);
    expect(tagsThatFit([50, 10], room(64))).toBe(2);
  });

  it('are never all left out', () => {
    expect(tagsThatFit([50, 50], room(10))).toBe(1);
    expect(tagsThatFit([500], room(10))).toBe(1);
    expect(tagsThatFit([], room(10))).toBe(0);
  });
});
