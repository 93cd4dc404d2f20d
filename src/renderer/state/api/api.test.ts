import { describe, expect, it } from 'vitest';
import { Api, ApiError } from './api';

function answering(...answers: readonly (Response | Error)[]): {
  readonly api: Api;
  readonly asked: [string, RequestInit][];
} {
  const asked: [string, RequestInit][] = [];
  const left = [...answers];
  const api = new Api((path, init) => {
    asked.push([path, init]);
    const answer = left.shift() ?? new Error('no more answers');
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  });
  return { api, asked };
}

async function failureOf(promise: Promise<unknown>): Promise<ApiError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ApiError)) throw new Error(`Expected an ApiError, got ${String(error)}`);
  return error;
}

describe('the API as the window sees it', () => {
  it('gives the value of a good reply', async () => {
    const { api, asked } = answering(Response.json({ ok: true, value: { id: 'c1' } }));
    expect(await api.createCase({ paths: ['/logs'], uploads: [] })).toEqual({ id: 'c1' });
    expect(asked[0]?.[0]).toBe('/api/cases');
    expect(asked[0]?.[1].body).toBe('{"paths":["/logs"],"uploads":[]}');
  });

  it('throws a refusal with its code, message and object', async () => {
    const refusal = { ok: false, error: { code: 'case-locked', message: 'Close it there.', details: '/cases/a' } };
    const { api } = answering(Response.json(refusal, { status: 409 }));
    const error = await failureOf(api.openCase('/cases/a'));
    expect([error.code, error.message, error.details]).toEqual(['case-locked', 'Close it there.', '/cases/a']);
  });

  it('says that main does not answer, or answers with something else', async () => {
    const { api } = answering(
      new TypeError('Failed to fetch'),
      new Response('<html>', { status: 502 }),
      Response.json({ ok: true, value: { id: 7 } }),
    );
    expect((await failureOf(api.sampleCase())).code).toBe('unreachable');
    expect((await failureOf(api.sampleCase())).message).toContain('status 502');
    expect((await failureOf(api.sampleCase())).message).toContain('unexpected shape');
  });

  it('gives a record byte by byte and its refusal as an error', async () => {
    const { api, asked } = answering(
      new Response(Uint8Array.of(0xff, 0, 10)),
      Response.json({ ok: false, error: { code: 'evidence-changed', message: 'Changed.' } }, { status: 409 }),
    );
    const at = { source: 3, record: 2, offset: 12, length: 3 };
    expect([...(await api.record('a/b', at))]).toEqual([0xff, 0, 10]);
    expect(asked[0]?.[0]).toBe('/api/cases/a%2Fb/records/3/2/12/3');
    expect((await failureOf(api.record('a', at))).code).toBe('evidence-changed');
  });
});
