import { createHash } from 'node:crypto';

export interface ChosenFile {
  /** Absolute. */
  readonly path: string;
  /** Regular files that have its name or its manifest's are replaced; else they, as anything else, are refused. */
  readonly replace?: boolean;
}

/** Where an export goes. */
export type ExportTarget =
  /** No link is followed at its end. */
  | ChosenFile
  /** A name that is not taken in this folder: `<name>-<UTC time>.<extension>`. */
  | { readonly folder: string; readonly name: string }
  /** A stream, such as standard output; it is waited for. Temporary files, if any, go to `scratch`. */
  | { readonly write: (bytes: Uint8Array) => Promise<void>; readonly scratch: string };

export interface Written {
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
}

const WRITE_BYTES = 1024 * 1024;

/** Gathers an export's bytes, hashes them and hands them on in large pieces. */
export abstract class ExportOutput {
  /** Absolute path of the finished file; null for a stream. */
  abstract readonly path: string | null;
  /** Folder for temporary files. */
  abstract readonly scratch: string;
  private readonly hash = createHash('sha256');
  private gathered: Uint8Array[] = [];
  private gatheredBytes = 0;
  protected bytes = 0;

  /** Takes bytes; they must not be changed afterwards. */
  async write(bytes: Uint8Array): Promise<void> {
    this.gathered.push(bytes);
    this.gatheredBytes += bytes.length;
    if (this.gatheredBytes >= WRITE_BYTES) await this.flush();
  }

  /** Everything is handed on, durably where it is a file, and stands under its name. */
  async finish(): Promise<Written> {
    await this.flush();
    await this.complete();
    return { bytes: this.bytes, sha256: this.hash.digest('hex') };
  }

  /** Removes what there is of a file. */
  abstract discard(): Promise<void>;

  protected abstract handOn(bytes: Uint8Array): Promise<void>;
  protected abstract complete(): Promise<void>;

  private async flush(): Promise<void> {
    if (this.gatheredBytes === 0) return;
    const bytes = Buffer.concat(this.gathered);
    this.gathered = [];
    this.gatheredBytes = 0;
    this.hash.update(bytes);
    await this.handOn(bytes);
    this.bytes += bytes.length;
  }
}

/** Bytes go to whoever takes them; there is no file and no manifest. */
export class StreamOutput extends ExportOutput {
  readonly path = null;

  constructor(
    private readonly take: (bytes: Uint8Array) => Promise<void>,
    readonly scratch: string,
  ) {
    super();
  }

  protected handOn(bytes: Uint8Array): Promise<void> {
    return this.take(bytes);
  }

  protected complete(): Promise<void> {
    return Promise.resolve();
  }

  discard(): Promise<void> {
    return Promise.resolve();
  }
}
