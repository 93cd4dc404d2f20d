import * as v from 'valibot';
import { pushed } from '../../../contract/schemas';
import type { CaseStatus, DecideImport, Progress, Pushed } from '../../../contract/schemas';
import type { Api, Evidence } from '../api/api';
import type { Problem } from '../api/loading';
import { problemOf } from '../api/loading';
import { follow } from '../api/stream';
import { openStatus } from './open-status';

const RUNNING: readonly Progress['phase'][] = ['listing', 'reading'];

type Acquisitions = Extract<Pushed, { type: 'acquisitions' }>['acquisitions'];

/** Who is told of what main tells. */
export interface Heard {
  /** Main has events to give: they are pulled from now on. */
  readonly work: () => Promise<void>;
  /** The status or the progress is another. */
  readonly changed: () => void;
  readonly acquisitions: (acquisitions: Acquisitions) => void;
}

/** A case as main has it: what main tells of it, and what main is asked to do with it. */
export class CaseInMain {
  status = $state.raw<CaseStatus | undefined>();
  progress = $state.raw<Progress | undefined>();
  connected = $state(true);
  /** Something asked of main was refused. */
  refusal = $state.raw<Problem | undefined>();
  readonly #stop = new AbortController();

  constructor(
    readonly id: string,
    private readonly api: Api,
    private readonly heard: Heard,
  ) {}

  /** Main reads evidence. */
  get reading(): boolean {
    return this.progress !== undefined && RUNNING.includes(this.progress.phase);
  }

  /** The window has left the case: what fails from now on is told to nobody. */
  get left(): boolean {
    return this.#stop.signal.aborted;
  }

  async open(): Promise<CaseStatus> {
    this.status = await openStatus(this.api, this.id);
    return this.status;
  }

  /** No longer follows what main tells. */
  leave(): void {
    this.#stop.abort();
  }

  /** Main gives the folder free. */
  async close(): Promise<void> {
    // A case that main never opened is not there to be closed.
    if (this.status !== undefined) await this.api.closeCase(this.id);
  }

  async cancelIndexing(): Promise<void> {
    await this.act(() => this.api.cancelIndexing(this.id));
  }

  async resumeIndexing(): Promise<void> {
    await this.act(async () => {
      await this.api.resumeIndexing(this.id);
      await this.heard.work();
    });
  }

  /** Goes on with an import that was cut off, or gives it up. */
  async decideImport(no: number, verb: DecideImport['verb']): Promise<void> {
    await this.act(async () => {
      await this.api.decideImport(this.id, no, verb);
      if (verb !== 'give-up') await this.heard.work();
    });
  }

  async reveal(): Promise<void> {
    await this.act(() => this.api.reveal(this.id));
  }

  /** Rejects with ApiError, for the dialog that asked. */
  async addEvidence(evidence: Evidence): Promise<void> {
    await this.api.addEvidence(this.id, evidence);
    await this.heard.work();
  }

  /** Resolves once the stream of what main tells is open for the first time. */
  follow(): Promise<void> {
    return new Promise((resolve, reject) => {
      let first = true;
      void follow({
        open: (signal) => this.api.stream(this.id, signal),
        line: (text) => {
          this.#told(text);
        },
        connection: (connected, error) => {
          this.connected = connected;
          if (!first) {
            if (connected) this.#catchUp();
            return;
          }
          first = false;
          if (connected) resolve();
          else reject(error instanceof Error ? error : new Error('The stream of case events ended at once.'));
        },
        signal: this.#stop.signal,
      });
    });
  }

  /** Does what was asked for; where that is refused, the window says so. */
  async act(action: () => Promise<void>): Promise<void> {
    try {
      await action();
      this.refusal = undefined;
    } catch (error) {
      if (!this.left) this.refusal = problemOf(error);
    }
  }

  /** After a break: what was told meanwhile is asked for. */
  #catchUp(): void {
    void this.act(async () => {
      this.status = await this.api.caseStatus(this.id);
      await this.heard.work();
    });
  }

  #told(text: string): void {
    const parsed = v.safeParse(pushed, JSON.parse(text));
    if (!parsed.success) {
      this.refusal = { message: `An event of main has an unexpected shape: ${v.summarize(parsed.issues)}` };
      return;
    }
    const event = parsed.output;
    if (event.type === 'acquisitions') this.heard.acquisitions(event.acquisitions);
    else if (event.type === 'work') void this.act(() => this.heard.work());
    else if (event.type === 'status') this.status = event.status;
    else if (event.type === 'progress') this.progress = event.progress;
    if (event.type === 'status' || event.type === 'progress') this.heard.changed();
  }
}
