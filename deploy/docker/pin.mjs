// Digests of the images that are named in files as `registry/name:tag@sha256:…`:
//
//   node deploy/docker/pin.mjs [FILE …]            writes those that the registries have now
//   node deploy/docker/pin.mjs --check [FILE …]    says which have moved, and fails where one has
//
// Without files, those of this repository. It asks the registries anonymously, and changes nothing else in a file.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const usual = [
  'deploy/docker/Dockerfile',
  'deploy/docker/training.Dockerfile',
  'deploy/compose.yaml',
  'charts/wetread/values.yaml',
];
const pinned = /\b((?:[\w.-]+(?::\d+)?)\/[\w./-]+):([\w.-]+)@(sha256:[0-9a-f]{64})/g;
const types = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { check: { type: 'boolean', default: false } },
});
const files = positionals.length > 0 ? positionals : usual.map((file) => join(root, file)).filter(existsSync);
let moved = 0;
for (const file of files) await settle(file);
process.exitCode = values.check && moved > 0 ? 1 : 0;

async function settle(file) {
  let text = readFileSync(file, 'utf8');
  for (const [whole, name, tag, known] of text.matchAll(pinned)) {
    const now = await digestOf(name, tag);
    if (now === known) continue;
    moved++;
    console.log(`${file}: ${name}:${tag} is ${now}, not ${known}`);
    text = text.replaceAll(whole, `${name}:${tag}@${now}`);
  }
  if (!values.check) writeFileSync(file, text);
}

/** @throws Error where the registry cannot be asked or does not know the tag */
async function digestOf(name, tag) {
  const [host, ...path] = name.split('/');
  const server = host === 'docker.io' ? 'registry-1.docker.io' : host;
  const scheme = /^(localhost|127\.)/.test(host) ? 'http' : 'https';
  const url = `${scheme}://${server}/v2/${path.join('/')}/manifests/${tag}`;
  let response = await head(url);
  if (response.status === 401) response = await head(url, await tokenFor(response));
  const digest = response.headers.get('docker-content-digest');
  if (!response.ok || !digest) throw new Error(`${name}:${tag}: the registry answered ${response.status}`);
  return digest;
}

function head(url, token) {
  const headers = { accept: types.join(', '), ...(token && { authorization: `Bearer ${token}` }) };
  return fetch(url, { method: 'HEAD', headers, signal: AbortSignal.timeout(30_000) });
}

/** Registries say where an anonymous token is had: Bearer realm="…",service="…",scope="…". */
async function tokenFor(response) {
  const challenge = response.headers.get('www-authenticate') ?? '';
  const { realm, ...query } = Object.fromEntries(
    [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value]),
  );
  if (!realm) throw new Error(`${response.url} wants a login that it does not describe`);
  const answer = await fetch(`${realm}?${new URLSearchParams(query)}`, { signal: AbortSignal.timeout(30_000) });
  const { token, access_token } = await answer.json();
  return token ?? access_token;
}
