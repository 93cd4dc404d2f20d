import { describe, expect, it } from 'vitest';
import { ApiError } from './api';
import { problemOf } from './loading';

describe('a problem for the screen', () => {
  it('says the object that the message does not name', () => {
    expect(problemOf(new ApiError('unreadable-path', 'The disk reported an error.', '/evidence/a.json'))).toEqual({
      message: 'The disk reported an error.',
      details: '/evidence/a.json',
    });
  });

  it('names an object once', () => {
    const message = '/no/such/path cannot be read: check that it exists.';
    expect(problemOf(new ApiError('unreadable-path', message, '/no/such/path'))).toEqual({ message });
  });
});
