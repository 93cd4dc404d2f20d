import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { rawZip } from '../../../test/support/archives';
import { expanded } from '../../../test/support/expanded';
import { extended, pax, rawTar, tarEnd } from '../../../test/support/raw-tar';
import { ARCHIVE_LIMITS } from './limits';

const BODY = 'abc{"x":1}'.repeat(200);
const LIMITS = {
  ...ARCHIVE_LIMITS,
  members: 50,
  total: 4_000_000,
  inflate: { ratio: 200, ratioFrom: 100_000, size: 1_000_000 },
};

const TAR = Buffer.concat([
  rawTar(
    { name: 'label', type: 'V' },
    extended('g', pax({ comment: 'x' })),
    extended('x', pax({ path: 'long/name', size: String(BODY.length) })),
    { name: 'a', body: BODY },
    { name: 'sparse', type: 'S', mark: 'gnu', put: [[482, '\u0001']], blocks: [Buffer.alloc(512, 0)], body: BODY },
    extended('L', `${'n'.repeat(600)}\u0000`),
    { name: 'b', body: BODY },
    { name: 'link', type: '1', body: BODY },
  ),
  tarEnd,
]);
const ZIP = rawZip([
  { name: 'a', body: BODY },
  { name: 'b', body: BODY, described: 'marked' },
  { name: 'c', body: BODY, method: 0, described: 'bare' },
  { name: 'pipe', body: BODY, mode: 0o010600 },
]);
const ARCHIVES = { tar: TAR, zip: ZIP, 'tar in gzip': gzipSync(TAR), 'zip in gzip': gzipSync(ZIP) };

const change = fc.oneof(
  fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), byte: fc.integer({ min: 0, max: 255 }) }),
  fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), cut: fc.integer({ min: 0, max: 2_000 }) }),
  fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), added: fc.uint8Array({ maxLength: 700 }) }),
);
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

function changed(bytes: Buffer, by: Change): Buffer {
  const at = Math.floor(by.at * bytes.length);
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  if ('added' in by) return Buffer.concat([before, by.added, after]);
  if ('cut' in by) return Buffer.concat([before, after.subarray(by.cut)]);
  return Buffer.concat([before, Buffer.of(by.byte), after.subarray(1)]);
}

it.each(Object.entries(ARCHIVES))(
  'a %s, whatever is changed in it, is read in bounds and never fails',
  async (name, archive) => {
    const whole = await expanded(archive, { limits: LIMITS });
    expect(Object.keys(whole.members).length, name).toBeGreaterThanOrEqual(3);
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        const bytes = changes.reduce(changed, archive);
        const { members, told, faults } = await expanded(bytes, { limits: LIMITS, gzip: name.endsWith('gzip') });
        // No member is lost without a word. A stream's own check sum is looked at where the archive itself is read.
        const words = told.length + faults.filter(({ path }) => path !== 'sparse').length;
        const fewer = Object.keys(members).length < Object.keys(whole.members).length;
        if (fewer && !name.endsWith('gzip')) expect(words).toBeGreaterThan(0);
        const inflated = Object.values(members).reduce((sum, text) => sum + text.length, 0);
        expect(inflated).toBeLessThanOrEqual(LIMITS.total);
      }),
      { numRuns: 150 },
    );
  },
);
