import type { Target } from '../annotation/target';
import { facetPosition } from '../event/facet-catalogue';
import { NO_TIME, type EventValues } from '../event/facet-values';

const at = (name: string): number => facetPosition(name) ?? -1;
const CALLER = at('accountId');
/** The accounts that an event is of otherwise: the resource's owner, and the one that it was delivered to. */
const REACHED = [at('ownerAccountId'), at('recipientAccountId')];

/** Finds which targets a record is of, by the same rules as `targetMasks` has for rows of the index. */
export class TargetLists<T> {
  /** By the place of the facet, then by value. */
  readonly #values = new Map<number, Map<string, T>>();
  readonly #others: { readonly is: (values: EventValues) => boolean; readonly said: T }[] = [];

  constructor(targets: Iterable<readonly [Target, T]>) {
    for (const [target, said] of targets) this.#add(target, said);
  }

  get empty(): boolean {
    return this.#values.size === 0 && this.#others.length === 0;
  }

  /** Tells what was said of each target that the record is of. */
  each(values: EventValues, tell: (said: T) => void): void {
    for (const [position, byValue] of this.#values) {
      const value = values.facets[position];
      for (const one of typeof value === 'string' ? [value] : new Set(value ?? [])) {
        const said = byValue.get(one);
        if (said !== undefined) tell(said);
      }
    }
    for (const { is, said } of this.#others) if (is(values)) tell(said);
  }

  #add(target: Target, said: T): void {
    if (target.on === 'value') {
      const position = at(target.facet);
      let values = this.#values.get(position);
      if (values === undefined) this.#values.set(position, (values = new Map()));
      values.set(target.value, said);
    } else if (target.on !== 'case') this.#others.push({ is: ruleOf(target), said });
  }
}

function ruleOf(target: Exclude<Target, { on: 'value' | 'case' }>): (values: EventValues) => boolean {
  switch (target.on) {
    case 'account':
      return (values) => has(values, CALLER, target.account) || reaches(values, target.account);
    case 'pair':
      return (values) => has(values, CALLER, target.caller) && reaches(values, target.acted);
    case 'time':
      return ({ time }) => time !== NO_TIME && time >= target.from && time < target.to;
  }
}

function reaches(values: EventValues, account: string): boolean {
  return REACHED.some((position) => has(values, position, account));
}

function has({ facets }: EventValues, position: number, wanted: string): boolean {
  const value = facets[position];
  return typeof value === 'string' ? value === wanted : value?.includes(wanted) === true;
}
