import { describe, expect, it } from 'vitest';
import type { FacetRequest } from '../../store/protocol';
import { choicesAt, takeChoice, valueChoices } from './text-completion';

const words = (text: string, cursor = text.length): readonly string[] =>
  choicesAt(text, cursor)
    .choices.list.slice(0, 3)
    .map((choice) => choice.words);

describe('completion', () => {
  it('offers fields by name, then by label', () => {
    expect(words('eventN')[0]).toBe('eventName');
    expect(words('Signature')).toContain('signatureVersion');
    expect(words('eventName:a NOT awsR')[0]).toBe('awsRegion');
  });

  it('offers keywords after a condition, and within a group OR alone', () => {
    expect(words('eventName:a ')).toEqual(['AND', 'OR', 'NOT']);
    expect(words('eventName:(a ')).toEqual(['OR']);
  });

  it('says what a time or a number looks like', () => {
    expect(choicesAt('eventTime:', 10).choices).toMatchObject({
      list: [],
      hint: expect.stringContaining('2026-03-11'),
    });
    expect(choicesAt('bytes', 5).choices.list[0]?.text).toBe('bytesTransferredOut:');
  });

  it('offers values of the case with counts, those that start with the text first, and writes them readably', async () => {
    const asked: FacetRequest[] = [];
    const { at } = choicesAt('userAgent:bo', 12);
    const choices = await valueChoices(at, (request) => {
      asked.push(request);
      const rows = [
        { value: 'aws-cli botocore', count: 9000 },
        { value: '[Boto/2.49.0 (x)]', count: 3 },
        { value: 'Boto3', count: 1234 },
      ];
      return Promise.resolve({ facet: request.facet, distinct: 3, rows });
    });
    expect(asked).toMatchObject([{ facet: 'userAgent', search: 'bo' }]);
    expect(choices?.list.map(({ text, note }) => [text, note])).toEqual([
      ['Boto3', '1,234'],
      ['"aws-cli botocore"', '9,000'],
      ['"[Boto/2.49.0 (x)]"', '3'],
    ]);
  });

  it('counts nothing for fields without a column', async () => {
    const { at } = choicesAt('requestParameters.key:x', 23);
    expect(await valueChoices(at, () => Promise.reject(new Error('asked')))).toBeUndefined();
  });

  it('that is taken replaces the word and goes on', () => {
    const text = 'eventN AND awsRegion:b';
    const { choices } = choicesAt(text, 6);
    const [first] = choices.list;
    if (first === undefined) throw new Error('nothing offered');
    expect(takeChoice(text, choices, first)).toEqual({ text: 'eventName: AND awsRegion:b', cursor: 10 });
    const value = { kind: 'value', text: 'GetObject', words: 'GetObject', note: '' } as const;
    expect(takeChoice('eventName:Get', { from: 10, to: 13, list: [] }, value)).toEqual({
      text: 'eventName:GetObject ',
      cursor: 20,
    });
  });
});
