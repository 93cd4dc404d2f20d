/** What asks a program to end: Ctrl+C, a shutdown, a terminal that is closed. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** Milliseconds that an orderly end may take. */
const GRACE_MS = 4_000;
/** A terminal sends Ctrl+C to every process, and npm passes it on besides: so soon after it is the same one. */
const REPEAT_MS = 500;

/**
 * Ends the program within five seconds of the first signal, whatever hangs. `begin` starts the orderly end; if the
 * program is still there after that, the system ends it, by the same signal. process.exit() could not: it waits for
 * the threads of the pool, and one that hangs in a system call never comes back. A second signal ends it at once.
 *
 * @param force called a second before the system ends it, where a host has a harder end of its own
 * @returns gives the signals back to the system; an end that has begun goes on
 */
export function endInTime(begin: () => void, force?: () => void): () => void {
  let begun = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (begun) return;
    begun = true;
    // None of these holds the program open: where nothing hangs it ends by itself.
    setTimeout(release, REPEAT_MS).unref();
    if (force !== undefined) setTimeout(force, GRACE_MS - 1_000).unref();
    setTimeout(() => endBy(signal), GRACE_MS).unref();
    begin();
  };
  const release = (): void => {
    for (const signal of SIGNALS) process.off(signal, onSignal);
    process.off('exit', release);
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  // From here on no JavaScript runs that could hear a signal, and leaving may still wait for threads.
  process.once('exit', release);
  return release;
}

/** Resolves at the first signal to end; the program has ended five seconds later. */
export function stopSignal(): Promise<void> {
  return new Promise((resolve) => endInTime(resolve));
}

/** As if nobody had ever listened: then the system ends the process. */
function endBy(signal: NodeJS.Signals): void {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}
