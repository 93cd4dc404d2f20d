import { describe, expect, it } from 'vitest';
import type { FacetName } from '../../../core/event/facet-catalogue';
import type { FacetResult } from '../../../core/query/filter';
import type { FacetRequest } from '../../store/protocol';
import { RecordPaths } from '../../../core/query/language/record-paths';
import { UTC_CLOCK } from '../../wording/clock';
import { caseDays, daysOf } from './case-days';
import {
  choicesAt,
  completeTyped,
  conditionChoices,
  pathChoices,
  pathValueChoices,
  takeChoice,
  valueChoices,
  wantsPaths,
} from './text-completion';

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

  it('offers every status, those that were given first', async () => {
    const { at } = choicesAt('status:', 7);
    const given = (facet: FacetName): Promise<FacetResult> =>
      Promise.resolve({ facet, distinct: 1, rows: [{ value: 'malicious', count: 2 }] });
    const choices = await valueChoices(at, ({ facet }) => given(facet));
    expect(choices?.list.map(({ text, note }) => [text, note])).toEqual([
      ['malicious', '2'],
      ['open', '0'],
      ['suspicious', '0'],
      ['benign', '0'],
      ['"needs review"', '0'],
      ['reviewed', '0'],
    ]);
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

  it('offers paths of the records that were read, and says of how many', () => {
    const found = new RecordPaths();
    found.add({ requestParameters: { roleArn: 'arn:a', bucketName: 'b' } });
    found.add({ requestParameters: { roleArn: 'arn:b' } });
    const known = { paths: found.list(), records: found.records };
    const at = (text: string) => choicesAt(text, text.length);
    const listed = pathChoices(at('requestParameters.'), known);
    expect(listed.list.map(({ text, note }) => [text, note])).toEqual([
      ['requestParameters.roleArn:', 'in 2'],
      ['requestParameters.bucketName:', 'in 1'],
    ]);
    expect(listed.hint).toBe('Paths from 2 records read; others can be typed');
    expect(pathChoices(at('a AND roleA'), known).list[0]?.text).toBe('requestParameters.roleArn:');
    expect(['requestParameters.', 'roleA', 'ro', 'eventN', 'a '].map((text) => wantsPaths(at(text)))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
    const value = 'requestParameters.roleArn:B';
    expect(pathValueChoices(at(value).at, known)?.list.map(({ text }) => text)).toEqual(['arn:b']);
  });

  it('offers what a pasted identifier stands for, with its count', async () => {
    const counts = new Map([['accessKeyId', 7]]);
    const ask: Parameters<typeof conditionChoices>[2] = (view, { facet }) => {
      const [clause] = view.clauses;
      const count = (clause?.filter.op === 'in' && counts.get(clause.filter.facet)) || 0;
      return Promise.resolve({ facet, distinct: 1, rows: [{ value: 'x', count }] });
    };
    const offered = async (text: string) => {
      const choices = await conditionChoices(text, text.length, ask, { clauses: [] });
      return choices?.list.map((choice) => [choice.text, choice.note, takeChoice(text, choices, choice).text]);
    };
    expect(await offered('eventName:a AND -AKIAIOSFODNN7EXAMPLE')).toEqual([
      ['accessKeyId:AKIAIOSFODNN7EXAMPLE', '7', 'eventName:a AND -accessKeyId:AKIAIOSFODNN7EXAMPLE '],
    ]);
    expect((await offered('arn:aws:iam::111122223333:user/ann'))?.map(([text, note]) => [text, note])).toEqual([
      ['principal:arn:aws:iam::111122223333:user/ann', '0'],
    ]);
    expect((await offered('12ab34cd-0000-4000-8000-0123456789ab'))?.[0]?.[1]).toBe('looks through the records');
    expect(await offered('GetObject')).toBeUndefined();
  });

  it("takes examples of times from the case's own days", () => {
    const times = { firstTime: Date.UTC(2023, 6, 10, 11) / 1000, lastTime: Date.UTC(2023, 6, 12, 1) / 1000 };
    const days = caseDays(times, UTC_CLOCK);
    expect(choicesAt('eventTime:', 10, days).choices.hint).toContain('2023-07-10, 2023-07-10T22');
    expect(daysOf(times, UTC_CLOCK)).toEqual(['2023-07-10', '2023-07-11', '2023-07-12']);
    expect(daysOf({ ...times, lastTime: times.lastTime + 400 * 86_400 }, UTC_CLOCK)).toEqual([
      '2023-07-10',
      '2024-08-15',
    ]);
    expect([caseDays(undefined, UTC_CLOCK), daysOf({ firstTime: null, lastTime: null }, UTC_CLOCK)]).toEqual([
      undefined,
      [],
    ]);
  });

  it('for a field of its own is a value as it is', async () => {
    const ask = () =>
      Promise.resolve({
        facet: 'bucket' as const,
        distinct: 2,
        rows: [
          { value: 'a b', count: 2 },
          { value: null, count: 1 },
        ],
      });
    expect((await completeTyped('bucket', 'a', ask)).list).toMatchObject([{ text: 'a b', note: '2' }]);
    expect((await completeTyped('requestParameters.x', 'a', ask)).list).toEqual([]);
  });
});
