#!/usr/bin/env node
import module from 'node:module';
import process from 'node:process';
import { fullVersion } from '../version.ts';

/** Ways to ask for the version that one knows from elsewhere. */
const VERSION: readonly (string | undefined)[] = ['--version', '-V', '-v', 'version'];

// What answers that loads nothing else: scripts ask for it often.
const words = process.argv.slice(2);
if (words.length === 1 && VERSION.includes(words[0])) {
  // A reader that is gone already has seen enough.
  process.stdout.on('error', () => undefined);
  process.stdout.write(`reconcile ${fullVersion()}\n`);
} else {
  // Node 22.1 and later keeps compiled code from start to start; NODE_DISABLE_COMPILE_CACHE=1 forbids it.
  (module as { enableCompileCache?: () => unknown }).enableCompileCache?.();
  const { main } = await import('./run-cli.ts');
  process.exitCode = await main(words);
}
