import path from 'node:path';
import { TrailbenchError } from '../../contract/errors';
import { formatCount } from '../../core/event/format-number';
import { whatItIs, type KindOf } from '../../core/format/reading';
import type { Listing, LocalFile } from '../files/listing';

/** A file that is something else than a log of CloudTrail. */
export interface OtherFile {
  readonly file: LocalFile;
  readonly is: KindOf;
}

/** Kinds that are told; files of others are counted. */
const KINDS_TOLD = 4;
const CHOOSE = 'Choose log files, or a folder or an archive with log files in it.';
const NOTHING_KEPT = 'No case was made, and nothing was kept.';

interface Alike {
  /** The first of them. */
  readonly file: LocalFile;
  readonly label: string;
  readonly remedy: string | undefined;
  count: number;
}

/** What was named holds no log: which files there are, what they are, and what to do. */
export class NoLogs {
  constructor(
    private readonly paths: readonly string[],
    private readonly listing: Listing,
    private readonly others: readonly OtherFile[],
    private readonly nameOf: (path: string) => string = (path) => path,
  ) {}

  error(): TrailbenchError {
    const [details = ''] = this.paths;
    return new TrailbenchError('no-logs', this.words(), { details: this.nameOf(details) });
  }

  private words(): string {
    const { files, failures } = this.listing;
    if (files.length === 0) {
      const [skipped] = failures;
      const why = skipped === undefined ? '' : ` ${skipped.message}`;
      return `There are no files in ${this.places()}.${why} ${NOTHING_KEPT} ${CHOOSE}`;
    }
    const alike = this.alike();
    const told = alike.slice(0, KINDS_TOLD);
    const rest = files.length - told.reduce((sum, { count }) => sum + count, 0);
    const are = told.map((one) => this.told(one));
    if (rest > 0) are.push(`${formatCount(rest)} more ${rest === 1 ? 'is' : 'are'} of other kinds`);
    const where = files.length === 1 ? '' : ` in the ${formatCount(files.length)} files of ${this.places()}`;
    const remedies = [...new Set(told.flatMap(({ remedy }) => (remedy === undefined ? [] : [remedy])))];
    const advice = remedies.length === 0 ? CHOOSE : remedies.join(' ');
    return `No log of CloudTrail was found${where}: ${are.join('; ')}. ${NOTHING_KEPT} ${advice}`;
  }

  private alike(): readonly Alike[] {
    const kinds = new Map<string, Alike>();
    for (const { file, is } of this.others) {
      const { label, remedy } = is.kind === 'archive' ? NO_LOG_IN_ARCHIVE : whatItIs(is);
      const before = kinds.get(label);
      if (before === undefined) kinds.set(label, { file, label, remedy, count: 1 });
      else before.count += 1;
    }
    return [...kinds.values()].sort((a, b) => b.count - a.count);
  }

  private told({ file, label, count }: Alike): string {
    const name = this.paths.includes(file.path) ? this.nameOf(file.path) : this.nameWithin(file);
    const more = count === 1 ? '' : ` and so ${count === 2 ? 'is 1 more' : `are ${formatCount(count - 1)} more`}`;
    return `${name} is ${label}${count === 1 ? '' : ','}${more}`;
  }

  /** Of a file in a folder: the end of its name, unless it is called otherwise. */
  private nameWithin({ path: place, name }: LocalFile): string {
    const called = this.nameOf(place);
    return called === place ? name : called;
  }

  private places(): string {
    const [first = ''] = this.paths;
    const name = this.nameOf(first);
    const called = name === '' ? path.basename(first) : name;
    return this.paths.length === 1 ? called : `${called} and ${formatCount(this.paths.length - 1)} more`;
  }
}

const NO_LOG_IN_ARCHIVE: { readonly label: string; readonly remedy: string | undefined } = {
  label: 'an archive without any',
  remedy: undefined,
};
