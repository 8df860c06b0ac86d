import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { waitFor } from '@wetread/testing';

const root = new URL('../../', import.meta.url);
const python = fileURLToPath(new URL('.wetread/vllm-venv/bin/python', root));
export const demoBundle = fileURLToPath(new URL('models/demo', root));
const stamp = fileURLToPath(new URL('.wetread/vllm-venv/requirements.sha256', root));
export const vllmInstalled = (): boolean => existsSync(stamp);

export interface RealVllm {
  readonly url: string;
  /** With all its processes, at once. */
  kill(): Promise<void>;
}

export interface VllmStart {
  readonly port: number;
  /** Name under which the model is served. */
  readonly model: string;
  readonly dtype?: 'float32' | 'float16' | 'bfloat16';
  /** The model in Hugging Face's layout; the demo bundle's where not given. */
  readonly folder?: string;
  /** In place of those that the service needs. */
  readonly options?: readonly string[];
}

const SERVICE_OPTIONS = ['--enable-prompt-embeds', '--scheduling-policy', 'priority'];

/** A vLLM server on the CPU; answers when this resolves, after about 40 seconds. */
export async function startVllm(start: VllmStart): Promise<RealVllm> {
  const { port, model, dtype = 'float32', folder = `${demoBundle}/llm`, options = SERVICE_OPTIONS } = start;
  const args = [
    ...['-m', 'vllm.entrypoints.openai.api_server', '--host', '127.0.0.1', '--port', String(port)],
    ...['--model', folder, '--served-model-name', model, '--dtype', dtype, '--max-num-seqs', '16'],
    ...['--generation-config', 'vllm', ...options],
    // Compiling would need a C++ compiler, and gains nothing at this size.
    '--enforce-eager',
  ];
  const env = { VLLM_TARGET_DEVICE: 'cpu', VLLM_CPU_KVCACHE_SPACE: '1', VLLM_LOGGING_LEVEL: 'ERROR' };
  const offline = { HF_HUB_OFFLINE: '1', VLLM_NO_USAGE_STATS: '1' };
  const stdio = process.env.VLLM_LOG ? ('inherit' as const) : ('ignore' as const);
  // A group of its own, for the engine is a child of the server and must go with it; and an end even where nobody ends it.
  const child = spawn('timeout', ['--signal=KILL', '900', python, ...args], {
    env: { ...process.env, ...env, ...offline },
    stdio,
    detached: true,
  });
  const exit = once(child, 'exit');
  const url = `http://127.0.0.1:${port}`;
  const kill = async () => {
    killGroup(child);
    await exit;
  };
  try {
    await waitFor(() => isUp(child, url), { timeoutMs: 580_000, everyMs: 250, what: 'vLLM to be healthy' });
  } catch (error) {
    await kill();
    throw error;
  }
  return { url, kill };
}

async function isUp(child: ChildProcess, url: string): Promise<boolean> {
  if (child.exitCode !== null) return false;
  return (await fetch(`${url}/health`)).ok;
}

function killGroup({ pid }: ChildProcess): void {
  try {
    process.kill(-(pid as number), 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** A number of Prometheus's text at /metrics. */
export async function metric(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(text.match(new RegExp(`^${name}(?:\\{[^}]*\\})? ([0-9.e+]+)$`, 'm'))?.[1] ?? Number.NaN);
}
