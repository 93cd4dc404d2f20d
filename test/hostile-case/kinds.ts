import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { CAN_MAKE_DEVICES } from './commands';
import type { Outside } from './outside';

/** Something that is not what belongs under a name, whatever was there before. */
export interface Kind {
  /** As messages call it. */
  readonly called: string;
  readonly name: string;
  readonly put: (path: string, outside: Outside) => void | Promise<void>;
}

const link = (name: string, target: (outside: Outside) => string): Kind => ({
  name,
  called: 'a symbolic link',
  put: (path, outside) => symlinkSync(target(outside), path),
});

export const LINKS: readonly Kind[] = [
  link('a link to a file outside', ({ secret }) => secret),
  link('a link to a folder outside', ({ folder }) => folder),
  link('a link to nothing', ({ root }) => join(root, 'not-there')),
  link('a link to an endless device', () => '/dev/zero'),
  { name: 'a link to itself', called: 'a symbolic link', put: (path) => symlinkSync(path, path) },
];

export const PIPE: Kind = {
  name: 'a pipe',
  called: 'a named pipe',
  put: (path) => void execFileSync('mkfifo', [path]),
};

export const SOCKET: Kind = { name: 'a socket', called: 'a socket', put: putSocket };

export const DEVICES: readonly Kind[] = CAN_MAKE_DEVICES
  ? [{ name: 'a device', called: 'a device', put: (path) => void execFileSync('mknod', [path, 'c', '1', '5']) }]
  : [];

export const FOLDER: Kind = { name: 'a folder', called: 'a folder', put: (path) => void mkdirSync(path) };

/** Puts something in the place of whatever is there. */
export async function putInstead(path: string, kind: Kind, outside: Outside): Promise<void> {
  rmSync(path, { recursive: true, force: true });
  mkdirSync(dirname(path), { recursive: true });
  await kind.put(path, outside);
}

/** A server that ends properly takes its socket along: its file is moved away before. Names of sockets are short. */
async function putSocket(path: string, { root }: Outside): Promise<void> {
  const made = join(dirname(root), 's');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(made, resolve));
  renameSync(made, path);
  await new Promise((resolve) => server.close(resolve));
}
