import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort, tempFolder, waitFor } from './places.ts';

const program = 'Orthanc';
const plugin = '/usr/share/orthanc/plugins/libOrthancDicomWeb.so';

/** Debian's packages orthanc and orthanc-dicomweb. */
export const orthancIsThere = (): boolean =>
  spawnSync(program, ['--version']).error === undefined && existsSync(plugin);

export interface Orthanc {
  readonly aeTitle: string;
  readonly dicomPort: number;
  /** Of its REST interface. */
  readonly url: string;
  /** By its REST interface; a body that is no file is sent as JSON. @returns the JSON of the answer */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of any shape
  ask(path: string, body?: Buffer | object): Promise<any>;
  /** Its process ends; what it holds stays for `start`. */
  halt(): Promise<void>;
  start(): Promise<void>;
  /** Ends it and removes what it holds. */
  stop(): Promise<void>;
}

export interface OrthancOptions {
  /** Whom it sends to: port by AE title, on this machine. */
  readonly modalities?: Readonly<Record<string, number>>;
  /** DICOMweb servers that it is a client of, by name. */
  readonly servers?: Readonly<Record<string, { readonly url: string; readonly authorization: string }>>;
  /** Not yet running where false. */
  readonly running?: boolean;
}

/** A private Orthanc on free ports. */
export async function startOrthanc(options: OrthancOptions = {}): Promise<Orthanc> {
  const { modalities = {}, servers = {}, running = true } = options;
  const folder = await tempFolder('orthanc');
  const [dicomPort, httpPort] = [await freePort(), await freePort()];
  const aeTitle = 'ORTHANC';
  const data = join(folder.path, 'data');
  await mkdir(data);
  const config = join(folder.path, 'orthanc.json');
  const settings = {
    ...{ StorageDirectory: data, IndexDirectory: data, Plugins: [plugin] },
    ...{ HttpPort: httpPort, RemoteAccessAllowed: false, AuthenticationEnabled: false },
    ...{ DicomAet: aeTitle, DicomPort: dicomPort, DicomCheckCalledAet: false },
    DicomModalities: Object.fromEntries(
      Object.entries(modalities).map(([title, port]) => [title.toLowerCase(), [title, '127.0.0.1', port]]),
    ),
    DicomWeb: {
      ...{ Enable: true, Root: '/dicom-web/' },
      Servers: Object.fromEntries(
        Object.entries(servers).map(([name, { url, authorization }]) => [
          name,
          { Url: url, HttpHeaders: { Authorization: authorization } },
        ]),
      ),
    },
  };
  await writeFile(config, JSON.stringify(settings));
  const url = `http://127.0.0.1:${httpPort}`;
  let child: ChildProcess | undefined;
  const halt = () => end(child, 'SIGTERM');
  const orthanc: Orthanc = {
    ...{ aeTitle, dicomPort, url, halt },
    ask: (path, body) => ask(url + path, body),
    async start() {
      child = spawn(program, [config], { stdio: 'ignore' });
      await waitFor(() => ask(`${url}/system`), { what: 'Orthanc' });
    },
    async stop() {
      await end(child, 'SIGKILL');
      await folder.remove();
    },
  };
  if (running) await orthanc.start();
  return orthanc;
}

async function ask(url: string, body?: Buffer | object): Promise<unknown> {
  const sent =
    body === undefined
      ? {}
      : { method: 'POST', body: Buffer.isBuffer(body) ? new Uint8Array(body) : JSON.stringify(body) };
  const response = await fetch(url, sent);
  const text = await response.text();
  if (!response.ok) throw new Error(`Orthanc answered ${response.status}: ${text.slice(0, 300)}`);
  return text ? JSON.parse(text) : undefined;
}

async function end(child: ChildProcess | undefined, signal: NodeJS.Signals): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await exited;
  clearTimeout(late);
}
