interface Sample {
  /** Milliseconds of a monotonic clock. */
  readonly at: number;
  readonly events: number;
  readonly bytes: number;
}

/** Milliseconds over which speed is taken. */
const WINDOW = 8000;
/** Milliseconds between two samples. */
const STEP = 200;
/** Milliseconds before anything is said of the time left. */
const WARM_UP = 1500;

/** Speed over the last seconds, and the time left by it. */
export class Rate {
  private samples: Sample[] = [];

  constructor(private readonly clock: () => number = () => performance.now()) {}

  add(events: number, bytes: number): void {
    const at = this.clock();
    const last = this.samples.at(-1);
    if (last !== undefined && at - last.at < STEP) return;
    this.samples.push({ at, events, bytes });
    const from = at - WINDOW;
    // One sample from before the window stays, so that the window is full.
    while (this.samples.length > 2 && (this.samples[1]?.at ?? at) <= from) this.samples.shift();
  }

  /** Reading begins anew, after a pause. */
  reset(): void {
    this.samples = [];
  }

  get eventsPerSecond(): number {
    return this.perSecond('events');
  }

  get bytesPerSecond(): number {
    return this.perSecond('bytes');
  }

  /** Seconds until so many bytes are read at this speed; null while that cannot be told. */
  secondsFor(bytes: number): number | null {
    const [first] = this.samples;
    const last = this.samples.at(-1);
    const speed = this.perSecond('bytes');
    if (first === undefined || last === undefined || last.at - first.at < WARM_UP || speed <= 0) return null;
    return Math.max(0, bytes) / speed;
  }

  private perSecond(what: 'events' | 'bytes'): number {
    const [first] = this.samples;
    const last = this.samples.at(-1);
    if (first === undefined || last === undefined || last.at === first.at) return 0;
    return Math.max(0, ((last[what] - first[what]) * 1000) / (last.at - first.at));
  }
}
