/** A filter that cannot be evaluated, such as a network that is none. */
export class FilterError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'FilterError';
  }
}
