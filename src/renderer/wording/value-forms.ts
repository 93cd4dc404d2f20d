import { facet as facetDefinition } from '../../core/event/facet-catalogue';
import type { FacetName } from '../../core/event/facet-catalogue';
import type { ValueName } from '../../core/query/filter';
import { shortName } from './names';
import { SERVICE_SUFFIX, isStandIn, shortPrincipal, shortResource, shortService, valueWords } from './values';
import type { ShortValue } from './values';

/** A value of a facet as lists show it. */
export interface ValueForm {
  readonly lead: string;
  readonly main: string;
  readonly tail: string;
  /** What the values of its kind all end with: it goes first, without a trace. */
  readonly spare: string;
  /** What tells the value from another with the same words: an account, or the number that it is known under. */
  readonly aside: string;
  /** In the font of identifiers. */
  readonly mono: boolean;
  /** The words are ours and not the evidence's. */
  readonly standIn: boolean;
}

const serviceForm = (value: string): ShortValue => ({ lead: '', ...shortService(value) });

const SHORT_FORMS: Readonly<Partial<Record<FacetName, (value: string) => ShortValue>>> = {
  principal: shortPrincipal,
  role: shortPrincipal,
  eventSource: serviceForm,
  sourceIPAddress: serviceForm,
  invokedBy: serviceForm,
  resource: shortResource,
  copySource: shortResource,
  copyTarget: shortResource,
};
/** Facets whose short forms are names, not identifiers. */
const NAMES: readonly FacetName[] = ['principal', 'role'];

/** Values of what analysts said that are words for us alone. */
const SAID_WORDS: Readonly<Partial<Record<FacetName, Readonly<Partial<Record<string, string>>>>>> = {
  starred: { true: 'Starred' },
  annotated: { event: 'The event itself', value: 'A value that it has' },
};

/** @param label what people know the value by, where it is a mere number */
export function valueForm(value: string | null, facet: FacetName, label?: Pick<ValueName, 'text'>): ValueForm {
  const words = valueWords(value);
  if (isStandIn(value)) return { ...wholeForm(words), standIn: true };
  const ours = SAID_WORDS[facet];
  const said = value !== null && ours !== undefined && Object.hasOwn(ours, value) ? ours[value] : undefined;
  if (said !== undefined) return wholeForm(said);
  if (label !== undefined && facet === 'finding') return { ...wholeForm(label.text), aside: words };
  // Of a key the name comes behind: the key is what is looked for.
  if (label !== undefined && facet === 'accessKeyId')
    return { ...wholeForm(words), aside: shortName(label), mono: true };
  if (label !== undefined) {
    // Some values say in words what the label does.
    const form = nameForm(shortPrincipal(label.text));
    return { ...form, tail: form.tail + form.spare, spare: '', aside: words.startsWith('(') ? '' : words };
  }
  const form = nameForm(SHORT_FORMS[facet]?.(words) ?? { lead: '', main: words });
  const named = NAMES.includes(facet) || form.spare !== '';
  return { ...form, mono: facetDefinition(facet).identifier === true && !named };
}

/** A short value as names are shown. */
export function nameForm({ lead, main, tail = '' }: ShortValue): ValueForm {
  return { ...wholeForm(main), lead, ...(tail === SERVICE_SUFFIX ? { spare: tail } : { tail }) };
}

function wholeForm(main: string): ValueForm {
  return { lead: '', main, tail: '', spare: '', aside: '', mono: false, standIn: false };
}

/** All that a form shows in any case. */
export function formText({ lead, main, tail, aside }: ValueForm): string {
  return lead + main + tail + (aside === '' ? '' : ` ${aside}`);
}

/**
 * The forms of the values of one list: no two are the same. Where the short ones of some values are, each has its
 * account, and where that does not tell them apart, all of its words.
 */
export function valueForms(
  values: readonly (string | null)[],
  facet: FacetName,
  label: (value: string | null) => Pick<ValueName, 'text'> | undefined = () => undefined,
): ReadonlyMap<string | null, ValueForm> {
  const forms = new Map<string | null, ValueForm>();
  for (const value of values) forms.set(value, valueForm(value, facet, label(value)));
  for (const value of alike(forms)) {
    const form = forms.get(value);
    const account = value === null ? undefined : SHORT_FORMS[facet]?.(value).account;
    if (form?.aside === '' && account !== undefined) forms.set(value, { ...form, aside: account });
  }
  for (const value of alike(forms)) {
    const form = forms.get(value);
    if (form !== undefined && !form.standIn) {
      forms.set(value, { ...wholeForm(valueWords(value)), mono: facetDefinition(facet).identifier === true });
    }
  }
  return forms;
}

/** Values whose forms are the same as another's. */
function alike(forms: ReadonlyMap<string | null, ValueForm>): readonly (string | null)[] {
  const times = new Map<string, number>();
  for (const form of forms.values()) times.set(formText(form), (times.get(formText(form)) ?? 0) + 1);
  return [...forms].filter(([, form]) => (times.get(formText(form)) ?? 0) > 1).map(([value]) => value);
}
