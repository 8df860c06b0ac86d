import { waitFor } from './places.ts';

/**
 * What a process of Node holds after a forced collection, asked through its inspector: the heap in use as the process itself reports it is
 * mostly garbage that V8 has not collected yet.
 */

/** Node options under which SIGUSR1 opens the inspector at the port. Until then it costs nothing. */
export const inspectable = (port: number): string => `--inspect-port=127.0.0.1:${port}`;

interface HeapUsage {
  readonly usedSize: number;
  readonly embedderHeapUsedSize?: number;
  readonly backingStorageSize?: number;
}

/** @returns MB of heap and of buffers, of the main thread and of its worker threads */
export async function heldMb(pid: number, port: number): Promise<number> {
  process.kill(pid, 'SIGUSR1');
  const inspector = await Inspector.connect(port);
  try {
    const used = [await collected((method) => inspector.ask(method))];
    for (const worker of await inspector.workers()) {
      used.push(await collected((method) => inspector.askWorker(worker, method)));
    }
    return used.reduce((sum, bytes) => sum + bytes, 0) / 1e6;
  } finally {
    inspector.close();
  }
}

async function collected(ask: (method: string) => Promise<object>): Promise<number> {
  await ask('HeapProfiler.enable');
  // What finalizers let go of in the first turn is garbage only in the second.
  for (let turn = 0; turn < 2; turn++) await ask('HeapProfiler.collectGarbage');
  const {
    usedSize,
    backingStorageSize = 0,
    embedderHeapUsedSize = 0,
  } = (await ask('Runtime.getHeapUsage')) as HeapUsage;
  return usedSize + backingStorageSize + embedderHeapUsedSize;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly result?: object;
  readonly error?: { readonly message: string };
  readonly params?: { readonly sessionId?: string; readonly message?: string };
}

/** The Chrome DevTools protocol over the WebSocket of the inspector. */
class Inspector {
  readonly #socket: WebSocket;
  readonly #pending = new Map<string, PromiseWithResolvers<object>>();
  readonly #workers: string[] = [];
  #next = 1;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => this.#receive(JSON.parse(String(data)), ''));
  }

  static async connect(port: number): Promise<Inspector> {
    let url = '';
    const opened = async () => {
      const [target] = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as {
        webSocketDebuggerUrl: string;
      }[];
      url = target?.webSocketDebuggerUrl ?? '';
      return url !== '';
    };
    await waitFor(() => opened().catch(() => false), { timeoutMs: 10_000, what: 'the inspector' });
    const socket = new WebSocket(url);
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve, { once: true });
      socket.addEventListener('error', reject, { once: true });
    });
    return new Inspector(socket);
  }

  /** Attaches to the worker threads. @returns their sessions */
  async workers(): Promise<readonly string[]> {
    await this.ask('NodeWorker.enable', { waitForDebuggerOnStart: false });
    return this.#workers;
  }

  ask(method: string, params: object = {}): Promise<object> {
    const id = this.#next++;
    this.#socket.send(JSON.stringify({ id, method, params }));
    return this.#answer(`${id}`);
  }

  async askWorker(sessionId: string, method: string): Promise<object> {
    const id = this.#next++;
    const answer = this.#answer(`${sessionId} ${id}`);
    await this.ask('NodeWorker.sendMessageToWorker', { sessionId, message: JSON.stringify({ id, method }) });
    return answer;
  }

  close(): void {
    this.#socket.close();
  }

  #answer(key: string): Promise<object> {
    const pending = Promise.withResolvers<object>();
    this.#pending.set(key, pending);
    return pending.promise;
  }

  #receive({ id, method, result, error, params }: Message, from: string): void {
    if (method === 'NodeWorker.attachedToWorker') this.#workers.push(params?.sessionId ?? '');
    if (method === 'NodeWorker.receivedMessageFromWorker') {
      return this.#receive(JSON.parse(params?.message ?? '{}'), `${params?.sessionId} `);
    }
    const key = `${from}${id}`;
    const pending = this.#pending.get(key);
    this.#pending.delete(key);
    if (error) pending?.reject(new Error(error.message));
    else pending?.resolve(result ?? {});
  }
}
