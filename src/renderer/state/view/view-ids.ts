/** The views of a case in the order of the case bar, as the address names them; the first shows at the start. */
export const VIEW_IDS = ['events', 'accounts', 'findings', 'coverage', 'evidence', 'acquire'] as const;

export type ViewId = (typeof VIEW_IDS)[number];
