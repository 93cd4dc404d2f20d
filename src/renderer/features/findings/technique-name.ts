/** An ATT&CK technique's name beside its ID; undefined where the table has none. */
export function techniqueName(_id: string): string | undefined {
  return undefined;
}

/** IDs as they are typed, separated by commas or spaces: each once, in capitals where they are IDs. */
export function typedTechniques(text: string): readonly string[] {
  const ids = text
    .split(/[\s,;]+/)
    .filter((id) => id !== '')
    .map((id) => (/^ta?\d{4}(\.\d{3})?$/i.test(id) ? id.toUpperCase() : id.slice(0, 200)));
  return [...new Set(ids)].slice(0, 100);
}
