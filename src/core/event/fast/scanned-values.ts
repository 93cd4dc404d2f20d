import { NO_TIME } from '../facet-values';
import type { Json } from '../json';
import { wholeBytes } from '../text-value';
import { PlainTime } from './plain-time';
import { Kind, SLOT, type ScannedRecord } from './scanned-record';

const DIGIT_0 = 0x30;
/** Whole numbers of so many digits are exact as doubles. */
const EXACT_DIGITS = 15;

/** The values of a scanned record that are numbers in the index. */
export class ScannedValues {
  private readonly times = new PlainTime();
  private readonly decoder = new TextDecoder();

  /** As `parseEventTime` has it. */
  time({ bytes, kinds, starts, ends }: ScannedRecord): number {
    if (kinds[SLOT.eventTime] !== Kind.String) return NO_TIME;
    return this.times.read(bytes, starts[SLOT.eventTime] as number, ends[SLOT.eventTime] as number);
  }

  /** As `wholeBytes` has it. */
  bytesOut({ bytes, kinds, starts, ends }: ScannedRecord): number {
    if (kinds[SLOT.bytesOut] !== Kind.Other) return -1;
    const start = starts[SLOT.bytesOut] as number;
    const end = ends[SLOT.bytesOut] as number;
    if (end - start <= EXACT_DIGITS) {
      let value = 0;
      for (let at = start; at < end && value >= 0; at++) {
        const digit = (bytes[at] as number) - DIGIT_0;
        value = digit >= 0 && digit <= 9 ? value * 10 + digit : -1;
      }
      if (value >= 0) return value;
    }
    return wholeBytes(JSON.parse(this.decoder.decode(bytes.subarray(start, end))) as Json);
  }
}
