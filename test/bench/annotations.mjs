/** Times of annotating very many events: `node test/bench/annotations.mjs`. Prints the median and the longest round. */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { root } from '../../build/setup.mjs';
import { buildForNode } from './build.mjs';

const built = await buildForNode({ annotations: path.join(root, 'test/bench/annotations.ts') });
try {
  const { stdout, status } = spawnSync(process.execPath, ['--expose-gc', path.join(built, 'annotations.mjs')], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`The benchmark ended with ${status}.`);
  const { events, ...sizes } = JSON.parse(stdout);
  console.log(`${events.toLocaleString('en-US')} events in the case`);
  for (const [size, figures] of Object.entries(sizes)) {
    for (const [name, rounds] of Object.entries(figures)) {
      const sorted = rounds.toSorted((a, b) => a - b);
      console.log(
        `${size}  ${name.padEnd(12)} median ${format(sorted[sorted.length >> 1])}, most ${format(sorted.at(-1))}`,
      );
    }
  }
} finally {
  rmSync(built, { recursive: true, force: true });
}

function format(figure) {
  return figure > 1000 ? `${(figure / 1e6).toFixed(1)} MB` : `${(figure * 1000).toFixed(1)} ms`;
}
