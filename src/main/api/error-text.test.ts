import { describe, expect, it } from 'vitest';
import { TrailbenchError } from '../../contract/errors';
import { errorStack, errorText } from './error-text';

const HOSTILE = 'case\u001b[2J\u202e\n    at forged (file.ts:1:1)\nHead hash: 00';
const SHOWN = 'case<U+001B>[2J<U+202E><U+000A>    at forged (file.ts:1:1)<U+000A>Head hash: 00';

describe('the text of an error', () => {
  it('is the message of a known failure, on one line', () => {
    expect(errorText(new TrailbenchError('case-locked', HOSTILE))).toBe(SHOWN);
  });

  it('is of others the message on one line, and the frames of the stack alone', () => {
    const [message, ...frames] = errorText(new RangeError(HOSTILE)).split('\n');
    expect(message).toBe(`RangeError: ${SHOWN}`);
    expect(frames.length).toBeGreaterThan(0);
    for (const frame of frames) expect(frame).toMatch(/^ +at /);
    expect(frames.join('\n')).not.toContain('forged');
  });

  it('leaves frames out where the stack does not hold the message, since none can be told from a forged one', () => {
    const error = new Error(HOSTILE);
    expect(error.stack).toContain('forged');
    error.message = 'changed later';
    expect(errorText(error)).toBe('Error: changed later');
  });

  it('tells causes, each by the same rule, and no ring of them without end', () => {
    const outer = new Error('outer', { cause: new TrailbenchError('internal', HOSTILE, { cause: 'text\u009b' }) });
    const lines = errorText(outer).split('\n');
    expect(lines.filter((line) => !line.startsWith('    at '))).toEqual([
      'Error: outer',
      expect.stringMatching(/^caused by: \w*Error: case<U\+001B>/),
      'caused by: text<U+009B>',
    ]);
    const ring = new Error('ring');
    ring.cause = ring;
    expect(errorText(ring).match(/Error: ring/g)?.length).toBeLessThan(20);
  });

  it('is of what is no error what it says, escaped', () => {
    expect(errorText('thrown\u001b')).toBe('thrown<U+001B>');
    expect(errorText(undefined)).toBe('undefined');
  });

  it('has the stack of a known failure too where it is a fault', () => {
    expect(errorStack(new TrailbenchError('internal', 'told'))).toMatch(/told\n +at /);
  });
});
