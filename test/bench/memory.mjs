import { readFileSync, readdirSync } from 'node:fs';

/** Proportional set size of a process and all its descendants, bytes; 0 where the system does not tell. */
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
  let total = 0;
  let main = 0;
  for (const pid of parents.keys()) {
    if (!belongs(pid)) continue;
    const pss = Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) * 1024;
    total += pss;
    if (pid === root) main = pss;
  }
  return { total, main };
}

/** Samples until stopped; returns the peaks. */
export function watchMemory(root, everyMs = 200) {
  const peak = { total: 0, main: 0 };
  const timer = setInterval(() => {
    const now = treeMemory(root);
    peak.total = Math.max(peak.total, now.total);
    peak.main = Math.max(peak.main, now.main);
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
