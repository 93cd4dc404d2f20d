import * as v from 'valibot';
import { guardedDisk } from '../files/guarded-disk';
import { ProfileFile } from './profile-file';

export const BEGUN_NAME = 'begun-imports.json';
const KEPT = 1_000;
/** Bytes. */
const FILE_MOST = 1024 * 1024;

const file = v.object({
  version: v.literal(1),
  /** Newest last. */
  imports: v.array(
    v.object({
      /** SHA-256 (hex) of the ledger's line that says so: its paths, its time and all the history before it. */
      line: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
      /** ISO 8601 UTC. */
      at: v.string(),
    }),
  ),
});

type Begun = v.InferOutput<typeof file>;

/**
 * What this user began to import on this machine, whatever case it went into. It is kept in the profile, since a case
 * may come from somebody else: an import that its ledger calls unfinished would have this machine's files copied into
 * it. Losing the list loses nothing else: such imports are then shown as not begun here.
 */
export class BegunImports {
  private readonly file: ProfileFile<Begun>;
  private turn: Promise<unknown> = Promise.resolve();

  /** @param folder the user's profile folder */
  constructor(folder: string) {
    const disk = guardedDisk(folder, 'profile');
    this.file = new ProfileFile({ folder, name: BEGUN_NAME, disk, most: FILE_MOST }, decode);
  }

  /** The lines of everything that is remembered. Rejects where the profile cannot be read. */
  async lines(): Promise<Set<string>> {
    return new Set((await this.read()).map(({ line }) => line));
  }

  /** Remembers an import. Rejects where the profile cannot be written. */
  note(line: string, at: string): Promise<void> {
    const change = this.turn.then(async () => {
      const imports = [...(await this.read()), { line, at }].slice(-KEPT);
      await this.file.write(Buffer.from(`${JSON.stringify({ version: 1, imports })}\n`));
    });
    // Who called is told of a failure; the next call has its own turn.
    this.turn = change.catch(() => undefined);
    return change;
  }

  private async read(): Promise<Begun['imports']> {
    return (await this.file.read())?.imports ?? [];
  }
}

function decode(bytes: Uint8Array): Begun | undefined {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), file), Buffer.from(bytes).toString('utf8'));
  return parsed.success ? parsed.output : undefined;
}
