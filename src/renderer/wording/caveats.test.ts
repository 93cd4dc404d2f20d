import { describe, expect, it } from 'vitest';
import { fieldCaveat, valueCaveat } from './caveats';

describe('caveats', () => {
  it('stand beside an MFA that is "no", wherever it is shown', () => {
    expect(valueCaveat('mfa', 'no')?.words).toContain('identity provider');
    expect(valueCaveat('mfa', 'no')?.short).not.toBe('');
    for (const value of ['yes', 'not stated', null]) expect(valueCaveat('mfa', value)).toBeUndefined();
    expect(fieldCaveat('userIdentity.sessionContext.attributes.mfaAuthenticated', 'false')).toBeDefined();
    expect(fieldCaveat('userIdentity.sessionContext.attributes.mfaAuthenticated', 'true')).toBeUndefined();
    expect(fieldCaveat('additionalEventData.MFAUsed', 'No')).toBeDefined();
    expect(fieldCaveat('additionalEventData.MFAUsed', 'Yes')).toBeUndefined();
  });

  it('say that a resource is not listed by AWS', () => {
    expect(valueCaveat('resourceStatedIn', 'the request')?.words).toContain('its request names');
    expect(valueCaveat('resourceStatedIn', 'the error message')?.words).toContain('error message');
    expect(valueCaveat('resourceStatedIn', 'resources')).toBeUndefined();
  });

  it("call no private address anybody's own", () => {
    for (const address of ['10.0.0.5', '172.31.255.1', '192.168.10.20', '100.64.0.1', 'fd00::1', '::ffff:10.1.2.3']) {
      expect(valueCaveat('sourceIPAddress', address)?.words, address).toContain('any VPC may have it');
    }
    for (const other of [
      '203.0.113.9',
      '172.32.0.1',
      '100.128.0.1',
      '2001:db8::1',
      'ec2.amazonaws.com',
      'AWS Internal',
      '',
      null,
    ]) {
      expect(valueCaveat('sourceIPAddress', other), String(other)).toBeUndefined();
    }
  });
});
