/**
 * `npm test`: formatting, lint, types, architecture, unit, contract and browser tests, each runner
 * once, and one closing line with the sums. `--static` stops after the checks without running
 * tests; `--long` raises the repetitions (kills, fuzzing) by environment variables.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import process from 'node:process';
import { ensureBrowser, ensureBuild, ensureDebianPackages, ensureDependencies } from './setup.mjs';

const root = join(import.meta.dirname, '..');
const results = join(root, 'test-results');
const long = process.argv.includes('--long');
const staticOnly = process.argv.includes('--static');
const sums = { passed: 0, failed: 0, skipped: 0 };
/** What failed, named once more before the closing line: it may be thousands of lines above. */
const failures = [];

function run(title, script, args, environment = {}) {
  process.stdout.write(`\n== ${title}\n`);
  const started = Date.now();
  const done = spawnSync(process.execPath, [join(root, 'node_modules', script), ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...environment },
  });
  const ok = done.status === 0;
  process.stdout.write(`-- ${title}: ${ok ? 'passed' : 'failed'} in ${((Date.now() - started) / 1000).toFixed(1)} s\n`);
  return ok;
}

function fail(name, message = '') {
  sums.failed += 1;
  const [firstLine] = message.split('\n');
  failures.push(firstLine === '' ? name : `${name}\n    ${firstLine}`);
}

/** A check counts as one test. */
function check(title, script, args) {
  if (run(title, script, args)) sums.passed += 1;
  else fail(title);
}

function readJson(file) {
  const path = join(results, file);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
}

function addVitest(ok) {
  const report = readJson('vitest.json');
  if (report === null) {
    fail('Unit and contract tests: no report');
    return;
  }
  const before = sums.failed;
  for (const file of report.testResults) {
    const name = relative(root, file.name);
    for (const test of file.assertionResults.filter((one) => one.status === 'failed')) {
      fail(`${name} > ${test.fullName}`, test.failureMessages[0]);
    }
    // A file that could not be loaded has failed without a test of its own.
    if (file.status === 'failed' && file.assertionResults.length === 0) fail(name, file.message);
  }
  sums.passed += report.numPassedTests;
  sums.skipped += report.numPendingTests + (report.numTodoTests ?? 0);
  if (!ok && sums.failed === before) fail('Unit and contract tests: an error outside of any test');
}

function specsOf(suite) {
  return [...suite.specs, ...(suite.suites ?? []).flatMap(specsOf)];
}

function addPlaywright(ok) {
  const report = readJson('playwright.json');
  if (report === null) {
    fail('Browser tests: no report');
    return;
  }
  const before = sums.failed;
  for (const spec of report.suites.flatMap(specsOf)) {
    for (const test of spec.tests.filter((one) => one.status === 'unexpected')) {
      fail(`test/${spec.file} > ${spec.title}`, test.results.at(-1)?.error?.message);
    }
  }
  sums.passed += report.stats.expected + report.stats.flaky;
  sums.skipped += report.stats.skipped;
  if (!ok && sums.failed === before) fail('Browser tests: an error outside of any test');
}

ensureDependencies();
rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });

check('Formatting', 'prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.']);
check('Lint and folder rules', 'eslint/bin/eslint.js', ['.', '--max-warnings', '0']);
for (const part of ['core', 'contract', 'main', 'worker', 'test']) {
  check(`Types: ${part}`, 'typescript/bin/tsc', ['-p', `build/tsconfig.${part}.json`]);
}
check('Types: renderer', 'svelte-check/bin/svelte-check', [
  '--tsconfig',
  'build/tsconfig.renderer.json',
  '--fail-on-warnings',
  '--output',
  'human',
]);

if (!staticOnly) {
  ensureBuild();
  const browser = ensureBrowser();
  // Browser tests open the window that a user sees, on a display of their own.
  ensureDebianPackages(['xvfb']);
  const environment = {
    ...(long ? { TRAILBENCH_LONG: '1', TRAILBENCH_KILLS: '50' } : {}),
    ...(browser === null ? {} : { TRAILBENCH_BROWSER: browser }),
  };
  addVitest(
    run(
      'Unit and contract tests',
      'vitest/vitest.mjs',
      ['run', '--reporter=default', '--reporter=json', '--outputFile.json=test-results/vitest.json'],
      environment,
    ),
  );
  addPlaywright(run('Browser tests', '@playwright/test/cli.js', ['test'], environment));
}

if (failures.length > 0) process.stdout.write(`\nFailed:\n${failures.map((name) => `  ${name}\n`).join('')}`);
const skipped = sums.skipped > 0 ? `, ${sums.skipped} skipped` : '';
process.stdout.write(`\n${sums.passed} passed, ${sums.failed} failed${skipped}\n`);
process.exitCode = sums.failed === 0 ? 0 : 1;
