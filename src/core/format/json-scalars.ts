enum Part {
  Sign,
  Zero,
  Whole,
  Point,
  Fraction,
  Exponent,
  ExponentSign,
  Power,
}

const MINUS = 0x2d;
const PLUS = 0x2b;
const POINT = 0x2e;
const DIGIT_0 = 0x30;
const LETTER_E = 0x65;

function isDigit(byte: number): boolean {
  return byte >= DIGIT_0 && byte <= 0x39;
}

/** A number of JSON, byte by byte (RFC 8259, section 6). */
export class JsonNumber {
  private part = Part.Sign;

  /** @returns false where no number begins with this byte */
  begin(byte: number): boolean {
    if (byte === MINUS) this.part = Part.Sign;
    else if (isDigit(byte)) this.part = byte === DIGIT_0 ? Part.Zero : Part.Whole;
    else return false;
    return true;
  }

  /** @returns false where the byte does not go on with it */
  take(byte: number): boolean {
    const next = this.after(byte);
    if (next === undefined) return false;
    this.part = next;
    return true;
  }

  /** It may end here. */
  get isWhole(): boolean {
    const { part } = this;
    return part === Part.Zero || part === Part.Whole || part === Part.Fraction || part === Part.Power;
  }

  private after(byte: number): Part | undefined {
    const { part } = this;
    if (isDigit(byte)) {
      if (part === Part.Zero) return undefined;
      if (part === Part.Sign) return byte === DIGIT_0 ? Part.Zero : Part.Whole;
      if (part === Part.Point) return Part.Fraction;
      return part === Part.Exponent || part === Part.ExponentSign ? Part.Power : part;
    }
    if (byte === POINT) return part === Part.Zero || part === Part.Whole ? Part.Point : undefined;
    if ((byte | 0x20) === LETTER_E) {
      return part === Part.Zero || part === Part.Whole || part === Part.Fraction ? Part.Exponent : undefined;
    }
    return (byte === PLUS || byte === MINUS) && part === Part.Exponent ? Part.ExponentSign : undefined;
  }
}

const WORDS = ['true', 'false', 'null'];

/** `true`, `false` or `null`, byte by byte. */
export class Literal {
  private word = '';
  private at = 0;

  /** @returns false where none begins with this byte */
  begin(byte: number): boolean {
    this.word = WORDS.find((word) => word.charCodeAt(0) === byte) ?? '';
    this.at = 1;
    return this.word !== '';
  }

  take(byte: number): boolean {
    if (this.word.charCodeAt(this.at) !== byte) return false;
    this.at += 1;
    return true;
  }

  get isWhole(): boolean {
    return this.at === this.word.length;
  }
}
