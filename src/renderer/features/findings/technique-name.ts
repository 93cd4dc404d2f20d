import { isTechniqueId, techniqueOf } from '../../../core/annotation/attack-techniques';

/** An ATT&CK technique's name beside its ID; undefined where it is not known here. */
export function techniqueName(id: string): string | undefined {
  const technique = techniqueOf(id);
  if (technique === undefined) return undefined;
  return technique.within === undefined ? technique.name : `${technique.within}: ${technique.name}`;
}

/** IDs as they are typed, separated by commas or spaces: each once, in capitals where they are IDs. */
export function typedTechniques(text: string): readonly string[] {
  const ids = text
    .split(/[\s,;]+/)
    .filter((id) => id !== '')
    .map((id) => (isTechniqueId(id) ? id.toUpperCase() : id.slice(0, 200)));
  return [...new Set(ids)].slice(0, 100);
}
