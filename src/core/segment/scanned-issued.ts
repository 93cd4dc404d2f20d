import type { FacetName } from '../event/facet-catalogue';
import { ISSUED_SLOTS, Kind, SLOT, type ScannedRecord } from '../event/fast/scanned-record';
import { issuedOf } from '../event/issued';
import { objectOf } from '../event/text-value';
import type { FacetColumnBuilder } from './facet-column-builder';
import { jsonOf } from './scanned-codes';

/**
 * Adds the credentials that scanned records give out. Most answers give out none; of others the answer is parsed, and
 * the reference reads it.
 */
export class ScannedIssued {
  readonly #key: FacetColumnBuilder;
  readonly #to: FacetColumnBuilder;
  readonly #expiration: FacetColumnBuilder;

  constructor(column: (name: FacetName) => FacetColumnBuilder) {
    this.#key = column('issuedKey');
    this.#to = column('issuedTo');
    this.#expiration = column('issuedExpiration');
  }

  add(record: ScannedRecord): void {
    if (!gives(record)) {
      this.#key.push(0);
      this.#to.push(0);
      this.#expiration.push(0);
      return;
    }
    const { key, to, expiration } = issuedOf(objectOf(jsonOf(record, SLOT.responseElements)));
    this.#key.add(key);
    this.#to.add(to);
    this.#expiration.add(expiration);
  }
}

function gives({ kinds }: ScannedRecord): boolean {
  for (const slot of ISSUED_SLOTS) if (kinds[slot] === Kind.Other) return true;
  return false;
}
