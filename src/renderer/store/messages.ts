import type { Store, StoreNotice } from './protocol';

/** What the page and the worker say to each other. */
export type Method = keyof Store;

export type Request = {
  readonly [M in Method]: { readonly id: number; readonly method: M; readonly args: Parameters<Store[M]> };
}[Method];

export type Answer =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly name: string; readonly message: string };

export type FromWorker = Answer | { readonly notice: StoreNotice };
