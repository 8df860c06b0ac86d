import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newUid } from '@wetread/contracts';
import { getStudy, getSummary, root, sampleFiles, settled, stow, upload } from '@wetread/stack';
import { dicomFile, jpegFile, pngFile, syntheticRadiograph, waitFor } from '@wetread/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Collector, startCollector } from './collector.ts';
import { endOf, startWholeStack, type WholeStack } from './whole-stack.ts';

let whole: WholeStack;
let collector: Collector;
beforeAll(async () => {
  collector = await startCollector();
  whole = await startWholeStack({ all: collector.env });
});
afterAll(async () => {
  await whole?.stop();
  collector.stop();
});

const bundle = () => readFile(join(root, 'models', 'demo', 'bundle.json'), 'utf8').then(JSON.parse);

describe('a study goes in, a signed summary comes out', () => {
  it('by STOW-RS, with all that made the summary beside it (I7)', async () => {
    const studyUid = newUid();
    const file = await dicomFile({ studyUid, patientId: 'P-1' });
    const { status, dataset } = await stow(whole.stack, [file]);
    expect(status).toBe(200);
    expect(dataset['00081199']).toMatchObject({ vr: 'SQ' });

    const event = await endOf(whole.receiver, studyUid);
    expect(event).toMatchObject({ type: 'study.summarized', verified: true, data: { revision: 1, preliminary: true } });

    const summary = await getSummary(whole.stack, studyUid);
    const { name, version, notice } = await bundle();
    expect(summary).toMatchObject({ preliminary: true, machineMade: true, notice, bundle: { name, version } });
    expect(summary.text.length).toBeGreaterThan(20);
    expect(await whole.resultsOf(studyUid)).toHaveLength(1);

    const study = await getStudy(whole.stack, studyUid);
    expect(study).toMatchObject({ status: 'summarized', revision: 1, refusals: [] });
    expect(study.images).toHaveLength(1);
  });

  it('by upload of PNG and JPEG, each of a form its own study', async () => {
    const image = syntheticRadiograph({ width: 300, height: 260, seed: 7, bits: 8 });
    for (const bytes of [await pngFile(image), await jpegFile(image)]) {
      const { status, answer } = await upload(whole.stack, [{ name: 'chest', bytes }]);
      expect(status).toBe(202);
      const [study] = answer.studies;
      expect(await settled(whole.stack, study?.id as string)).toMatchObject({ status: 'summarized' });
    }
  });

  it('and the same image gives the same text, whichever way it came and whatever is read beside it', async () => {
    const samples = (await sampleFiles(join(root, 'models', 'demo'))).filter(({ kind }) => kind === 'image');
    const file = samples[0] as (typeof samples)[0];
    const ids = await Promise.all(
      [file, ...samples, file].map(async ({ name, bytes }) => {
        const { answer } = await upload(whole.stack, [{ name, bytes }]);
        return answer.studies[0]?.id as string;
      }),
    );
    await Promise.all(ids.map((id) => settled(whole.stack, id)));
    const texts = await Promise.all(ids.map(async (id) => (await getSummary(whole.stack, id)).text));
    expect(texts[0]).toBe(texts.at(-1));
    expect(texts[0]).toBe(texts[1]);
    // The image decides the text: different samples must not all read alike.
    expect(new Set(texts).size).toBeGreaterThan(1);
  });

  it('in one trace, from the request through queue and gRPC to the webhook', async () => {
    const trace = '0123456789abcdef0123456789abcdef';
    const form = new FormData();
    const image = await pngFile(syntheticRadiograph({ width: 200, height: 200, seed: 11, bits: 8 }));
    form.append('files', new Blob([new Uint8Array(image)]), 'chest.png');
    const response = await whole.stack.fetch('/v1/studies', {
      method: 'POST',
      body: form,
      headers: { traceparent: `00-${trace}-00f067aa0ba902b7-01` },
    });
    const { studies } = (await response.json()) as { studies: { id: string }[] };
    const event = await endOf(whole.receiver, studies[0]?.id as string);
    expect(event.traceparent).toContain(trace);
    // Log lines of each service are found by the trace.
    for (const service of ['gateway', 'ingest', 'encoder', 'llm'] as const) {
      expect(whole.stack.services[service].logTail(100_000), service).toContain(trace);
    }

    const spans = () => collector.spansOf(trace);
    const services = ['wetread-encoder', 'wetread-gateway', 'wetread-ingest', 'wetread-llm'];
    const tell = () => [...new Set(spans().map(({ service }) => service))].sort();
    await waitFor(() => tell().join() === services.join() && spans().some(({ name }) => name === 'webhook attempt'), {
      what: 'the last span of every service',
    });
    const attributes = spans().map((span) => span.attributes);
    expect(attributes).toContainEqual(expect.objectContaining({ 'rpc.method': 'wetread.v1.Encoder/Encode' }));
    for (const queue of ['assembly', 'reading', 'events', 'delivery']) {
      const taken = { 'messaging.system': 'bullmq', 'messaging.destination.name': queue };
      expect(attributes).toContainEqual(expect.objectContaining(taken));
    }
    const { name, decoding } = await bundle();
    expect(spans().find((span) => span.attributes['gen_ai.operation.name'] === 'text_completion')).toMatchObject({
      service: 'wetread-llm',
      name: `text_completion ${name}`,
      attributes: {
        'gen_ai.request.model': name,
        'gen_ai.request.max_tokens': decoding.maxNewTokens,
        'gen_ai.usage.input_tokens': expect.any(Number),
        'gen_ai.usage.output_tokens': expect.any(Number),
        'gen_ai.response.finish_reasons': ['stop'],
      },
    });
  });

  it('and a late instance makes a second revision with a summary of its own', async () => {
    const studyUid = newUid();
    await stow(whole.stack, [await dicomFile({ studyUid })]);
    await endOf(whole.receiver, studyUid);
    await stow(whole.stack, [await dicomFile({ studyUid, image: syntheticRadiograph({ seed: 9, bits: 12 }) })]);
    await expect.poll(async () => (await whole.resultsOf(studyUid)).length, { timeout: 60_000, interval: 200 }).toBe(2);
    expect(await settled(whole.stack, studyUid)).toMatchObject({ revision: 2 });
  });

  it('and a sent-again instance changes nothing', async () => {
    const studyUid = newUid();
    const file = await dicomFile({ studyUid });
    expect((await stow(whole.stack, [file])).status).toBe(200);
    await endOf(whole.receiver, studyUid);
    expect((await stow(whole.stack, [file])).status).toBe(200);
    expect(await settled(whole.stack, studyUid)).toMatchObject({ revision: 1 });
    expect(await whole.resultsOf(studyUid)).toHaveLength(1);
  });

  it('and a deleted study is gone, and its number free', async () => {
    const studyUid = newUid();
    await stow(whole.stack, [await dicomFile({ studyUid })]);
    await endOf(whole.receiver, studyUid);
    expect((await whole.stack.fetch(`/v1/studies/${studyUid}`, { method: 'DELETE' })).status).toBe(204);
    expect((await whole.stack.fetch(`/v1/studies/${studyUid}`)).status).toBe(404);
    expect((await whole.stack.fetch(`/v1/studies/${studyUid}/summary`)).status).toBe(404);
    const left: string[] = [];
    for await (const { key } of whole.store.storage.list(`tenants/local/studies/${studyUid}/`)) left.push(key);
    expect(left).toEqual([]);
  });

  it('and urgent work passes routine work that waits', async () => {
    const image = await pngFile(syntheticRadiograph({ width: 200, height: 200, seed: 3, bits: 8 }));
    const send = async (priority: string) => {
      const { answer } = await upload(whole.stack, [{ name: 'a.png', bytes: image }], { priority });
      return answer.studies[0]?.id as string;
    };
    await whole.stack.services.llm.stop();
    const routine: string[] = [];
    for (let i = 0; i < 60; i++) routine.push(await send('routine'));
    const urgent = await send('urgent');
    for (const id of [...routine, urgent])
      await expect.poll(async () => (await getStudy(whole.stack, id)).status).toBe('queued');
    await whole.stack.startService('llm');
    await Promise.all([...routine, urgent].map((id) => endOf(whole.receiver, id)));
    const order = whole.receiver.events('study.summarized').map(({ data }) => data.study as string);
    const passed = routine.filter((id) => order.indexOf(id) > order.indexOf(urgent));
    expect(passed.length).toBeGreaterThan(routine.length / 2);
  });
});
