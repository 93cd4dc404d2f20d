import { describe, expect, it } from 'vitest';
import { completeAt, completeFields } from './complete';
import { printField } from './print';

/** `|` is the cursor: what is offered there, of which prefix, in place of which text. */
function at(marked: string): { kind: string; prefix: string; replaces: string; field?: string; group?: true } {
  const cursor = marked.indexOf('|');
  const text = marked.replace('|', '');
  const { kind, from, to, prefix, field, group } = completeAt(text, cursor);
  return {
    kind,
    prefix,
    replaces: text.slice(from, to),
    ...(field ? { field: printField(field) } : {}),
    ...(group ? { group } : {}),
  };
}

describe('completion', () => {
  it.each([
    ['|', { kind: 'field', prefix: '', replaces: '' }],
    ['eve|', { kind: 'field', prefix: 'eve', replaces: 'eve' }],
    ['ev|entN', { kind: 'field', prefix: 'ev', replaces: 'eventN' }],
    ['-ev|', { kind: 'field', prefix: 'ev', replaces: 'ev' }],
    ['a AND ev|', { kind: 'field', prefix: 'ev', replaces: 'ev' }],
    ['a AND |', { kind: 'field', prefix: '', replaces: '' }],
    ['NOT |', { kind: 'field', prefix: '', replaces: '' }],
    ['(|', { kind: 'field', prefix: '', replaces: '' }],
    ['a |', { kind: 'keyword', prefix: '', replaces: '' }],
    ['a O|', { kind: 'keyword', prefix: 'O', replaces: 'O' }],
    ['a o|', { kind: 'field', prefix: 'o', replaces: 'o' }],
    ['(a) |', { kind: 'keyword', prefix: '', replaces: '' }],
    ['eventName:|', { kind: 'value', prefix: '', replaces: '', field: 'eventName' }],
    ['eventName: |', { kind: 'value', prefix: '', replaces: '', field: 'eventName' }],
    ['eventname:Ge|t', { kind: 'value', prefix: 'Ge', replaces: 'Get', field: 'eventName' }],
    ['-eventname:Ge|', { kind: 'value', prefix: 'Ge', replaces: 'Ge', field: 'eventName' }],
    ['principal:arn:aws:|iam', { kind: 'value', prefix: 'arn:aws:', replaces: 'arn:aws:iam', field: 'principal' }],
    ['userAgent:"Boto 3|.1" a', { kind: 'value', prefix: 'Boto 3', replaces: '"Boto 3.1"', field: 'userAgent' }],
    ['userAgent:"Boto 3| a', { kind: 'value', prefix: 'Boto 3', replaces: '"Boto 3 a', field: 'userAgent' }],
    ['eventName:(|', { kind: 'value', prefix: '', replaces: '', field: 'eventName', group: true }],
    ['eventName:(a OR b|', { kind: 'value', prefix: 'b', replaces: 'b', field: 'eventName', group: true }],
    ['eventName:(a OR |)', { kind: 'value', prefix: '', replaces: '', field: 'eventName', group: true }],
    ['eventName:(a |)', { kind: 'keyword', prefix: '', replaces: '', group: true }],
    ['eventName:(a O|', { kind: 'keyword', prefix: 'O', replaces: 'O', group: true }],
    ['eventName:(a OR b) |', { kind: 'keyword', prefix: '', replaces: '' }],
    ['errorCode:(none) |', { kind: 'keyword', prefix: '', replaces: '' }],
    ['eventName:a b|', { kind: 'field', prefix: 'b', replaces: 'b' }],
    ['nofield:x|', { kind: 'value', prefix: 'x', replaces: 'x' }],
    [
      '(eventName:(a) OR additionalEventData.SignatureVersion:S|)',
      { kind: 'value', prefix: 'S', replaces: 'S', field: 'signatureVersion' },
    ],
    ['"two wor|ds"', { kind: 'field', prefix: 'two wor', replaces: '"two words"' }],
  ])('%s', (marked, wanted) => {
    expect(at(marked)).toEqual(wanted);
  });

  it('offers fields whose name starts with what was typed before those that hold it', () => {
    const names = completeFields('Source').map(({ name }) => name);
    expect(names[0]).toBe('sourceIPAddress');
    expect(names).toContain('eventSource');
    expect(completeFields('region').map(({ name }) => name)).toContain('awsRegion');
    expect(completeFields('delivered')[0]).toEqual({ name: 'recipientAccountId', label: 'Delivered-to account' });
    expect(new Set(completeFields('').map(({ name }) => name)).size).toBe(completeFields('').length);
  });
});
