import type { HistoryStretch } from './history';
import type { Place } from './place';

/** Folders of a bucket that were listed whole, and all that lay there taken. */
export interface Listing {
  /** URI of the folder, ends in `/`. */
  readonly folder: string;
  /** Undefined: all of them. */
  readonly accounts?: readonly string[] | undefined;
  readonly regions?: readonly string[] | undefined;
  /** URIs of folders of an account and region, each ends in `/`. */
  readonly streams?: readonly string[] | undefined;
  /** Delivery, seconds since 1970 UTC, end exclusive; null where it was not bounded. */
  readonly from: number | null;
  readonly to: number | null;
  /** When it was listed, seconds since 1970 UTC. */
  readonly at: number;
}

export interface ListedStretch extends HistoryStretch {
  /** Both ends were asked for: without any log file the stretch is still one that was looked at. */
  readonly bounded: boolean;
}

/**
 * Stretches in which an hour without a log file is one in which none lay in the bucket. Only of places of which that
 * bucket holds something: of others nothing says that their trail delivers there.
 * @param streams by the URI of the folder from which log files were taken: whose they are
 */
export function listedStretches(
  listings: readonly Listing[],
  streams: ReadonlyMap<string, Place>,
): readonly ListedStretch[] {
  return listings.flatMap(({ folder, accounts, regions, streams: named, from, to, at }) =>
    [...streams].flatMap(([uri, { account, region }]) => {
      const isWithin =
        uri.startsWith(folder) &&
        named?.includes(uri) !== false &&
        accounts?.includes(account) !== false &&
        regions?.includes(region) !== false;
      const end = Math.min(to ?? at, at);
      if (!isWithin || (from ?? 0) >= end) return [];
      return [{ account, region, from: from ?? 0, to: end, bounded: from !== null && to !== null }];
    }),
  );
}
