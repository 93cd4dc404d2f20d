/** Which page the window shows: `/` is the start page, `/?case=ID` a case. */
export type Route = { readonly page: 'start' } | { readonly page: 'case'; readonly id: string };

export function routeOf(search: string): Route {
  const id = new URLSearchParams(search).get('case');
  return id === null || id === '' ? { page: 'start' } : { page: 'case', id };
}
