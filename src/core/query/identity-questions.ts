import type { FacetName } from '../event/facet-catalogue';
import { accountList, LIST_NEEDS, type AccountList, type ListOptions } from './accounts/account-list';
import { accountMatrix, MATRIX_NEEDS } from './accounts/account-matrix';
import type { AccountMatrix, MatrixOptions } from './accounts/matrix';
import type { Dictionary } from './dictionary';
import type { EngineParts } from './engine-parts';
import type { View } from './filter';
import { needsOf } from './filter-needs';
import type { IdentityCard } from './identity/card';
import { CARD_NEEDS, identityCard, type CardSubject } from './identity/identity-card';

/** Questions about accounts and about who is who. */
export class IdentityQuestions {
  constructor(private readonly parts: EngineParts) {}

  /** Calling account by account acted on; see `AccountMatrix`. */
  async matrix(asked: View, options: MatrixOptions = {}): Promise<AccountMatrix> {
    const view = await this.parts.resolve(asked);
    return this.parts.whenLoaded(needsOf([view], MATRIX_NEEDS), () =>
      accountMatrix(this.parts.views.parts(view), (name) => this.parts.dictionary(name), options),
    );
  }

  /** Every account that the view's events name, in whatever part. */
  async accounts(asked: View, options: ListOptions = {}): Promise<AccountList> {
    const view = await this.parts.resolve(asked);
    return this.parts.whenLoaded(needsOf([view], LIST_NEEDS), () =>
      accountList(this.parts.views.parts(view), (name) => this.parts.dictionary(name), options),
    );
  }

  /** What the whole case tells of an identity. */
  card(subject: CardSubject): Promise<IdentityCard> {
    const { facet, value } = subject;
    const own: View = { clauses: [{ id: 'card', filter: { op: 'in', facet, values: [value] } }] };
    const all: View = { clauses: [] };
    return this.parts.whenLoaded(needsOf([own], CARD_NEEDS), () => {
      const dictionary = (name: FacetName): Dictionary => this.parts.dictionary(name);
      return identityCard(subject, this.parts.views.parts(own), this.parts.views.parts(all), dictionary);
    });
  }
}
