import type { Progress } from '../../contract/schemas';
import { Rate } from './rate';
import type { RunTotals } from './run-tally';

/** What is to be read, as far as it is known. */
export interface Planned {
  readonly sources: number;
  /** Stored bytes. */
  readonly bytes: number;
}

export interface MeterState {
  readonly phase: Progress['phase'];
  readonly rebuilding: boolean;
  readonly planned: Planned;
  readonly totals: RunTotals;
  /** Files and folders that could not be read at all. */
  readonly unreadable: number;
  readonly message: string | null;
}

/** Milliseconds between two words of progress. */
const EVERY = 250;

/** Turns counts into progress with speed and time left, and tells it a few times a second. */
export class ProgressMeter {
  private readonly rate = new Rate();
  private timer: NodeJS.Timeout | undefined;
  private lastPhase: Progress['phase'] = 'idle';
  private lastAt = -Infinity;

  constructor(
    private readonly state: () => MeterState,
    private readonly tell: (progress: Progress) => void,
  ) {}

  progress(): Progress {
    const { phase, rebuilding, planned, totals, unreadable, message } = this.state();
    const reading = phase === 'reading';
    const bytesTotal = Math.max(planned.bytes, totals.bytes);
    if (reading) this.rate.add(totals.events, totals.bytes);
    return {
      phase,
      rebuilding,
      sourcesDone: totals.sources,
      sourcesTotal: Math.max(planned.sources, totals.sources),
      bytesDone: totals.bytes,
      bytesTotal,
      events: totals.events,
      eventsPerSecond: Math.round(this.rate.eventsPerSecond),
      secondsLeft: reading ? this.rate.secondsFor(bytesTotal - totals.bytes) : null,
      quarantined: totals.quarantined + unreadable,
      message,
    };
  }

  /** Something may have changed: a change of phase is told at once, anything else soon. */
  touch(): void {
    const { phase } = this.state();
    const wait = this.lastAt + EVERY - performance.now();
    if (phase !== this.lastPhase || wait <= 0) {
      this.tellNow();
    } else {
      this.timer ??= setTimeout(() => this.tellNow(), wait);
      // Progress alone must not keep the program running.
      this.timer.unref();
    }
  }

  /** Reading begins anew: the speed from before says nothing. */
  reset(): void {
    this.rate.reset();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private tellNow(): void {
    this.stop();
    const progress = this.progress();
    this.lastPhase = progress.phase;
    this.lastAt = performance.now();
    this.tell(progress);
  }
}
