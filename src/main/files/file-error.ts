import { errorCode, errorText } from './disk';

const REMEDIES: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist; check the spelling of the path',
  EACCES: 'permission was denied; give this user the right to read it and add it again',
  EPERM: 'permission was denied; give this user the right to read it and add it again',
  ENOTDIR: 'a part of the path is no folder; check the spelling of the path',
  ELOOP: 'its symbolic links form a circle; name the real path instead',
  ENAMETOOLONG: 'the path is too long for this system; move it to a shorter path',
  EFTYPE: 'it is no regular file (a pipe, device, socket or folder); copy what it holds into a file and add that',
  EFBIG: 'it is larger than any file of its kind; name another one',
  EIO: 'the disk reported an error; copy the medium and add the copy',
  EMFILE: 'too many files are open; close other programs and add it again',
};

/** The cause and remedy of a file system error, in words. */
export function describeFileError(cause: unknown): string {
  const code = errorCode(cause);
  const known = code === undefined ? undefined : REMEDIES[code];
  if (known !== undefined) return known;
  return `the system said: ${errorText(cause)}`;
}
