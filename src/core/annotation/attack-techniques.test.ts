import { describe, expect, it } from 'vitest';
import { ATTACK_TABLE } from './attack-table';
import { ATTACK_TECHNIQUES, isTechniqueId, techniqueOf, techniquesMatching, techniqueWords } from './attack-techniques';

const ids = (text: string, most = 100) => techniquesMatching(text, most).map(({ id }) => id);

describe('the techniques of ATT&CK', () => {
  it('have each id once, in its form, and each sub-technique beside its technique', () => {
    expect(new Set(ATTACK_TABLE.map(([id]) => id)).size).toBe(ATTACK_TABLE.length);
    for (const { id, name, within } of ATTACK_TECHNIQUES) {
      expect(isTechniqueId(id)).toBe(true);
      expect(name.trim()).toBe(name);
      expect(within === undefined).toBe(!id.includes('.'));
    }
    expect(ATTACK_TECHNIQUES.length).toBeGreaterThan(150);
  });

  it('are known by their ids, however those are cased', () => {
    expect(techniqueOf('T1078.004')).toEqual({ id: 'T1078.004', name: 'Cloud Accounts', within: 'Valid Accounts' });
    expect(techniqueOf(' t1562.008 ')?.name).toBe('Disable or Modify Cloud Logs');
    expect(techniqueOf('T1537')).toEqual({ id: 'T1537', name: 'Transfer Data to Cloud Account' });
  });

  it('are none for any other text', () => {
    for (const text of ['', 'T9999', 'constructor', '__proto__', 'T1078.4', 'T1078.004.1']) {
      expect(techniqueOf(text)).toBeUndefined();
    }
    expect(isTechniqueId('T9999')).toBe(true);
    expect(isTechniqueId('T1078.4')).toBe(false);
    expect(isTechniqueId('xT1078')).toBe(false);
  });

  it('are said with their technique', () => {
    expect(techniqueWords('T1552.005')).toBe('T1552.005 Unsecured Credentials: Cloud Instance Metadata API');
    expect(techniqueWords('T1530')).toBe('T1530 Data from Cloud Storage');
    expect(techniqueWords('T9999')).toBe('T9999');
  });

  it('are found by id, own name and that of their technique, the nearest first', () => {
    expect(ids('t1496')).toEqual(['T1496', 'T1496.001', 'T1496.002', 'T1496.003', 'T1496.004']);
    expect(ids('cloud account').slice(0, 4)).toEqual(['T1585.003', 'T1586.003', 'T1078.004', 'T1136.003']);
    expect(ids('valid cloud')).toEqual(['T1078.004']);
    expect(ids('logs cloud')).toContain('T1562.008');
    expect(ids('no such thing')).toEqual([]);
    expect(ids('cloud', 3)).toHaveLength(3);
    expect(ids('', 5)).toHaveLength(5);
    expect(ids('cloud', -1)).toEqual([]);
  });
});
