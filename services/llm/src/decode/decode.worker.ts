import { join } from 'node:path';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { toWetreadError } from '@wetread/contracts';
import { loadTokenEmbeddings, loadTokenizer } from '@wetread/model';
import { Batch } from './batch.ts';
import { DecoderGraph } from './decoder-graph.ts';
import type { FromWorker, ToWorker, WorkerSetup } from './worker-messages.ts';

const port = parentPort as MessagePort;
const send = (message: FromWorker) => port.postMessage(message);

async function openBatch(setup: WorkerSetup): Promise<{ batch: Batch; graph: DecoderGraph }> {
  const { folder, digest, manifest } = setup;
  const bundle = { folder, digest, manifest, path: (file: string) => join(folder, file) };
  const [graph, tokenizer, embeddings] = await Promise.all([
    DecoderGraph.open(bundle, setup.threads),
    loadTokenizer(bundle),
    loadTokenEmbeddings(bundle),
  ]);
  return { batch: new Batch({ manifest, graph, tokenizer, embeddings }, setup), graph };
}

function serve(batch: Batch, graph: DecoderGraph): void {
  let stepping = false;
  let closing = false;
  const close = async () => {
    port.close();
    await graph.close();
  };
  const stepUntilIdle = async () => {
    stepping = true;
    while (!batch.idle && !closing) {
      const events = await batch.step();
      if (events.length > 0) send({ kind: 'events', events });
    }
    stepping = false;
    if (closing) await close();
  };
  port.on('message', (message: ToWorker) => {
    if (message.kind === 'decode') batch.add(message.id, message.request, message.listening);
    else if (message.kind === 'listen') batch.listen(message.id);
    else if (message.kind === 'abort') batch.abort(message.id);
    else closing = true;
    if (!stepping) void stepUntilIdle();
  });
}

try {
  const { batch, graph } = await openBatch(workerData as WorkerSetup);
  serve(batch, graph);
  send({ kind: 'ready' });
} catch (thrown) {
  const { code, message } = toWetreadError(thrown);
  send({ kind: 'failed', code, message });
  port.close();
}
