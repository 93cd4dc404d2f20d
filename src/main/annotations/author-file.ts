import * as v from 'valibot';
import { setAuthor, type Author } from '../../contract/annotations';
import { ProfileFile } from '../cases/profile-file';
import { AUTHOR_NAME } from '../cases/profile-layout';
import { systemUser } from '../open-case/case-opening';
import { nodeDisk } from '../files/disk';

/** Bytes. */
const FILE_MOST = 64 * 1024;

/** The name that the user goes by in what he says of cases: self-asserted, set once, the same in every case. */
export class AuthorFile {
  private readonly file: ProfileFile<string | null>;

  constructor(folder: string) {
    this.file = new ProfileFile({ folder, name: AUTHOR_NAME, disk: nodeDisk, most: FILE_MOST }, decode);
  }

  async name(): Promise<string | null> {
    return (await this.file.read()) ?? null;
  }

  async read(): Promise<Author> {
    return { name: await this.name(), user: systemUser() };
  }

  async set(name: string | null): Promise<Author> {
    await this.file.write(Buffer.from(`${JSON.stringify({ name: name === '' ? null : name })}\n`));
    return this.read();
  }
}

function decode(bytes: Uint8Array): string | null | undefined {
  try {
    const parsed = v.safeParse(setAuthor, JSON.parse(Buffer.from(bytes).toString('utf8')));
    return parsed.success ? parsed.output.name : undefined;
  } catch {
    return undefined;
  }
}
