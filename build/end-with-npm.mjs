/**
 * npm runs a script through a shell. A signal to npm reaches that shell, and where it does not replace itself with
 * the script, as Debian's does not, it ends alone: the program would run on with nobody to end it.
 */
import { readFileSync } from 'node:fs';

const EVERY_MS = 100;

/** Ends this process as SIGTERM does when the shell or npm above it is gone; nothing where npm did not start it. */
export function endWithNpm({ env = process.env, end = () => process.kill(process.pid, 'SIGTERM') } = {}) {
  if (env.npm_lifecycle_event !== 'start' || process.platform === 'win32') return;
  const shell = process.ppid;
  const npm = parentOf(shell);
  const watch = setInterval(() => {
    if (process.ppid === shell && parentOf(shell) === npm) return;
    clearInterval(watch);
    end();
  }, EVERY_MS);
  watch.unref();
}

/** Null where the system does not tell, as only Linux does in a file. */
function parentOf(pid) {
  try {
    // The name before it, in parentheses, may hold anything.
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return Number(
      stat
        .slice(stat.lastIndexOf(')') + 1)
        .trim()
        .split(' ')[1],
    );
  } catch {
    return null;
  }
}
