/** What is wrong with a filter's text, and where. */
export interface Fault {
  /** UTF-16 code units, `end` exclusive; an empty span stands for something missing at that place. */
  readonly start: number;
  readonly end: number;
  /** One sentence or two: what is so and what to do. */
  readonly message: string;
  /** Text to put in place of [start, end). */
  readonly suggestion?: string;
}

/** Carries a fault out of the parser; never leaves this folder. */
export class FaultSignal extends Error {
  constructor(readonly fault: Fault) {
    super(fault.message);
    this.name = 'FaultSignal';
  }
}

export function fail(start: number, end: number, message: string, suggestion?: string): never {
  throw new FaultSignal(suggestion === undefined ? { start, end, message } : { start, end, message, suggestion });
}
