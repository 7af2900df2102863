// With `node --require` before a program: it gets a SIGTERM when the process that started it with
// an IPC channel is gone, by whatever signal.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
// The channel alone does not keep the process running.
process.channel?.unref();
