// Preloaded into servers that tests start: the pipe on standard input closes when the test process ends, however it ends.
process.stdin.resume();
process.stdin.on('end', () => process.exit());
process.stdin.on('error', () => process.exit());
