import { TrailbenchError } from '../../../contract/errors';
import { namedObject, type NamedObject } from './named-object';
import { shown, wrong } from './notification-error';

/** What a file of notifications names. */
export interface Notification {
  /** Each once, in the order in which they are named. */
  readonly objects: readonly NamedObject[];
  /** Messages that name nothing, and what they are. */
  readonly notes: readonly string[];
}

type JsonObject = Readonly<Record<string, unknown>>;

/** A queue's dump of more names than this is better taken as a choice of the bucket: the ledger keeps every name. */
const OBJECTS_MOST = 20_000;
/** An SNS message in an SQS body in a list of messages in a file: text in text, and no deeper. */
const DEPTH_MOST = 8;
const NOTES_MOST = 20;
const FORMS =
  'expected are CloudTrail\'s {"s3Bucket": ..., "s3ObjectKey": [...]}, an SNS message with that in "Message", an SQS body around it, or an S3 event';

/**
 * Reads what CloudTrail sends on delivery ("Receiving notifications", AWS CloudTrail user guide): its message, the SNS
 * message or the SQS message around it, S3's own event notifications too ("Event message structure", Amazon S3 user
 * guide); one, a list of them, or one a line.
 *
 * @throws TrailbenchError `bad-request` which says what is wrong, and where in the text
 */
export function readNotification(text: string): Notification {
  const reader = new Reader();
  const whole = parse(text.replace(/^\uFEFF/, ''));
  if (whole.ok) reader.read(whole.value, 'the text', 0);
  else readLines(text, reader, whole.why);
  return reader.finish();
}

function readLines(text: string, reader: Reader, why: string): void {
  const lines = text.split(/\r?\n/);
  const filled = lines.filter((line) => line.trim() !== '');
  if (filled.length < 2 || !parse(filled[0] ?? '').ok) {
    throw wrong('the text', filled.length === 0 ? 'is empty' : `is no JSON (${why})`);
  }
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const one = parse(line);
    if (!one.ok) throw wrong(`line ${index + 1}`, `is no JSON (${one.why})`);
    reader.read(one.value, `line ${index + 1}`, 0);
  }
}

class Reader {
  private readonly objects = new Map<string, NamedObject>();
  private readonly notes: string[] = [];

  read(value: unknown, place: string, depth: number): void {
    if (depth > DEPTH_MOST) throw wrong(place, 'is text within text too many times');
    if (Array.isArray(value)) {
      value.forEach((item, index) => this.read(item, `${place}[${index}]`, depth + 1));
      return;
    }
    if (!isObject(value)) throw wrong(place, `is ${shown(value)}; ${FORMS}`);
    if ('s3ObjectKey' in value || 's3Bucket' in value) this.delivery(value, place);
    else if (Array.isArray(value['Messages'])) this.read(value['Messages'], `${place}.Messages`, depth + 1);
    else if ('Message' in value) this.message(value, place, depth);
    else if ('Body' in value || 'body' in value) this.inner(value, 'Body' in value ? 'Body' : 'body', place, depth);
    else if (Array.isArray(value['Records'])) this.records(value['Records'], `${place}.Records`, depth);
    else if (isObject(value['detail'])) this.eventBridge(value['detail'], `${place}.detail`);
    else if (value['Event'] === 's3:TestEvent') this.note(place, 'is the test message of S3');
    else throw wrong(place, `names no objects; ${FORMS}`);
  }

  finish(): Notification {
    const { objects, notes } = this;
    if (objects.size > 0) return { objects: [...objects.values()], notes };
    const [first = 'it holds no message'] = notes;
    throw new TrailbenchError('bad-request', `The notification names no objects: ${first}.`);
  }

  /** CloudTrail's own message. */
  private delivery(value: JsonObject, place: string): void {
    const { s3Bucket, s3ObjectKey } = value;
    if (!Array.isArray(s3ObjectKey)) {
      throw wrong(`${place}.s3ObjectKey`, `is ${shown(s3ObjectKey)}, and not a list of keys`);
    }
    s3ObjectKey.forEach((key: unknown, index) => {
      this.add(namedObject(s3Bucket, key, `${place}.s3ObjectKey[${index}]`));
    });
    if (s3ObjectKey.length === 0) this.note(place, 'has an empty list s3ObjectKey');
  }

  /** An SNS message. */
  private message(value: JsonObject, place: string, depth: number): void {
    const { Type: type, Message: message } = value;
    if (type === 'SubscriptionConfirmation' || type === 'UnsubscribeConfirmation') {
      this.note(place, `is a ${type} of SNS`);
    } else if (message === 'CloudTrail validation message.') {
      this.note(place, 'is the validation message of CloudTrail');
    } else this.inner(value, 'Message', place, depth);
  }

  /** JSON as text, or as it is where raw delivery is on. */
  private inner(value: JsonObject, member: string, place: string, depth: number): void {
    const within = value[member];
    const where = `${place}.${member}`;
    if (typeof within !== 'string') {
      this.read(within, where, depth + 1);
      return;
    }
    const parsed = parse(within);
    if (!parsed.ok) throw wrong(where, `is no JSON (${parsed.why}): ${shown(within)}`);
    this.read(parsed.value, where, depth + 1);
  }

  /** Event notifications of S3, or the messages that a Lambda function received. */
  private records(records: readonly unknown[], place: string, depth: number): void {
    for (const [index, record] of records.entries()) {
      const where = `${place}[${index}]`;
      if (!isObject(record)) throw wrong(where, `is ${shown(record)}, and not an object`);
      if (isObject(record['s3'])) this.s3Event(record['s3'], `${where}.s3`);
      else if (isObject(record['Sns'])) this.read(record['Sns'], `${where}.Sns`, depth + 1);
      else if ('body' in record) this.read(record, where, depth + 1);
      else if ('userIdentity' in record || 'eventVersion' in record) {
        throw wrong(where, 'is a CloudTrail record itself: add the file as evidence');
      } else throw wrong(where, `names no object; ${FORMS}`);
    }
    if (records.length === 0) this.note(place, 'is an empty list');
  }

  private s3Event({ bucket, object }: JsonObject, place: string): void {
    if (!isObject(bucket) || !isObject(object)) throw wrong(place, 'has no bucket and object');
    const { key, versionId } = object;
    // "The key is URL encoded" in event notifications, with + for a space.
    this.add(namedObject(bucket['name'], decoded(key, place), place, versionId));
  }

  /** What EventBridge sends of S3; its keys are not encoded. */
  private eventBridge({ bucket, object }: JsonObject, place: string): void {
    if (!isObject(bucket) || !isObject(object)) throw wrong(place, `names no object; ${FORMS}`);
    this.add(namedObject(bucket['name'], object['key'], place, object['version-id']));
  }

  private add(object: NamedObject): void {
    const { bucket, key, versionId = '' } = object;
    this.objects.set(JSON.stringify([bucket, key, versionId]), object);
    if (this.objects.size <= OBJECTS_MOST) return;
    const most = OBJECTS_MOST.toLocaleString('en-US');
    throw wrong('the text', `names more than ${most} objects: acquire the days from the bucket instead`);
  }

  private note(place: string, what: string): void {
    if (this.notes.length < NOTES_MOST) this.notes.push(`${place} ${what}`);
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function decoded(key: unknown, place: string): unknown {
  if (typeof key !== 'string') return key;
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch (cause) {
    if (cause instanceof URIError) throw wrong(`${place}.object.key`, `is wrongly encoded: ${shown(key)}`);
    throw cause;
  }
}

function parse(
  text: string,
): { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly why: string } {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (cause) {
    // JSON.parse quotes the text, which may be long and hold anything.
    if (cause instanceof SyntaxError)
      return { ok: false, why: /at position \d+/.exec(cause.message)?.[0] ?? 'it breaks off' };
    throw cause;
  }
}
