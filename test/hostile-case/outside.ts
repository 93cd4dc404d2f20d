import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

/** Stands in a file outside of every case: whatever prints it, or keeps it, has read that file. */
export const CANARY = 'canary-7f1c2f9e-of-a-file-outside';

/** A place beside the cases, with files that nobody gave the program: they stay as they are, and unread. */
export class Outside {
  /** Of the file that crafted cases lead to. */
  readonly secret: string;
  /** A folder with names that the program would remove or overwrite in a folder of its own. */
  readonly folder: string;

  constructor(
    readonly root: string,
    /** Whose it is, where that is another user than the present one. */
    owner?: number,
  ) {
    this.secret = join(root, 'secret.jsonl');
    this.folder = join(root, 'belongings');
    mkdirSync(join(this.folder, 'ab'), { recursive: true });
    writeFileSync(this.secret, `{"seq":1,"what":"${CANARY}","sum":"0123456789abcdef"}\n{"cut":"${CANARY}`);
    for (const name of ['0001.tar', 'tmp-0123456789abcdef', 'events.csv', 'manifest.jsonl', 'ab/ab01', 'case.json']) {
      writeFileSync(join(this.folder, name), `${CANARY} ${name}`);
    }
    for (const path of [root, ...this.paths()]) {
      if (owner !== undefined) chownSync(path, owner, owner);
      if (lstatSync(path).isFile()) chmodSync(path, 0o666);
    }
    for (const path of this.paths()) this.age(path);
  }

  /** What can be told of everything here without reading it. */
  snapshot(): Record<string, string> {
    const seen: Record<string, string> = {};
    for (const path of this.paths()) {
      const found = lstatSync(path);
      const { mode, size, mtimeMs, ctimeMs, ino, uid } = found;
      // A folder is read by whoever lists it, this test among them.
      const read = found.isFile() ? { atimeMs: found.atimeMs } : {};
      seen[path] = JSON.stringify({ mode, size, mtimeMs, ctimeMs, ino, uid, ...read });
    }
    return seen;
  }

  /** The bytes of everything here. Reading them is seen in `snapshot`: take that before, and again afterwards. */
  content(): string {
    const hash = createHash('sha256');
    for (const path of this.paths().filter((one) => lstatSync(one).isFile())) hash.update(readFileSync(path));
    for (const path of this.paths()) this.age(path);
    return hash.digest('hex');
  }

  /** Last read before it was changed: file systems that note few readings note the next one then. */
  private age(path: string): void {
    if (!lstatSync(path).isFile()) return;
    utimesSync(path, new Date('2026-01-01T00:00:00Z'), new Date('2026-02-01T00:00:00Z'));
  }

  private paths(): string[] {
    return (readdirSync(this.root, { recursive: true }) as string[]).sort().map((name) => join(this.root, name));
  }
}

/** Whether a case holds what stands in the files outside, apart from the links that lead to them. */
export function holdsCanary(folder: string): boolean {
  return within(folder).some((path) => {
    const found = lstatSync(path);
    return found.isFile() && found.nlink === 1 && found.size < MOST && readFileSync(path).includes(CANARY);
  });
}

/** Everything in a folder; what lies behind links is not in it. */
export function within(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? [path, ...within(path)] : [path];
  });
}

/** Larger files were made by the tests themselves. Bytes. */
const MOST = 64 * 1024 * 1024;
