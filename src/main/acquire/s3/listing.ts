import { awsFailure, BodyError } from './aws-failure';
import type { BucketClient } from './connection';
import { listPage, type ListPage, type ListedObject, type PagePlace } from './list-page';

export interface ListingRequest {
  readonly prefix: string;
  /** `/` for one level alone. */
  readonly delimiter?: '/' | undefined;
  /** Keys after this one. */
  readonly after?: string | undefined;
}

/** What a page brings that no page before it brought. */
export interface ListedPage {
  readonly objects: readonly ListedObject[];
  readonly folders: readonly string[];
  /** Keys came in ascending order up to here: then none that is smaller follows. */
  readonly ordered: boolean;
}

/** Keys that a page holds at most, unless another number is asked for. */
const PAGE_MOST = 1_000;
/** Pages in which nothing comes, one after another, after which nothing more is expected. */
const EMPTY_MOST = 1_000;
/** Sorts after all that begins with a folder's name. */
const LAST_CHARACTER = '\u{10FFFF}';

/**
 * All pages of a listing. What a page says of the rest is checked: where it says that there is more and not how to go
 * on, the next page begins after the last key; and where it does not say that it is the last one, that is tried.
 *
 * @throws what `listPage` throws; BodyError `unlistable` where the store has more and does not give it
 */
export async function* listPages(
  to: BucketClient,
  request: ListingRequest,
  signal: AbortSignal,
): AsyncGenerator<ListedPage, void, undefined> {
  const { prefix, delimiter, after } = request;
  const walk = new ListingWalk(after);
  for (;;) {
    signal.throwIfAborted();
    let page: ListPage;
    try {
      page = await listPage(to, { prefix, delimiter, place: walk.place }, signal);
    } catch (cause) {
      if (awsFailure(cause).kind !== 'other' || !walk.goesOnWithoutToken()) throw cause;
      continue;
    }
    const brought = walk.take(page);
    if (brought.objects.length + brought.folders.length > 0) yield brought;
    if (!walk.goesOn(page)) return;
  }
}

/** Decides from each page where the next one begins. */
export class ListingWalk {
  place: PagePlace | undefined;
  private last: { readonly name: string; readonly isFolder: boolean } | undefined;
  private ordered = true;
  /** Pages in a row that brought nothing. */
  private empty = 0;
  private listed = 0;
  /** A page said that there is more, and nothing has come since. */
  private promised = false;
  private readonly tokens = new Set<string>();
  private readonly pages = new Set<string>();

  constructor(after?: string) {
    this.place = after === undefined ? undefined : { kind: 'after', key: after };
  }

  take({ objects, folders }: ListPage): ListedPage {
    const names = namesOf(objects, folders);
    const { place } = this;
    // Some stores heed neither `start-after` nor `marker`, and begin from the start again.
    const isNew = (name: string): boolean =>
      place === undefined || place.kind === 'token' || compareKeys(name, place.key) > 0;
    const signature = JSON.stringify([names.length, names[0], names.at(-1)]);
    const seen = names.length > 0 && this.pages.has(signature);
    this.pages.add(signature);
    const brought = seen
      ? { objects: [], folders: [] }
      : { objects: objects.filter(({ key }) => isNew(key)), folders: folders.filter(isNew) };
    const count = brought.objects.length + brought.folders.length;
    this.empty = count > 0 ? 0 : this.empty + 1;
    if (count > 0) this.promised = false;
    this.listed += count;
    this.look(brought.objects);
    for (const name of brought.folders) this.reach(name, true);
    return { ...brought, ordered: this.ordered };
  }

  /** @throws BodyError `unlistable` */
  goesOn(page: ListPage): boolean {
    const { truncated, token, count = 0, objects, folders } = page;
    const here = objects.length + folders.length;
    const isNew = this.empty === 0;
    if (this.empty >= EMPTY_MOST) this.stuck();
    // A page that was there before came by a token that leads nowhere.
    const leads = token !== undefined && !this.tokens.has(token) && (isNew || here === 0);
    if (leads && (truncated === true || here > 0)) {
      this.tokens.add(token);
      this.place = { kind: 'token', token };
      this.promised = truncated === true;
      return true;
    }
    const repeats = this.promised && here > 0 && !isNew;
    if (truncated === true || repeats) {
      this.goAfter(page);
      this.promised = true;
      return true;
    }
    const isDoubtful = truncated === undefined ? here > 0 : count > here;
    if (!isDoubtful) return false;
    if (this.last !== undefined && (isNew || this.place?.kind !== 'marker')) {
      this.goAfter(page);
      return true;
    }
    // It gives the same page whatever is asked, and does not say whether that is all.
    if (truncated === undefined && here >= PAGE_MOST) this.stuck();
    return false;
  }

  /** A token that was good may have ended: true where it can go on without it. */
  goesOnWithoutToken(): boolean {
    if (this.place?.kind !== 'token' || this.last === undefined) return false;
    this.place = this.after(this.last);
    return true;
  }

  /** Goes on after the last name, in whatever way was not tried in vain. */
  private goAfter({ marker }: ListPage): void {
    const { place, last } = this;
    const isNew = this.empty === 0;
    if ((last === undefined && marker === undefined) || (place?.kind === 'marker' && !isNew)) this.stuck();
    const isOld = marker !== undefined || place?.kind === 'marker' || (place?.kind === 'after' && !isNew);
    if (isOld) this.place = { kind: 'marker', key: marker ?? last?.name ?? '' };
    else if (last !== undefined) this.place = this.after(last);
  }

  private after({ name, isFolder }: { readonly name: string; readonly isFolder: boolean }): PagePlace {
    return { kind: 'after', key: isFolder ? `${name}${LAST_CHARACTER}` : name };
  }

  private look(objects: readonly ListedObject[]): void {
    let before = this.last?.name;
    for (const { key } of objects) {
      if (before !== undefined && compareKeys(key, before) < 0) this.ordered = false;
      before = key;
      this.reach(key, false);
    }
  }

  private reach(name: string, isFolder: boolean): void {
    if (this.last === undefined || compareKeys(name, this.last.name) > 0) this.last = { name, isFolder };
  }

  private stuck(): never {
    const where = this.last === undefined ? '' : ` after ${this.last.name}`;
    throw new BodyError(
      'unlistable',
      `The store says that there is more, and does not give it: ${this.listed} names were listed, and it does not go on${where}.`,
    );
  }
}

/** In the order of a listing. */
function namesOf(objects: readonly ListedObject[], folders: readonly string[]): string[] {
  return [...objects.map(({ key }) => key), ...folders].sort(compareKeys);
}

/** S3 sorts keys by their UTF-8 bytes, which is the order of code points and not that of UTF-16. */
export function compareKeys(a: string, b: string): number {
  if (a === b) return 0;
  for (let at = 0; ; at += 1) {
    const [x, y] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (x === y) continue;
    if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) ? -1 : 1;
    // Surrogates stand for what comes after all others.
    const [high, low] = [isSurrogate(x), isSurrogate(y)];
    return high === low ? x - y : high ? 1 : -1;
  }
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}
