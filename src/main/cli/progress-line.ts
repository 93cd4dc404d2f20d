import { escapeText } from '../../core/event/visible-text';

/** Milliseconds between two states of the line. */
const EVERY = 200;
/** The same where each state is a line of its own. */
const LINE_EVERY = 10_000;

export interface ProgressOutput {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

/** Progress on one line of a terminal, escaped; where stderr is none, nothing, or a line now and then. */
export class ProgressLine {
  private shown = false;
  private last = -Infinity;

  /** @param lines a line now and then where stderr is no terminal: for what takes long */
  constructor(
    private readonly stderr: ProgressOutput,
    private readonly lines = false,
  ) {}

  show(shown: string): void {
    const text = escapeText(shown);
    const now = performance.now();
    const terminal = this.stderr.isTTY === true;
    if ((!terminal && !this.lines) || now - this.last < (terminal ? EVERY : LINE_EVERY)) return;
    this.last = now;
    this.shown = terminal;
    this.stderr.write(terminal ? `\r\u001b[K${text}` : `${text}\n`);
  }

  clear(): void {
    if (this.shown) this.stderr.write('\r\u001b[K');
  }
}

/** A whole number as a person reads it. */
export function counted(value: number): string {
  return value.toLocaleString('en-US');
}
