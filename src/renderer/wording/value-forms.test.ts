import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formText, valueForm, valueForms } from './value-forms';

const HERE = 'arn:aws:iam::111122223333:user/backup';
const THERE = 'arn:aws:iam::444455556666:user/backup';

function texts(values: readonly (string | null)[], facet: Parameters<typeof valueForms>[1]): readonly string[] {
  return [...valueForms(values, facet).values()].map(formText);
}

describe('the form of a value in a list', () => {
  it('has the account of principals that would look alike, and of no others', () => {
    expect(texts([HERE, THERE, HERE, null, 'arn:aws:iam::111122223333:user/other'], 'principal')).toEqual([
      'user/backup 111122223333',
      'user/backup 444455556666',
      '(none)',
      'user/other',
    ]);
    expect(texts([HERE, HERE], 'principal')).toEqual(['user/backup']);
  });

  it('is what people go by of a role and a resource, as in the list of events', () => {
    expect(valueForm('arn:aws:iam::111122223333:role/GitHubRelease', 'role')).toMatchObject({
      lead: 'role/',
      main: 'GitHubRelease',
      mono: false,
    });
    expect(valueForm('arn:aws:iam::111122223333:role/GitHubRelease', 'resource')).toMatchObject({
      main: 'role/GitHubRelease',
      mono: true,
    });
    expect(valueForm('arn:aws:s3:::payroll/2026/03.csv', 'resource')).toMatchObject({
      lead: 'payroll/',
      main: '2026/03.csv',
    });
  });

  it('is the whole value where account and short form are the same', () => {
    const [topic, queue] = ['arn:aws:sns:us-east-1:111122223333:jobs', 'arn:aws:sqs:us-east-1:111122223333:jobs'];
    expect(texts([topic, queue], 'resource')).toEqual([topic, queue]);
    const china = 'arn:aws-cn:iam::111122223333:user/backup';
    expect(texts([HERE, china], 'principal')).toEqual([HERE, china]);
  });

  it('says what is absent or empty in words, never in the font of identifiers', () => {
    expect(valueForm(null, 'accessKeyId')).toMatchObject({ main: '(none)', mono: false, standIn: true });
    expect(valueForm('', 'accessKeyId')).toMatchObject({ main: '(empty)', mono: false, standIn: true });
    expect(valueForm('AKIA1', 'accessKeyId')).toMatchObject({ main: 'AKIA1', mono: true, standIn: false });
  });

  it('shows what people know an actor by before its number', () => {
    expect(valueForm('AIDA1', 'actor', { text: HERE })).toMatchObject({
      lead: 'user/',
      main: 'backup',
      aside: 'AIDA1',
    });
    expect(valueForm('AKIA1', 'accessKeyId', { text: HERE })).toMatchObject({ main: 'AKIA1', aside: 'user/backup' });
    expect(valueForm('AIDA1', 'actor')).toMatchObject({ main: 'AIDA1', mono: true });
    const root = 'arn:aws:iam::111122223333:root';
    expect(valueForm('(root of account 111122223333)', 'actor', { text: root })).toMatchObject({
      main: 'root',
      tail: '/111122223333',
      aside: '',
    });
  });

  it('takes the end that all services share apart', () => {
    expect(valueForm('s3.amazonaws.com', 'sourceIPAddress')).toMatchObject({
      main: 's3',
      spare: '.amazonaws.com',
      mono: false,
    });
    expect(valueForm('10.0.0.1', 'sourceIPAddress')).toMatchObject({ main: '10.0.0.1', spare: '', mono: true });
    expect(texts(['s3.amazonaws.com', 'ec2.amazonaws.com', 's3'], 'eventSource')).toEqual([
      's3.amazonaws.com',
      'ec2',
      's3',
    ]);
  });

  it('is never that of another value', () => {
    const part = fc.constantFrom('user', 'role', 'assumed-role', 'root', 'a', 'b', '/', ':', '');
    const arn = fc
      .tuple(
        fc.constantFrom('aws', 'aws-cn'),
        fc.constantFrom('iam', 'sts', 's3', 'sns'),
        fc.constantFrom('', 'us-east-1'),
        fc.constantFrom('', '111122223333', '444455556666'),
        fc.array(part, { maxLength: 4 }).map((parts) => parts.join('/')),
      )
      .map(([partition, service, region, account, rest]) => `arn:${partition}:${service}:${region}:${account}:${rest}`);
    const value = fc.oneof(arn, fc.constantFrom('s3.amazonaws.com', 's3', '', '(none)', null), fc.string());
    const facet = fc.constantFrom('principal', 'role', 'resource', 'sourceIPAddress', 'eventName');
    fc.assert(
      fc.property(fc.uniqueArray(value, { maxLength: 30 }), facet, (values, of) => {
        expect(new Set(texts(values, of as 'principal')).size).toBe(values.length);
      }),
    );
  });
});
