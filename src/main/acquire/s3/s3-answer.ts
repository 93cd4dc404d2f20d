import { ownAnswer } from '../remote/raw-answer';
import { BodyError } from './aws-failure';
import { readXml, textOf, XmlError, type XmlElement } from './xml';

/**
 * Makes a call of S3 whose answer is XML, and reads it strictly. The SDK takes whatever it does not know for an answer
 * in which nothing stands: a sign-in page would be an empty bucket.
 *
 * @param root name of the answer's root element, without a namespace prefix
 * @throws the SDK's error for a refusal; BodyError `foreign` for what is no such answer
 */
export async function s3Answer(root: string, send: () => Promise<unknown>): Promise<XmlElement> {
  const { bytes } = await ownAnswer(send);
  return readS3Answer(root, bytes);
}

/** @throws BodyError `foreign`; the service's error where that is what stands there */
export function readS3Answer(root: string, bytes: Uint8Array): XmlElement {
  const text = new TextDecoder().decode(bytes);
  const found = documentOf(root, text);
  if (found.name === root) return found;
  const code = textOf(found, 'Code');
  if (found.name === 'Error' && code !== undefined) {
    // S3 may say so with a status of 200, once it has begun to answer.
    throw Object.assign(new Error(textOf(found, 'Message') ?? code), {
      name: code,
      $metadata: { httpStatusCode: 200 },
    });
  }
  const what = found.name.toLowerCase() === 'html' ? 'a web page' : `a document named ${found.name}`;
  throw new BodyError('foreign', `What answered is no ${root} of S3, but ${what}.`);
}

function documentOf(root: string, text: string): XmlElement {
  try {
    return readXml(text);
  } catch (cause) {
    if (!(cause instanceof XmlError)) throw cause;
    const start = text.slice(0, 1_024).trimStart();
    const isPage = /^<(!doctype\s+)?html/i.test(start);
    const why = isPage ? ', but a web page.' : `. ${cause.message}`;
    throw new BodyError('foreign', `What answered is no ${root} of S3${why}`, { cause });
  }
}
