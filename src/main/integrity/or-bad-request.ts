import { TrailbenchError } from '../../contract/errors';

/** What the task gives. @throws TrailbenchError `bad-request` where it asks for more than can be shown */
export function orBadRequest<T>(task: () => T): T {
  try {
    return task();
  } catch (cause) {
    if (cause instanceof RangeError) throw new TrailbenchError('bad-request', cause.message, { cause });
    throw cause;
  }
}
