/** An account and a region of it. */
export interface Place {
  readonly account: string;
  readonly region: string;
}
