import type { Request } from './messages';
import { StoreServer } from './store-server';

const server = new StoreServer({ post: (message) => self.postMessage(message), locks: self.navigator.locks });

self.addEventListener('message', ({ data }: MessageEvent<Request>) => void server.receive(data));
