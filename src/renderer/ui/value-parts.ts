import type { ValueForm } from '../wording/value-forms';
import type { Part } from './cut';

/** The parts of a form in their looks: what people go by gives way last. */
export function partsOf({ lead, main, tail, spare, aside, mono, standIn }: ValueForm): readonly Part[] {
  return [
    { text: lead, give: 2, look: mono ? 'mono quiet' : 'quiet' },
    { text: main, give: 1, look: [mono ? 'mono' : '', standIn ? 'quiet' : ''].join(' ').trim() },
    { text: tail, give: 2, look: 'quiet' },
    { text: aside === '' ? '' : ` ${aside}`, give: 2, look: 'quiet mono' },
    { text: spare, give: 3, look: 'quiet' },
  ];
}
