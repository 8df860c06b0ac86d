import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort, waitFor } from '@wetread/testing';
import type { Target } from './sender.process.ts';

const PLUGIN = '/usr/share/orthanc/plugins/libOrthancDicomWeb.so';
const PACKAGES = ['orthanc', 'orthanc-dicomweb'];

/** Whether there is one, after an attempt to install it where that needs no question answered. */
export function obtainOrthanc(): boolean {
  const isThere = () => spawnSync('Orthanc', ['--version']).status === 0 && existsSync(PLUGIN);
  if (isThere()) return true;
  if (process.getuid?.() === 0) {
    // invoke-rc.d starts no service at run level 1: the package's own server is not wanted here.
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
    for (const args of [['update'], ['install', '-y', '--no-install-recommends', ...PACKAGES]]) {
      spawnSync('apt-get', args, { stdio: 'ignore', env });
    }
  }
  return isThere();
}

/** Orthanc as it comes, durability included, on a storage and on ports of its own. */
export class Orthanc {
  readonly #child: ChildProcess;
  readonly #ports: { readonly dicom: number; readonly http: number };

  private constructor(child: ChildProcess, ports: { dicom: number; http: number }) {
    this.#child = child;
    this.#ports = ports;
  }

  static async start(folder: string): Promise<Orthanc> {
    const ports = { dicom: await freePort(), http: await freePort() };
    const config = {
      Name: 'bench',
      StorageDirectory: join(folder, 'storage'),
      IndexDirectory: join(folder, 'storage'),
      DicomAet: 'ORTHANC',
      DicomPort: ports.dicom,
      HttpPort: ports.http,
      RemoteAccessAllowed: false,
      AuthenticationEnabled: false,
      Plugins: [PLUGIN],
      DicomWeb: { Enable: true, Root: '/dicom-web/' },
    };
    const path = join(folder, 'orthanc.json');
    await writeFile(path, JSON.stringify(config));
    const child = spawn('Orthanc', [path], { stdio: 'ignore' });
    const answers = async () => (await fetch(`http://127.0.0.1:${ports.http}/system`)).ok;
    await waitFor(answers, { timeoutMs: 30_000, what: 'Orthanc' });
    return new Orthanc(child, ports);
  }

  get pid(): number {
    return this.#child.pid as number;
  }

  target(way: Target['way']): Target {
    const { dicom, http } = this.#ports;
    return { way, port: dicom, called: 'ORTHANC', url: `http://127.0.0.1:${http}/dicom-web/studies` };
  }

  async version(): Promise<string> {
    const system = (await (await fetch(`http://127.0.0.1:${this.#ports.http}/system`)).json()) as { Version: string };
    return system.Version;
  }

  async countInstances(): Promise<number> {
    const found = await fetch(`http://127.0.0.1:${this.#ports.http}/statistics`);
    return ((await found.json()) as { CountInstances: number }).CountInstances;
  }

  async stop(): Promise<void> {
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await exited;
  }
}
