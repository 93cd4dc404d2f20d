import { describe, expect, it } from 'vitest';
import type { Action, FindingValue } from '../../core/annotation/action';
import type { ActivityLine } from '../../core/annotation/activity';
import { Clock, UTC_CLOCK } from './clock';
import { authorLines, authorWords, leftOutWords, onWords, orphanLines, saidWords, seenWords } from './said';
import { targetTitle, targetWords } from './targets';

const line = (action: Action, more: Partial<ActivityLine> = {}): ActivityLine => ({
  id: 'a',
  at: '2026-03-12T00:00:00Z',
  by: 'mira',
  author: null,
  no: 0,
  events: 0,
  before: undefined,
  undone: undefined,
  ...more,
  action,
});
const said = (action: Action, more?: Partial<ActivityLine>): string => saidWords(line(action, more), UTC_CLOCK);
const FINDING: FindingValue = {
  number: 2,
  rank: 1,
  title: 'Logging was stopped',
  fact: '',
  interpretation: '',
  confidence: null,
  severity: null,
  techniques: [],
  cites: [],
};
const KEY = { on: 'value', facet: 'accessKeyId', value: 'AKIAEXAMPLE' } as const;

describe('a saying in words', () => {
  it('tells a mark with the events and targets that it is on', () => {
    expect(said({ op: 'mark', change: { tag: 'exfil', put: true } }, { events: 1312 })).toBe(
      'Tagged 1,312 events exfil',
    );
    expect(said({ op: 'mark', change: { tag: 'exfil', put: false } }, { events: 1 })).toBe(
      'Took the tag exfil from 1 event',
    );
    expect(said({ op: 'mark', change: { star: true }, targets: [KEY] })).toBe('Starred access key AKIAEXAMPLE');
    expect(said({ op: 'mark', change: { status: 'benign', reason: 'Backup job' } }, { events: 3 })).toBe(
      'Marked 3 events benign: Backup job',
    );
    expect(said({ op: 'mark', change: { status: null } }, { events: 2 })).toBe('Took the status from 2 events');
  });

  it('joins events and targets, and counts what is more', () => {
    const account = { on: 'account', account: '111122223333' } as const;
    expect(onWords(2, [KEY, account, account], UTC_CLOCK)).toBe('2 events, access key AKIAEXAMPLE and 2 more');
    expect(onWords(2, [account], UTC_CLOCK)).toBe('2 events and account 111122223333');
    expect(onWords(0, [], UTC_CLOCK)).toBe('0 events');
  });

  it('tells notes by their first line, written, edited and withdrawn', () => {
    const note = (text: string | null): Action => ({ op: 'note', note: 'n', text, targets: [{ on: 'case' }] });
    expect(said(note('**Scope**: build\nmore'))).toBe('Wrote a note on the case “Scope: build”');
    expect(said({ op: 'note', note: 'n', text: 'Other' }, { before: note('Scope') })).toBe(
      'Edited a note, now “Other”',
    );
    expect(said({ op: 'note', note: 'n', text: null }, { before: note('Scope') })).toBe('Withdrew a note “Scope”');
  });

  it('tells what of a finding changed', () => {
    const finding = (value: FindingValue | null): Action => ({ op: 'finding', finding: 'f', value });
    expect(said(finding(FINDING))).toBe('Wrote finding 2, Logging was stopped');
    const changed = { ...FINDING, fact: 'StopLogging at 02:51', rank: 0.5 };
    expect(said(finding(changed), { before: finding(FINDING) })).toBe(
      'Changed finding 2, Logging was stopped: fact, place in the order',
    );
    expect(said(finding(null), { before: finding(FINDING) })).toBe('Withdrew finding 2, Logging was stopped');
    expect(said(finding({ ...FINDING, title: ' ' }))).toBe('Wrote finding 2');
  });

  it('tells entries by their kind', () => {
    const value = {
      kind: 'containment',
      time: '2026-03-12T00:00:00Z',
      title: 'Key disabled',
      text: '',
      source: '',
    } as const;
    const entry = (of: typeof value | null): Action => ({ op: 'entry', entry: 'e', value: of });
    expect(said(entry(value))).toBe('Entered the containment step “Key disabled”');
    expect(said(entry(null), { before: entry(value) })).toBe('Withdrew the containment step “Key disabled”');
  });

  it('tells what was taken back, and what was said again', () => {
    const first = line({ op: 'mark', change: { tag: 'exfil', put: true } }, { events: 5 });
    const back: Action = { op: 'mark', change: { tag: 'exfil', put: false } };
    expect(said(back, { events: 5, undone: { line: first, again: false } })).toBe('Undid: tagged 5 events exfil');
    expect(said(back, { events: 5, undone: { line: first, again: true } })).toBe('Said again: tagged 5 events exfil');
  });

  it('an undone first saying of a finding was its writing, an undone later one a change', () => {
    const finding = (value: FindingValue | null): Action => ({ op: 'finding', finding: 'f', value });
    const first = line(finding(FINDING));
    expect(said(finding(null), { undone: { line: first, again: false } })).toBe(
      'Undid: wrote finding 2, Logging was stopped',
    );
    const changed = line(finding({ ...FINDING, severity: 'high' }));
    expect(said(finding(FINDING), { undone: { line: changed, again: false } })).toBe(
      'Undid: changed finding 2, Logging was stopped: severity',
    );
  });

  it('cuts what is long', () => {
    expect(targetWords({ ...KEY, value: 'x'.repeat(65_536) }, UTC_CLOCK).length).toBeLessThan(120);
    expect(said({ op: 'note', note: 'n', text: 'y'.repeat(100_000) }, { events: 1 }).length).toBeLessThan(160);
  });
});

describe('targets, events and people in words', () => {
  it('times are those of the zone shown', () => {
    const berlin = Clock.open('Europe/Berlin') ?? UTC_CLOCK;
    const from = Date.UTC(2026, 2, 12, 1) / 1000;
    expect(targetWords({ on: 'time', from, to: from + 3600 }, berlin)).toBe(
      '2026-03-12 02:00 to 2026-03-12 03:00 Europe/Berlin',
    );
    expect(targetWords({ on: 'pair', caller: '1', acted: '2' }, berlin)).toBe('calls of 1 into 2');
    expect(targetWords({ on: 'value', facet: 'errorCode', value: '' }, berlin)).toBe('error code (empty)');
    expect(targetTitle({ on: 'value', facet: 'accessKeyId', value: 'AKIA1' }, berlin)).toBe('Access key AKIA1');
    expect(targetTitle({ on: 'account', account: '111122223333' }, berlin)).toBe('Account 111122223333');
    expect(targetTitle({ on: 'pair', caller: '1', acted: '2' }, berlin)).toBe('Calls of 1 into 2');
    expect(targetTitle({ ...KEY, value: 'x'.repeat(500) }, berlin)).toContain('x'.repeat(500));
  });

  it('an event is known by what was kept of it', () => {
    const seen = {
      key: '0123456789abcdef'.repeat(2),
      time: null,
      name: 'GetObject',
      source: 's3.amazonaws.com',
      account: '1',
    };
    expect(seenWords(seen)).toBe('GetObject of s3 in 1');
    expect(seenWords({ ...seen, name: null, source: null, account: null })).toBe('Event 01234567…');
  });

  it('an author is as they call themselves, with the user of the system beside', () => {
    expect(authorWords({ author: null, by: 'mira' })).toBe('mira');
    expect(authorWords({ author: 'Mira Kessler', by: 'mira' })).toBe('Mira Kessler');
    expect(authorLines({ author: 'Mira Kessler', by: 'mira' })[1]).toBe('User mira of the operating system');
    expect(authorWords({ author: null, by: '' })).toBe('You');
  });

  it('what an orphan had is listed', () => {
    const said = { star: true, status: 'malicious', tags: ['a', 'b'], notes: ['Look'], findings: [3] };
    expect(orphanLines(said)).toEqual([
      'Starred',
      'Status malicious',
      'Tagged a, b',
      'Cited in finding 3',
      'Note “Look”',
    ]);
  });

  it('what of the journal is left out is told with the reason, and nothing where all was read', () => {
    expect(leftOutWords(undefined)).toEqual([]);
    expect(leftOutWords({ reasons: [], lines: 0, cutOff: 0 })).toEqual([]);
    const [lines, cut] = leftOutWords({ reasons: ['its keys of events are damaged'], lines: 2, cutOff: 1 });
    expect(lines).toBe('2 lines are left out: its keys of events are damaged.');
    expect(cut).toBe('1 action was cut off while being saved, and has no effect.');
  });
});
