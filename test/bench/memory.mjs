import { readFileSync, readdirSync } from 'node:fs';

/**
 * Memory of a process and all its descendants, bytes; 0 where the system does not tell.
 *
 * `total` is the proportional set size: pages that several processes share are counted once, among
 * them those of program files, which the system can drop at any time. `own` leaves the latter out.
 */
export function treeMemory(root) {
  const parents = new Map();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = read(`/proc/${name}/stat`);
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    if (stat !== '') parents.set(Number(name), parent);
  }
  const belongs = (pid) => {
    for (let at = pid; at !== undefined && at > 1; at = parents.get(at)) if (at === root) return true;
    return false;
  };
  const sum = { total: 0, own: 0, main: 0 };
  for (const pid of parents.keys()) {
    if (!belongs(pid)) continue;
    const rollup = read(`/proc/${pid}/smaps_rollup`);
    const bytes = (name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(rollup)?.[1] ?? 0) * 1024;
    const pss = bytes('Pss');
    sum.total += pss;
    sum.own += pss - bytes('Pss_File');
    if (pid === root) sum.main = pss;
  }
  return sum;
}

/** Samples until stopped; returns the peaks, each on its own. */
export function watchMemory(root, everyMs = 200) {
  const peak = { total: 0, own: 0, main: 0 };
  const timer = setInterval(() => {
    const now = treeMemory(root);
    for (const name of Object.keys(peak)) peak[name] = Math.max(peak[name], now[name]);
  }, everyMs);
  return () => {
    clearInterval(timer);
    return peak;
  };
}

/** A process may end while it is looked at. */
function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
