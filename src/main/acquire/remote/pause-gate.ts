/** Holds those who ask before each step, while it is closed. */
export class PauseGate {
  private waiting: (() => void)[] = [];
  private shut = false;

  get closed(): boolean {
    return this.shut;
  }

  close(): void {
    this.shut = true;
  }

  open(): void {
    this.shut = false;
    for (const go of this.waiting.splice(0)) go();
  }

  /** @throws the signal's reason */
  async pass(signal: AbortSignal): Promise<void> {
    const wake = (): void => this.wakeAll();
    signal.addEventListener('abort', wake, { once: true });
    try {
      while (this.shut && !signal.aborted) await new Promise<void>((resolve) => this.waiting.push(resolve));
    } finally {
      signal.removeEventListener('abort', wake);
    }
    signal.throwIfAborted();
  }

  private wakeAll(): void {
    for (const go of this.waiting.splice(0)) go();
  }
}
