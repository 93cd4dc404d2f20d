import { createHash } from 'node:crypto';
import { isAbsolute } from 'node:path';
import { TrailbenchError } from '../../../contract/errors';
import { errorCode } from '../../files/disk';
import { readRegular } from '../../files/regular-file';
import { describeFileError } from '../../files/file-error';
import { wrong } from './notification-error';

/** A queue's dump may have some thousand messages of 256 KiB at most; larger files are something else. Bytes. */
const FILE_MOST = 32 * 1024 * 1024;

/** What an analyst gave: text, and what the ledger says of it. */
export interface NotificationText {
  readonly text: string;
  /** Path of the file, or `text` for what was typed. */
  readonly name: string;
  /** Of its bytes, hex. */
  readonly sha256: string;
}

/** @throws TrailbenchError `bad-request`, `unreadable-path` */
export async function notificationText(given: {
  readonly path?: string | undefined;
  readonly text?: string | undefined;
}): Promise<NotificationText> {
  const { path, text } = given;
  if ((path === undefined) === (text === undefined)) {
    throw new TrailbenchError('bad-request', 'Give the notification as a file or as text, one of the two.');
  }
  if (path !== undefined && !isAbsolute(path)) throw wrong(path, 'is no whole path: give it from the root on');
  const bytes = path === undefined ? Buffer.from(text ?? '') : await readBounded(path);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { text: decode(bytes), name: path ?? 'text', sha256 };
}

async function readBounded(path: string): Promise<Buffer> {
  try {
    return await readRegular(path, FILE_MOST, 'followed');
  } catch (cause) {
    if (errorCode(cause) === 'EFTYPE') throw wrong(path, 'is no file');
    if (errorCode(cause) === 'EFBIG') throw wrong(path, 'is larger than 32 MiB');
    const message = `${path} could not be read: ${describeFileError(cause)}.`;
    throw new TrailbenchError('unreadable-path', message, { cause, details: path });
  }
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    if (cause instanceof TypeError) throw wrong('the text', 'is no UTF-8 text: convert a copy of it');
    throw cause;
  }
}
