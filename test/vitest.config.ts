import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/seed.ts'],
    // No test changes a module that another one sees, and loading the engine anew for each file takes half of the time.
    isolate: false,
    // Many tests wait for processes they started: two files at once keep two cores busy.
    maxWorkers: 2,
    // Scenarios start the built CLI as a process; a busy machine must not make a slow test a failed one. Only what
    // hangs comes so far.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 60_000 } },
  },
});
