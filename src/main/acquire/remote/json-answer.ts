import { BodyError } from '../s3/aws-failure';

/** Looks at the bytes of an answer before it is taken for one. @throws BodyError `foreign` */
export type AnswerCheck = (bytes: Uint8Array) => void;

/**
 * An answer of a service that speaks JSON: an object with one of these members, which the service always sends. The SDK
 * takes whatever it does not know for an answer in which nothing stands.
 *
 * @param call as AWS names it
 */
export function jsonAnswer(call: string, ...members: readonly string[]): AnswerCheck {
  return (bytes) => {
    const found = parsed(new TextDecoder().decode(bytes));
    if (typeof found === 'object' && found !== null && members.some((name) => Object.hasOwn(found, name))) return;
    const what = found === undefined ? 'no JSON' : `JSON without ${members.join(' or ')}`;
    throw new BodyError('foreign', `What answered is no answer to ${call}, but ${what}.`);
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined;
    throw cause;
  }
}
