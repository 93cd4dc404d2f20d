import { describe, expect, it } from 'vitest';
import { alikeForms, shortForm } from './short-form';

const HERE = 'arn:aws:iam::111122223333:user/backup';
const THERE = 'arn:aws:iam::444455556666:user/backup';

describe('the short form of a value', () => {
  it('has the account of principals that would look alike, and of no others', () => {
    const alike = alikeForms([HERE, THERE, HERE, null, 'arn:aws:iam::111122223333:user/other']);
    expect(shortForm(THERE, 'principal', alike)).toMatchObject({
      lead: 'user/',
      main: 'backup',
      account: '444455556666',
    });
    expect(shortForm(HERE, 'principal', alikeForms([HERE, HERE])).account).toBeUndefined();
  });

  it('says what is absent or empty in words, never in the font of identifiers', () => {
    expect(shortForm(null, 'accessKeyId', new Set())).toMatchObject({ main: '(none)', mono: false });
    expect(shortForm('', 'accessKeyId', new Set())).toMatchObject({ main: '(empty)', mono: false });
    expect(shortForm('AKIA1', 'accessKeyId', new Set())).toMatchObject({ main: 'AKIA1', mono: true });
  });

  it('shows what people know an actor by before its number', () => {
    expect(shortForm('AIDA1', 'actor', new Set(), { text: HERE, names: 1, source: 'arn' })).toMatchObject({
      lead: 'user/',
      main: 'backup',
      tail: ' AIDA1',
    });
    expect(shortForm('AKIA1', 'accessKeyId', new Set(), { text: HERE, names: 1, source: 'arn' })).toMatchObject({
      main: 'AKIA1',
      tail: ' user/backup',
    });
    expect(shortForm('AIDA1', 'actor', new Set(), undefined)).toMatchObject({ main: 'AIDA1', mono: true });
    const root = 'arn:aws:iam::111122223333:root';
    expect(
      shortForm('(root of account 111122223333)', 'actor', new Set(), { text: root, names: 1, source: 'arn' }),
    ).toMatchObject({
      main: 'root',
      tail: '/111122223333',
    });
  });

  it('takes the end that all services share apart', () => {
    expect(shortForm('s3.amazonaws.com', 'sourceIPAddress', new Set())).toMatchObject({
      main: 's3',
      tail: '.amazonaws.com',
      mono: false,
    });
    expect(shortForm('10.0.0.1', 'sourceIPAddress', new Set())).toMatchObject({
      main: '10.0.0.1',
      tail: '',
      mono: true,
    });
  });
});
