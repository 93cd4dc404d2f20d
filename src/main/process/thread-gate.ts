/**
 * A thread must not be ended while it makes an inflater: its environment is then taken down with one that was not
 * initialized, and Node 20 aborts the whole process ("Assertion failed: init_done_ && close before init" in
 * node_zlib.cc). So a worker closes a gate around that, and main ends a thread only through the open gate.
 */
const [OPEN, CLOSED, ENDING] = [0, 1, 2];

/** One number that main and a worker share. */
export type ThreadGate = Int32Array<SharedArrayBuffer>;

let gate: ThreadGate | undefined;

export function newGate(): ThreadGate {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
}

/** In a worker, once. */
export function keepGate(own: ThreadGate | undefined): void {
  gate = own;
}

/** In a worker: makes, and uses, an inflater. What is made within must not do so itself. */
export function gated<T>(make: () => T): T {
  if (gate === undefined) return make();
  // A thread that is being ended waits here for its end.
  while (Atomics.compareExchange(gate, 0, OPEN, CLOSED) !== OPEN) Atomics.wait(gate, 0, ENDING);
  try {
    return make();
  } finally {
    Atomics.store(gate, 0, OPEN);
  }
}

/** In main. @returns whether the thread may be ended now, and stays so; else it is to be asked again soon */
export function mayEnd(of: ThreadGate): boolean {
  return Atomics.compareExchange(of, 0, OPEN, ENDING) !== CLOSED;
}
