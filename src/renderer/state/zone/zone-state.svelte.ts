import { Clock, UTC_CLOCK } from '../../wording/clock';

/**
 * The time zone of one case: rows, axis, pickers and exports all go by it. UTC until the analyst
 * chooses another; remembered per case on this machine.
 */
export class ZoneState {
  #clock = $state.raw<Clock>(UTC_CLOCK);
  readonly #key: string;

  constructor(
    caseId: string,
    private readonly storage: Pick<Storage, 'getItem' | 'setItem'>,
  ) {
    this.#key = `trailbench.zone.${caseId}`;
    // A zone that the rules do not know is no reason to fail: UTC is never wrong.
    this.#clock = Clock.open(storage.getItem(this.#key) ?? UTC_CLOCK.name) ?? UTC_CLOCK;
  }

  get clock(): Clock {
    return this.#clock;
  }

  get name(): string {
    return this.#clock.name;
  }

  /** @returns false where the rules know no such zone; then nothing changes */
  choose(name: string): boolean {
    const clock = Clock.open(name);
    if (clock === undefined) return false;
    this.#clock = clock;
    this.storage.setItem(this.#key, clock.name);
    return true;
  }
}
