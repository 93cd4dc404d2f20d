import { describe, expect, it } from 'vitest';
import { middleCut, placeOf } from './middle-cut';

const ARN = 'arn:aws:sts::444455556666:assumed-role/PlExport/ci-deploy-20260311';

const shown = (text: string, most: number, search = ''): string =>
  middleCut(text, most, placeOf(search, text))
    .map(({ text: piece, kind }) => (kind === 'match' ? `[${piece}]` : piece))
    .join('');

describe('a text cut in its middle', () => {
  it('keeps its end, where identifiers differ', () => {
    expect(shown(ARN, 40)).toBe('arn:aws:sts::\u2026lExport/ci-deploy-20260311');
    expect(shown(ARN, 40)).toHaveLength(40);
    expect(shown('short', 40)).toBe('short');
  });

  it('keeps what was looked for in sight, and marks it', () => {
    expect(shown(ARN, 40, 'deploy')).toBe('arn:aws:sts::\u2026lExport/ci-[deploy]-20260311');
    expect(shown(ARN, 40, 'ASSUMED')).toBe('arn:aws\u2026666:[assumed]-rol\u2026-deploy-20260311');
    expect(shown('PayrollExport', 40, 'pay')).toBe('[Pay]rollExport');
    expect(shown(ARN, 40, 'nothing')).toBe(shown(ARN, 40));
  });

  it('cuts no character in two', () => {
    const faces = '\ud83d\ude00'.repeat(30);
    for (const most of [10, 11, 12, 13])
      expect(shown(faces, most)).not.toMatch(/(?:^|[^\ud800-\udbff])[\udc00-\udfff]/);
  });
});
