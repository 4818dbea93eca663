#!/usr/bin/env node
import process from 'node:process';
import { version } from './version.ts';

// What answers `--version` loads nothing else: scripts ask for it often.
const words = process.argv.slice(2);
if (words.length === 1 && (words[0] === '--version' || words[0] === '-V')) {
  process.stdout.write(`${version()}\n`);
} else {
  const { main } = await import('./run-cli.ts');
  process.exitCode = await main(words);
}
