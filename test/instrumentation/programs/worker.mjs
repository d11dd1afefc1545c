import { isMainThread, Worker } from 'node:worker_threads';
import { call } from './one-call.mjs';

if (isMainThread) {
  await call();
  new Worker(new URL(import.meta.url));
} else {
  await call();
}
