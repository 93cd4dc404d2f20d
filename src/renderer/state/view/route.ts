/** Which page the window shows: `/` is the start page, `/?case=ID` a case, `/?new=aws` a new case from AWS. */
export type Route =
  { readonly page: 'start' } | { readonly page: 'acquire' } | { readonly page: 'case'; readonly id: string };

export function routeOf(search: string): Route {
  const query = new URLSearchParams(search);
  const id = query.get('case');
  if (id !== null && id !== '') return { page: 'case', id };
  return query.get('new') === 'aws' ? { page: 'acquire' } : { page: 'start' };
}
