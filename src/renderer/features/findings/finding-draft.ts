/** By what the form of a finding keeps what is not saved yet. */
export function findingDraft(id: string): string {
  return `finding ${id}`;
}
