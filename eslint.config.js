import js from '@eslint/js';
import globals from 'globals';
import svelte from 'eslint-plugin-svelte';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

/** Refuses imports by folder; the compiler refuses platform types in core and contract besides. */
function mayNotImport(files, patterns, ignores = []) {
  return {
    files,
    ignores: ['**/*.test.ts', ...ignores],
    rules: { 'no-restricted-imports': ['error', { patterns }] },
  };
}
const node = { group: ['node:*', 'fs', 'path', 'electron', 'electron/*'], message: 'No Node or Electron here.' };
/** Folders of main whose code opens files only through src/main/files. */
const OPENED_IN_ONE_PLACE = [
  'streams',
  'zones',
  'cases',
  'evidence',
  'open-case',
  'annotations',
  'indexing',
  'reports',
  'archives',
  'search',
  'integrity',
];
const FILE_SYSTEM = ['node:fs', 'node:fs/promises', 'fs', 'fs/promises'].map((name) => ({
  name,
  allowTypeImports: true,
  message: 'Open files through src/main/files: the Disk at hand, openRegular, StoredBytes.',
}));
/** Folders of main from the lowest floor up: each imports from those before it, never from those after it. */
const FLOORS = [
  'files',
  'process',
  'streams',
  'zones',
  'cases',
  'evidence',
  'open-case',
  'annotations',
  'archives',
  'search',
  'indexing',
  'acquire',
  'integrity',
  'reports',
  'api',
  'cli',
  'shell',
];
/** Folders of the window's state, one noun each, in the same way. */
const STATE_FLOORS = [
  'api',
  'view',
  'zone',
  'names',
  'annotation',
  'filter',
  'history',
  'grid',
  'facets',
  'timeline',
  'detail',
  'copy',
  'groups',
  'accounts',
  'sessions',
  'integrity',
  'coverage',
  'custody',
  'sources',
  'export',
  'acquire',
  'window',
  'commands',
  'case',
  'app',
];
const packages = { regex: '^[^.]', message: 'core imports nothing from outside core.' };
/** Out of the folder itself, and then into one of a floor above it. */
const above = (order, at) => ({
  regex: `^(\\.\\./)+(${order.slice(at + 1).join('|')})/`,
  message: `${order[at]} is below: what both need belongs on a floor that both may import from.`,
});
const folders = (names, message) => ({ regex: `^(\\.\\./)+(${names.join('|')})(/|$)`, message });

/** What all of main must not import, but for what opens the window with Electron. */
const MAIN = [
  folders(['renderer', 'preload'], 'main does not import the window.'),
  { group: ['electron', 'electron/*'], message: 'Electron stays in electron.ts and shell/electron*.' },
];
/** What all of the window must not import. */
const WINDOW = [node, folders(['main', 'preload'], 'The window reaches main through the contract only.')];
const SHOWN = { regex: '^(\\.\\./)+features/', message: 'State knows nothing of how it is shown.' };
const ELECTRON = ['src/main/electron.ts', 'src/main/shell/electron*', 'src/main/shell/electron/**'];

/** Calls whose arguments are spread from a list: evidence decides how long it is, and each item goes on the stack. */
const variadic = '/^(push|unshift|splice|concat|max|min|fromCharCode|fromCodePoint)$/';
const spreadIntoCalls = [
  `CallExpression[callee.property.name=${variadic}] > SpreadElement.arguments`,
  `CallExpression[callee.property.name="apply"][callee.object.property.name=${variadic}]`,
  'CallExpression[callee.property.name="apply"][callee.object.name="Reflect"]',
].map((selector) => ({
  selector,
  message: 'A long list overflows the stack here: use appendAll, largest or smallest of core/lists, or a loop.',
}));

/** The platform's time zones: Node's and the browser's differ, and neither is what a manifest states. */
const platformZones = [
  'MemberExpression[object.name="Intl"][property.name!="NumberFormat"]',
  'MemberExpression[property.name=/^toLocale(Date|Time)String$/]',
  'MemberExpression[property.name=/^(getTimezoneOffset|toZonedDateTime|toZonedDateTimeISO)$/]',
  'MemberExpression[property.name=/^[gs]et(FullYear|Month|Date|Day|Hours|Minutes|Seconds|Milliseconds)$/]',
  'CallExpression[callee.property.name="toLocaleString"] > ObjectExpression',
  'Identifier[name="Temporal"]',
].map((selector) => ({
  selector,
  message: 'Zones go by core/zones alone: use Clock, openClock or openZone, and UTC methods of Date.',
}));

export default ts.config(
  { ignores: ['out/', 'node_modules/', 'resources/', 'test-results/', '.cache/'] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...ts.configs.stylistic,
  ...svelte.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'no-empty': ['error', { allowEmptyCatch: false }],
      'no-control-regex': 'off',
      'max-lines': ['error', { max: 420, skipBlankLines: true, skipComments: true }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Type maps keyed by field names read better as index signatures.
      '@typescript-eslint/consistent-indexed-object-style': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      // Typed arrays are walked by index in the hot paths.
      '@typescript-eslint/prefer-for-of': 'off',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig, extraFileExtensions: ['.svelte'] } },
    rules: {
      'svelte/no-at-html-tags': 'error',
      'svelte/no-inline-styles': 'off',
      // Sets and maps are replaced, not changed, where the screen depends on them: `$state.raw` holds them.
      'svelte/prefer-svelte-reactivity': 'off',
    },
  },
  { files: ['**/*.test.ts'], rules: { 'max-lines': 'off' } },
  {
    files: ['src/**/*.{ts,svelte}'],
    ignores: ['**/*.test.ts'],
    rules: { 'no-restricted-syntax': ['error', ...spreadIntoCalls, ...platformZones] },
  },
  { files: ['src/renderer/**', 'test/bench/window.mjs'], languageOptions: { globals: globals.browser } },
  { files: ['src/main/**', 'build/**', 'test/**', '*.config.*'], languageOptions: { globals: globals.node } },
  {
    files: ['build/**', 'test/**', 'src/main/cli/**', 'src/main/cli.ts', 'src/main/browser.ts'],
    rules: { 'no-console': 'off' },
  },
  mayNotImport(
    ['src/core/**/*.ts'],
    [packages, folders(['contract', 'main', 'preload', 'renderer'], 'core imports only core.')],
  ),
  mayNotImport(
    ['src/contract/**/*.ts'],
    [node, folders(['main', 'preload', 'renderer'], 'contract imports only core.')],
  ),
  mayNotImport(['src/main/**/*.ts'], MAIN, ELECTRON),
  ...FLOORS.slice(0, -1).map((floor, at) =>
    mayNotImport(
      [`src/main/${floor}/**/*.ts`],
      [
        ...MAIN,
        above(FLOORS, at),
        { regex: '^(\\.\\./)+(electron|browser|cli)$', message: 'Nothing imports an entry.' },
      ],
    ),
  ),
  {
    // Files of a case, and whatever evidence names, are opened in one place: no links, pipes or devices.
    files: OPENED_IN_ONE_PLACE.map((folder) => `src/main/${folder}/**/*.ts`),
    ignores: ['**/*.test.ts'],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { paths: FILE_SYSTEM }] },
  },
  mayNotImport(['src/renderer/**/*.{ts,svelte}'], WINDOW),
  mayNotImport(['src/renderer/state/**/*.ts'], [...WINDOW, SHOWN]),
  ...STATE_FLOORS.slice(0, -1).map((floor, at) =>
    mayNotImport([`src/renderer/state/${floor}/**/*.ts`], [...WINDOW, SHOWN, above(STATE_FLOORS, at)]),
  ),
  mayNotImport(
    ['src/renderer/features/**/*.{ts,svelte}'],
    [
      ...WINDOW,
      {
        regex: '^\\.\\./(?!\\.\\.)[a-z-]+/',
        message: 'A feature never imports another feature: share through state/ or ui/.',
      },
    ],
  ),
  mayNotImport(
    ['src/renderer/ui/**/*.{ts,svelte}'],
    [node, folders(['main', 'preload', 'features', 'state', 'store'], 'ui knows nothing of CloudTrail.')],
  ),
);
