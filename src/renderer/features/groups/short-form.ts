import { facet as facetDefinition } from '../../../core/event/facet-catalogue';
import type { FacetName } from '../../../core/event/facet-catalogue';
import type { ValueName } from '../../../core/query/filter';
import { shortName } from '../../wording/names';
import { isStandIn, shortPrincipal, shortService, valueWords } from '../../wording/values';

/** A value in the parts that a cell shows. */
export interface ShortForm {
  readonly lead: string;
  readonly main: string;
  readonly tail: string;
  /** Only where it tells two principals apart. */
  readonly account: string | undefined;
  readonly mono: boolean;
}

/** Short forms that several of these principals have. */
export function alikeForms(principals: readonly (string | null)[]): ReadonlySet<string> {
  const forms = [...new Set(principals)].map((value) => formOf(value ?? ''));
  return new Set(forms.filter((form, at) => forms.indexOf(form) !== at));
}

/**
 * The value as the facet lists have it.
 * @param alike see `alikeForms`
 * @param label what people know the value by, where it is a mere number
 */
export function shortForm(
  value: string | null,
  facet: FacetName | undefined,
  alike: ReadonlySet<string>,
  label?: ValueName,
): ShortForm {
  const words = valueWords(value);
  const whole = { lead: '', main: words, tail: '', account: undefined, mono: false };
  if (isStandIn(value) || facet === undefined) return whole;
  if (label !== undefined && facet === 'accessKeyId') return { ...whole, tail: ` ${shortName(label)}`, mono: true };
  if (label !== undefined) {
    const { lead, main, tail = '' } = shortPrincipal(label.text);
    return { ...whole, lead, main, tail: words.startsWith('(') ? tail : `${tail} ${words}` };
  }
  if (facet === 'principal') {
    const { lead, main, tail = '', account } = shortPrincipal(words);
    return { lead, main, tail, account: alike.has(lead + main + tail) ? account : undefined, mono: false };
  }
  const mono = facetDefinition(facet).identifier === true;
  if (facet !== 'eventSource' && facet !== 'sourceIPAddress') return { ...whole, mono };
  const { main, tail } = shortService(words);
  return { ...whole, main, tail, mono: mono && tail === '' };
}

function formOf(value: string): string {
  const { lead, main, tail = '' } = shortPrincipal(value);
  return lead + main + tail;
}
