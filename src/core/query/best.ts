/** Keeps the best `limit` ids: a heap with the worst of them on top. */
export class Best {
  readonly #heap: number[] = [];

  constructor(
    private readonly limit: number,
    private readonly before: (a: number, b: number) => number,
  ) {}

  add(id: number): void {
    const heap = this.#heap;
    if (heap.length < this.limit) {
      heap.push(id);
      if (this.limit !== Number.POSITIVE_INFINITY) this.#rise(heap.length - 1);
    } else if (heap.length > 0 && this.before(id, heap[0] as number) < 0) {
      heap[0] = id;
      this.#sink();
    }
  }

  sorted(): number[] {
    return this.#heap.sort(this.before);
  }

  #rise(from: number): void {
    const heap = this.#heap;
    for (let at = from; at > 0;) {
      const parent = (at - 1) >> 1;
      if (this.before(heap[at] as number, heap[parent] as number) <= 0) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  #sink(): void {
    const heap = this.#heap;
    for (let at = 0; ;) {
      let worst = at;
      for (const child of [at * 2 + 1, at * 2 + 2]) {
        if (child < heap.length && this.before(heap[child] as number, heap[worst] as number) > 0) worst = child;
      }
      if (worst === at) return;
      this.#swap(at, worst);
      at = worst;
    }
  }

  #swap(a: number, b: number): void {
    const kept = this.#heap[a] as number;
    this.#heap[a] = this.#heap[b] as number;
    this.#heap[b] = kept;
  }
}
