import { ATTACK_TABLE } from './attack-table';

/** The version of ATT&CK for Enterprise that the names are of. */
export const ATTACK_VERSION = '17';

/** What the terms of ATT&CK ask to be said beside what is taken from it. */
export const ATTACK_NOTICE =
  '(c) The MITRE Corporation. This work is reproduced and distributed with the permission of The MITRE Corporation.';

/** A technique or sub-technique that an event or a finding may be said to show. */
export interface AttackTechnique {
  /** "T1078", "T1078.004" */
  readonly id: string;
  /** As ATT&CK names it: "Cloud Accounts". */
  readonly name: string;
  /** Name of the technique that a sub-technique belongs to: "Valid Accounts". */
  readonly within?: string;
}

const NAMES = new Map(ATTACK_TABLE);

/** Those that are relevant to a cloud, by tactic. */
export const ATTACK_TECHNIQUES: readonly AttackTechnique[] = ATTACK_TABLE.map(([id, name]) => {
  const within = id.includes('.') ? NAMES.get(id.slice(0, id.indexOf('.'))) : undefined;
  return within === undefined ? { id, name } : { id, name, within };
});

const BY_ID = new Map(ATTACK_TECHNIQUES.map((technique) => [technique.id, technique]));
const FORM = /^T\d{4}(\.\d{3})?$/;

/**
 * The technique of an id, however it is cased. Of an id that is none of these, nothing is known here: it may still be
 * one of ATT&CK (`isTechniqueId`).
 */
export function techniqueOf(id: string): AttackTechnique | undefined {
  return BY_ID.get(id.trim().toUpperCase());
}

/** Whether a text is written as the id of a technique or sub-technique, known here or not. */
export function isTechniqueId(text: string): boolean {
  return FORM.test(text.trim().toUpperCase());
}

/** "T1078.004 Valid Accounts: Cloud Accounts"; the id alone where it is not known here. */
export function techniqueWords(id: string): string {
  const technique = techniqueOf(id);
  if (technique === undefined) return id;
  return `${technique.id} ${technique.within === undefined ? '' : `${technique.within}: `}${technique.name}`;
}

/**
 * Techniques whose id or name, or that of the technique they belong to, holds every word of a text. First those whose
 * id begins with it, then those whose own name does, then the others, each in the order of the list.
 * @param most so many at the most
 */
export function techniquesMatching(text: string, most: number): AttackTechnique[] {
  const wanted = text.trim().toLowerCase();
  const words = wanted.split(/\s+/).filter((word) => word !== '');
  const ranked: [AttackTechnique[], AttackTechnique[], AttackTechnique[]] = [[], [], []];
  for (const technique of ATTACK_TECHNIQUES) {
    const all = techniqueWords(technique.id).toLowerCase();
    if (!words.every((word) => all.includes(word))) continue;
    const [id, name] = [technique.id.toLowerCase(), technique.name.toLowerCase()];
    ranked[id.startsWith(wanted) ? 0 : name.startsWith(wanted) ? 1 : 2].push(technique);
  }
  return ranked.flat().slice(0, Math.max(0, most));
}
