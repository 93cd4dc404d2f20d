import { expect, test } from 'vitest';
import { letOthersGoFirst, pauses } from './pause';

test('long work lets others go first after a stretch, however often it asks', async () => {
  let time = 0;
  const let_: number[] = [];
  const pause = pauses(
    () => {
      let_.push(time);
      time += 100;
      return Promise.resolve();
    },
    () => time,
  );
  for (let step = 0; step < 25; step++) {
    time += 1;
    await pause();
  }
  // What others took is no work of its own.
  expect(let_).toEqual([10, 120]);
});

test('what waits goes first', async () => {
  const order: string[] = [];
  const { port1, port2 } = new MessageChannel();
  const came = new Promise<void>((resolve) => {
    port1.onmessage = () => {
      order.push('other');
      resolve();
    };
  });
  port2.postMessage(null);
  await letOthersGoFirst();
  order.push('work');
  await came;
  port1.close();
  expect(order).toEqual(['other', 'work']);
});
