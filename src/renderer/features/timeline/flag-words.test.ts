import { expect, test } from 'vitest';
import { UTC_CLOCK } from '../../wording/clock';
import { flagLabel, flagWords } from './flag-words';

const at = Date.UTC(2026, 2, 12, 9) / 1000;
const none = (): undefined => undefined;

test('a flag says what it stands for and when', () => {
  const finding = { kind: 'finding', id: 'a', finding: 'a', number: 2, title: 'A key leaked', from: at } as const;
  expect(flagWords({ ...finding, to: at }, UTC_CLOCK, none)).toEqual([
    'Finding 2: A key leaked',
    'Cited events: 2026-03-12 09:00:00 UTC',
  ]);
  expect(flagWords({ ...finding, title: '', to: at + 60 }, UTC_CLOCK, none)).toEqual([
    'Finding 2',
    'Cited events: 2026-03-12 09:00:00 to 09:01:00 UTC',
  ]);
  const step = { kind: 'containment', id: 'b', title: 'Key\u202Eoff', from: at, to: at } as const;
  expect(flagLabel(step, UTC_CLOCK)).toBe('Containment: Key<U+202E>off, 2026-03-12 09:00:00 UTC');
  const marks = { star: undefined, status: undefined, tags: [], notes: ['n'], findings: [] };
  const stretch = { kind: 'stretch', id: 'c', marks, from: at, to: at + 3600 } as const;
  expect(flagWords(stretch, UTC_CLOCK, () => 'Backups run')).toEqual([
    '2026-03-12 09:00 to 2026-03-12 10:00 UTC',
    'Note: Backups run',
  ]);
});
