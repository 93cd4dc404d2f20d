import type { ViewFields, ViewPart } from '../view/view-string';

/** Parts of the view of findings, in their order; the first shows at the start. */
export const FINDINGS_PARTS = ['findings', 'entries', 'containment', 'tags', 'notes', 'orphans', 'activity'] as const;
export type FindingsPart = (typeof FINDINGS_PARTS)[number];

/** Which part of the view of findings is open, and which finding. Part of the view string. */
export class FindingsPage implements ViewPart {
  #part = $state<FindingsPart>('findings');
  #finding = $state<string | undefined>();

  /** @param changed something else is shown: the address follows */
  constructor(private readonly changed: () => void) {}

  get part(): FindingsPart {
    return this.#part;
  }

  /** Id of the finding that was gone to; it may be withdrawn by now. */
  get finding(): string | undefined {
    return this.#finding;
  }

  show(part: FindingsPart): void {
    this.#part = part;
    this.changed();
  }

  /** Opens a finding by its id. */
  open(finding: string | undefined): void {
    this.#part = 'findings';
    this.#finding = finding;
    this.changed();
  }

  save(): Record<string, string> {
    return {
      ...(this.#part === 'findings' ? {} : { said: this.#part }),
      ...(this.#finding === undefined ? {} : { finding: this.#finding }),
    };
  }

  load(fields: ViewFields): void {
    const part = fields.get('said');
    this.#part = FINDINGS_PARTS.find((one) => one === part) ?? 'findings';
    this.#finding = fields.get('finding');
  }
}
