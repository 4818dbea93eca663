import js from '@eslint/js';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '**/coverage/**'] },
  { files: ['**/*.{ts,tsx}'], extends: [js.configs.recommended, ...tseslint.configs.strictTypeChecked] },
  {
    files: ['**/*.{ts,tsx}'],
    languageOptions: { parserOptions: { projectService: true } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      // A promise nobody waits for is a write nobody checked.
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      // Numbers in messages are ours and finite; String(n) around each is noise.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // `const { seal: _, ...rest }` is how a field is left out.
      '@typescript-eslint/no-unused-vars': [
        'error',
        { varsIgnorePattern: '^_+$', argsIgnorePattern: '^_+$', destructuredArrayIgnorePattern: '^_+$' },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Name what you export.' },
      ],
      // Control characters are the subject of the code that makes them visible.
      'no-control-regex': 'off',
    },
  },
  {
    // Preact's types bring a browser's globals along; here only the page's own script runs in one.
    files: ['engine/**/*.{ts,tsx}'],
    ignores: ['engine/report/html/page/**'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...[
          'close',
          'document',
          'event',
          'history',
          'length',
          'location',
          'name',
          'open',
          'origin',
          'parent',
        ],
        ...['print', 'self', 'status', 'stop', 'top', 'window'],
      ],
    },
  },
  {
    files: ['**/*.config.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
);
