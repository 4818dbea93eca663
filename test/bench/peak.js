/** Loaded before a program by `node --import`: says at its end, on stderr, what memory it took at most. */
process.on('exit', () => process.stderr.write(`\npeak-kib ${process.resourceUsage().maxRSS}\n`));
