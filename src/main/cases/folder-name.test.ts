import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { temporaryFolders } from '../../../test/support/temporary-folder';
import { safeFolderName } from './folder-name';

const folder = temporaryFolders();

describe('the folder name of a case', () => {
  it('keeps ordinary names, in any script', () => {
    for (const name of ['Case 7', 'Vorfall Zürich', '事件 2024', 'a.b-c_d (2)'])
      expect(safeFolderName(name)).toBe(name);
  });

  it.each([
    ['', 'case'],
    ['   ', 'case'],
    ['...', 'case'],
    ['../../etc/passwd', '_.._etc_passwd'],
    ['..\\..\\x', '_.._x'],
    ['/', 'case'],
    ['CON', '_CON'],
    ['con.txt', '_con.txt'],
    ['Lpt9', '_Lpt9'],
    ['COM¹', '_COM¹'],
    ['CONSOLE', 'CONSOLE'],
    ['a:b|c?', 'a_b_c_'],
    ['trailing. . ', 'trailing'],
    ['-rf', 'rf'],
    ['~root', 'root'],
    ['a\u202Egnp.exe', 'a_gnp.exe'],
    ['zero\u200Bwidth\u0000null', 'zero_width_null'],
    ['tab\tand\nline', 'tab and line'],
    ['e\u0301', 'é'],
    ['\ud800', 'case'],
  ])('makes %j safe as %j', (name, safe) => {
    expect(safeFolderName(name)).toBe(safe);
  });

  it('gives, for any name, a single folder below the parent that every system accepts', () => {
    const parent = folder();
    fc.assert(
      fc.property(fc.oneof(fc.string16bits({ maxLength: 300 }), fc.fullUnicodeString({ maxLength: 300 })), (name) => {
        const safe = safeFolderName(name);
        expect(safe).not.toMatch(/[<>:"/\\|?*\u0000-\u001f\u007f]|^[ .]|[ .]$|^$/);
        expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(121);
        expect(safeFolderName(safe)).toBe(safe);
        mkdirSync(join(parent, safe), { recursive: true });
        expect(readdirSync(parent)).toContain(safe);
      }),
      { numRuns: 300 },
    );
  });
});
