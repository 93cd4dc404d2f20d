import { OPEN_OBJECT } from './bytes';
import type { ChunkPlace } from './chunk-place';
import { EntryNames } from './entry-names';
import { JsonScanner } from './json-scanner';
import { Span } from './span';

/** The entry at hand: an object that may be a record or an envelope, or a value that is neither. */
export class Entry {
  scanner = new JsonScanner();
  readonly span = new Span();
  readonly names = new EntryNames();
  line = 0;
  /** It was found while seeking: it counts only once it shows what it is. */
  isAttempt = false;
  beginsLine = false;
  /** Where it names a next page of an answer; -1 where it does not. */
  moreAt = -1;

  begin(place: ChunkPlace, at: number, isAttempt: boolean): void {
    const isObject = place.bytes[at] === OPEN_OBJECT;
    this.span.open(at, place.base + at);
    this.line = place.line(at);
    this.beginsLine = place.beginsLine(at);
    this.scanner.reset(isObject);
    this.names.clear(isObject);
    this.moreAt = -1;
    this.isAttempt = isAttempt;
  }

  /** It is an envelope: its scanner goes on when its list was read. */
  giveScanner(): JsonScanner {
    const { scanner } = this;
    this.scanner = new JsonScanner();
    this.span.release();
    return scanner;
  }
}
