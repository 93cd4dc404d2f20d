import { describe, expect, it } from 'vitest';
import { readNotification } from './read-notification';

const KEYS = ['AWSLogs/111122223333/CloudTrail/eu-west-1/2023/11/14/a.json.gz', 'b c+d.json.gz'];
const message = { s3Bucket: 'trail-bucket', s3ObjectKey: KEYS };
const sns = { Type: 'Notification', TopicArn: 'arn:aws:sns:eu-west-1:1:t', Message: JSON.stringify(message) };
const sqs = { MessageId: 'm', ReceiptHandle: 'r', Body: JSON.stringify(sns) };
const named = KEYS.map((key) => ({ bucket: 'trail-bucket', key }));
const s3Event = {
  Records: [
    {
      eventVersion: '2.1',
      eventSource: 'aws:s3',
      s3: { bucket: { name: 'trail-bucket' }, object: { key: 'b+c%2Bd.json.gz', versionId: 'v1' } },
    },
  ],
};

function read(value: unknown): ReturnType<typeof readNotification> {
  return readNotification(typeof value === 'string' ? value : JSON.stringify(value));
}

describe('reading delivery notifications', () => {
  it.each([
    ['the message of CloudTrail', message],
    ['an SNS message', sns],
    ['an SQS message around it', sqs],
    ['a raw delivery to SQS', { Body: JSON.stringify(message) }],
    ['what receive-message prints', { Messages: [sqs] }],
    ['a list of messages', [sqs, sns, message]],
    ['what a Lambda function gets of SNS', { Records: [{ EventSource: 'aws:sns', Sns: sns }] }],
    ['what a Lambda function gets of SQS', { Records: [{ messageId: 'm', body: JSON.stringify(sns) }] }],
    ['JSON Lines', `${JSON.stringify(sns)}\r\n\n${JSON.stringify(message)}\n`],
    ['text with a byte order mark', `\uFEFF${JSON.stringify(sns)}`],
  ])('takes %s', (_, value) => {
    expect(read(value)).toEqual({ objects: named, notes: [] });
  });

  it('takes event notifications of S3, whose keys are encoded, and of EventBridge, whose are not', () => {
    expect(read(s3Event).objects).toEqual([{ bucket: 'trail-bucket', key: 'b c+d.json.gz', versionId: 'v1' }]);
    const detail = { bucket: { name: 'trail-bucket' }, object: { key: 'b+c%2B.gz' } };
    expect(read({ source: 'aws.s3', detail }).objects).toEqual([{ bucket: 'trail-bucket', key: 'b+c%2B.gz' }]);
  });

  it('passes over messages that name nothing by nature, and says so', () => {
    const subscribe = { Type: 'SubscriptionConfirmation', Message: 'You have chosen to subscribe' };
    const validation = { Type: 'Notification', Message: 'CloudTrail validation message.' };
    const { objects, notes } = read([subscribe, validation, sns]);
    expect(objects).toEqual(named);
    expect(notes).toEqual([
      'the text[0] is a SubscriptionConfirmation of SNS',
      'the text[1] is the validation message of CloudTrail',
    ]);
    expect(() => read(subscribe)).toThrow(/names no objects: the text is a SubscriptionConfirmation/);
  });

  it('takes keys as names, whatever they look like', () => {
    const keys = ['../../etc/passwd', 'C:\\x', 'a/../b', '__proto__', 'con', '\u202Egnp.exe', 'a\u0000b'];
    expect(read({ ...message, s3ObjectKey: keys }).objects.map(({ key }) => key)).toEqual(keys);
  });

  it.each<[string, unknown, RegExp]>([
    ['an empty file', '', /the text is empty/],
    ['no JSON', 'hello', /the text is no JSON/],
    ['JSON that breaks off', '{"s3Bucket":', /the text is no JSON/],
    ['a line that is no JSON', `${JSON.stringify(sns)}\n{"x`, /line 2 is no JSON/],
    ['a number', 7, /the text is number 7/],
    ['an empty list', [], /names no objects/],
    ['another object', { hello: 1 }, /the text names no objects; expected are/],
    ['a key that is no list', { ...message, s3ObjectKey: 'a' }, /s3ObjectKey is "a", and not a list/],
    [
      'a key that is no text',
      { ...message, s3ObjectKey: ['a', 5] },
      /s3ObjectKey\[1\] names an object that is no text/,
    ],
    ['a null key', { ...message, s3ObjectKey: [null] }, /is no text, but null/],
    ['an empty key', { ...message, s3ObjectKey: [''] }, /by an empty text/],
    ['a bucket that is an object', { ...message, s3Bucket: {} }, /names no bucket: an object/],
    ['a bucket that is a path', { ...message, s3Bucket: '../x' }, /names no bucket: "..\/x"/],
    ['a missing bucket', { s3ObjectKey: ['a'] }, /names no bucket/],
    ['a message that is no JSON', { Type: 'Notification', Message: 'hello' }, /the text.Message is no JSON.*"hello"/],
    ['a message that is a number', { Message: 5 }, /the text.Message is number 5/],
    [
      'a record of CloudTrail',
      { Records: [{ eventVersion: '1.08', userIdentity: {} }] },
      /is a CloudTrail record itself/,
    ],
    ['an S3 event without an object', { Records: [{ s3: { bucket: { name: 'abc' } } }] }, /has no bucket and object/],
    [
      'a key that is wrongly encoded',
      { Records: [{ s3: { bucket: { name: 'abc' }, object: { key: '%zz' } } }] },
      /wrongly/,
    ],
    ['a lone surrogate', '{"s3Bucket":"abc","s3ObjectKey":["\\ud800"]}', /no Unicode text/],
  ])('refuses %s, and says where', (_, value, words) => {
    expect(() => read(value)).toThrow(words);
  });

  it('refuses texts of 10 MB and depth without end in short messages', () => {
    const long = 'x'.repeat(10_000_000);
    for (const value of [
      { ...message, s3ObjectKey: [long] },
      { ...message, s3Bucket: long },
      { Message: long },
      [long],
    ]) {
      let said = '';
      try {
        read(value);
      } catch (cause) {
        said = String(cause);
      }
      expect(said).toMatch(/10000000 characters/);
      expect(said.length).toBeLessThan(600);
    }
    expect(() => read(`${'['.repeat(5_000)}${']'.repeat(5_000)}`)).toThrow(/too many times/);
    let nested = JSON.stringify(message);
    for (let i = 0; i < 10; i += 1) nested = JSON.stringify({ Message: nested });
    expect(() => read(nested)).toThrow(/too many times/);
    const many = Array.from({ length: 20_001 }, (_, i) => `k${i}`);
    expect(() => read({ ...message, s3ObjectKey: many })).toThrow(/more than 20,000 objects/);
  });
});
