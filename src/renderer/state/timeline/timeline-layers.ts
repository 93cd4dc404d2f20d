import { facet as facetDefinition } from '../../../core/event/facet-catalogue';
import type { FacetName } from '../../../core/event/facet-catalogue';
import type { Histogram } from '../../../core/query/histogram';
import { shortPrincipal, shortService, valueWords } from '../../wording/values';

/** Facets that the bars can be stacked by, in the order of the menu. */
export const STACK_FACETS = [
  'outcome',
  'callerClass',
  'readOnly',
  'signatureVersion',
  'recipientAccountId',
  'accountId',
  'awsRegion',
  'eventSource',
  'eventName',
  'principal',
  'sourceIPAddress',
  'errorCode',
  'userIdentityType',
  'mfa',
  'level',
  'eventType',
  'bucketName',
] as const satisfies readonly FacetName[];

/** Values with a colour of their own; the rest are stacked together. */
export const OWN_COLOURS = 6;

/** Colours of the styles: `--chart-<tone>`. */
export type Tone = 'denied' | 'sign-in' | 'error' | 'success' | 'none' | 'others' | `series-${number}`;

/** One colour of the stack. */
export interface Layer {
  readonly key: string;
  readonly label: string;
  readonly tone: Tone;
  /** Events by bucket. */
  readonly counts: Uint32Array;
  readonly total: number;
  /** The values that it stands for with their counts, where it stands for several. */
  readonly parts: readonly { readonly label: string; readonly total: number }[];
}

interface Group {
  readonly key: string;
  readonly label: string;
  readonly tone: Tone;
  readonly values: readonly (string | null)[];
}

/** From the base up. The order and the colours never change, whatever is more frequent. */
type Order = readonly Group[];

const OUTCOMES: Order = [
  { key: 'denied', label: 'Denied', tone: 'denied', values: ['denied'] },
  { key: 'sign-in', label: 'Sign-in failed', tone: 'sign-in', values: ['sign-in failed'] },
  {
    key: 'error',
    label: 'Other errors',
    tone: 'error',
    values: ['other error', 'partly failed', 'credentials expired or invalid', 'not found', 'throttled'],
  },
  { key: 'success', label: 'Success', tone: 'success', values: ['success'] },
  { key: 'probe', label: 'Probe', tone: 'others', values: ['probe'] },
  { key: 'none', label: 'No outcome', tone: 'none', values: [null] },
];

/** People first: services, which are the most by far, stand on them and not under them. */
const CALLERS: Order = [
  { key: 'people', label: 'People', tone: 'series-0', values: ['people'] },
  { key: 'through', label: 'Through a service', tone: 'series-1', values: ['through a service'] },
  { key: 'anonymous', label: 'Anonymous', tone: 'error', values: ['anonymous'] },
  { key: 'service', label: 'Service', tone: 'others', values: ['service'] },
  { key: 'none', label: 'No caller stated', tone: 'none', values: [null] },
];

const ORDERS: Readonly<Partial<Record<FacetName, Order>>> = { outcome: OUTCOMES, callerClass: CALLERS };

const LABELS: Readonly<Partial<Record<FacetName, ReadonlyMap<string | null, string>>>> = {
  readOnly: new Map([
    ['true', 'Read'],
    ['false', 'Write'],
    [null, 'Not stated'],
  ]),
};

/** Values that call for a second look keep the hue of it, at the base. */
const MARKED: Readonly<Partial<Record<FacetName, string>>> = { signatureVersion: 'SigV2' };

const OTHERS = '(others)';

/** Which value has which colour: the first to come keep theirs while the facet is shown, so that zooming never repaints. */
export class Palette {
  readonly #slots = new Map<string, number>();

  slot(value: string): number | undefined {
    const known = this.#slots.get(value);
    if (known !== undefined) return known;
    if (this.#slots.size >= OWN_COLOURS) return undefined;
    const next = this.#slots.size;
    this.#slots.set(value, next);
    return next;
  }

  clear(): void {
    this.#slots.clear();
  }
}

/** How many series the index is asked for: those that may have a colour are not always the most frequent in view. */
export const SERIES_ASKED = 64;

/** The stack of a histogram from the base up; layers without events are left out. */
export function layersOf(stack: FacetName, histogram: Histogram, palette: Palette): readonly Layer[] {
  const order = ORDERS[stack];
  const layers = order === undefined ? valueLayers(stack, histogram, palette) : orderedLayers(order, histogram);
  return layers.filter((layer) => layer.total > 0);
}

/** Goes where there is no room for it. */
export const STACK_BY = 'Stack by ';

/** "Stack by outcome". */
export function stackWords(stack: FacetName): string {
  const { label } = facetDefinition(stack);
  return `${STACK_BY}${/^[A-Z]{2}/.test(label) ? label : label.charAt(0).toLowerCase() + label.slice(1)}`;
}

/** One bucket or several of a layer added up. */
export function sumOf(counts: Uint32Array): number {
  let sum = 0;
  for (const count of counts) sum += count;
  return sum;
}

function orderedLayers(order: Order, { series, others, counts }: Histogram): readonly Layer[] {
  const layers = order.map(({ key, label, tone, values }) => {
    const found = series.filter(({ value }) => values.includes(value));
    const parts = found.map((one) => ({ label: one.value ?? '', total: sumOf(one.counts) }));
    return layer(
      { key, label, tone },
      added(
        found.map((one) => one.counts),
        counts.length,
      ),
      parts,
    );
  });
  // No event is lost because the order does not name its value.
  const strangers = series.filter(({ value }) => !order.some(({ values }) => values.includes(value)));
  const counted = strangers.map((one) => one.counts);
  const together = added(others === undefined ? counted : [...counted, others], counts.length);
  const parts = strangers.map((one) => ({ label: one.value ?? '', total: sumOf(one.counts) }));
  return [...layers, layer({ key: OTHERS, label: 'Others', tone: 'others' }, together, parts)];
}

function valueLayers(stack: FacetName, histogram: Histogram, palette: Palette): readonly Layer[] {
  const own: { readonly slot: number; readonly layer: Layer }[] = [];
  let none: Layer | undefined;
  const rest: { readonly label: string; readonly counts: Uint32Array }[] = [];
  for (const { value, counts } of histogram.series) {
    const label = labelOf(stack, value);
    const marked = value !== null && value === MARKED[stack];
    const slot = value === null || marked ? undefined : palette.slot(value);
    if (marked) own.push({ slot: -1, layer: layer({ key: `=${value}`, label, tone: 'error' }, counts, []) });
    else if (value === null) none = layer({ key: '(none)', label, tone: 'none' }, counts, []);
    else if (slot === undefined) rest.push({ label, counts });
    else own.push({ slot, layer: layer({ key: `=${value}`, label, tone: `series-${slot}` }, counts, []) });
  }
  own.sort((a, b) => a.slot - b.slot);
  const counted = rest.map(({ counts }) => counts);
  const { others } = histogram;
  const together = added(others === undefined ? counted : [...counted, others], histogram.counts.length);
  const parts = rest.map(({ label, counts }) => ({ label, total: sumOf(counts) }));
  return [
    ...own.map((one) => one.layer),
    layer({ key: OTHERS, label: 'Others', tone: 'others' }, together, parts),
    ...(none === undefined ? [] : [none]),
  ];
}

function layer(
  { key, label, tone }: Pick<Layer, 'key' | 'label' | 'tone'>,
  counts: Uint32Array,
  parts: Layer['parts'],
): Layer {
  return { key, label, tone, counts, total: sumOf(counts), parts: parts.filter((part) => part.total > 0) };
}

function labelOf(stack: FacetName, value: string | null): string {
  const named = LABELS[stack]?.get(value);
  if (named !== undefined) return named;
  if (value === null || value === '') return valueWords(value);
  if (stack === 'principal') {
    const { lead, main, tail } = shortPrincipal(value);
    return value === '(anonymous)' ? 'Anonymous' : `${lead}${main}${tail?.startsWith('/') === true ? tail : ''}`;
  }
  if (stack === 'eventSource') return shortService(value).main;
  const words = valueWords(value);
  return stack === 'level' ? words.charAt(0).toUpperCase() + words.slice(1) : words;
}

function added(lines: readonly Uint32Array[], length: number): Uint32Array {
  const [only, ...more] = lines;
  if (only !== undefined && more.length === 0) return only;
  const sum = new Uint32Array(length);
  for (const line of lines) for (let i = 0; i < length; i++) sum[i] = (sum[i] ?? 0) + (line[i] ?? 0);
  return sum;
}
