import { sourceName, type Manifest } from '../cases/manifest';

/** How exports name a source. */
export interface SourceName {
  /** Path or s3:// URI it came from; for a member of an archive with its path in it. */
  readonly uri: string;
  /** Of the stored bytes, hex. */
  readonly sha256: string;
  /** What CloudTrail's digests say of it, as a person reads it. */
  readonly verdict?: string;
}

/** @throws TrailbenchError `not-found` */
export type FindSourceName = (source: number) => Promise<SourceName>;

const REMEMBERED = 50_000;

/** Names of sources, looked up once while they are in use; a bounded number is remembered. */
export class SourceNames {
  private readonly names = new Map<number, SourceName>();

  constructor(private readonly find: FindSourceName) {}

  async of(source: number): Promise<SourceName> {
    const known = this.names.get(source);
    if (known !== undefined) return known;
    const name = await this.find(source);
    if (this.names.size >= REMEMBERED) this.names.clear();
    this.names.set(source, name);
    return name;
  }
}

/** Names as a case's manifest has them. @param verdictOf what digests say of a source; absent: not asked */
export function manifestNames(
  manifest: Pick<Manifest, 'line'>,
  verdictOf?: (source: number) => string,
): FindSourceName {
  return async (source) => {
    const line = await manifest.line(source);
    const name = { uri: sourceName(line), sha256: line.sha256 ?? '' };
    return verdictOf === undefined ? name : { ...name, verdict: verdictOf(source) };
  };
}
