import { type ImageSize, Instances } from './instances.ts';
import { dicomSender, type Sender, stowSender } from './senders.ts';

/** A process of its own that sends to one receiver after another, so that it costs each the same and holds up none. */

export interface Target {
  readonly way: 'C-STORE' | 'STOW-RS';
  readonly port: number;
  readonly called: string;
  readonly url: string;
  readonly key?: string;
}

export interface Order {
  readonly target: Target;
  readonly size: ImageSize;
  readonly seed: number;
  readonly count: number;
  readonly connections: number;
}

export interface Sent {
  readonly seconds?: number;
  readonly bytes?: number;
  readonly failed?: string;
}

const open = ({ way, port, called, url, key }: Target): Promise<Sender> | Sender =>
  way === 'C-STORE' ? dicomSender(port, called) : stowSender(url, key);

async function fulfil({ target, size, seed, count, connections }: Order): Promise<Sent> {
  const instances = await Instances.of(size, seed);
  const left = instances.make(count);
  const senders = await Promise.all(Array.from({ length: connections }, () => open(target)));
  const startedAt = performance.now();
  await Promise.all(
    senders.map(async (sender) => {
      for (const instance of left) await sender.send(instance);
    }),
  );
  const seconds = (performance.now() - startedAt) / 1_000;
  await Promise.all(senders.map((sender) => sender.close()));
  return { seconds, bytes: instances.bytes };
}

process.on('message', async (order: Order) => {
  const sent = await fulfil(order).catch((error: unknown): Sent => ({ failed: String(error) }));
  process.send?.(sent);
});
