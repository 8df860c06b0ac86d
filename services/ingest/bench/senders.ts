import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { sopClasses, transferSyntaxes } from '@wetread/testing';
import { associationRequest, pDataHead, releaseRequest, statusOf, storeCommand } from '../src/fixtures/pdus.ts';
import type { Instance } from './instances.ts';

/** One connection that sends instance after instance, each when the one before was answered. */
export interface Sender {
  /** @throws Error unless the answer says that it is stored */
  send(instance: Instance): Promise<void>;
  close(): Promise<void>;
}

const CONTEXT = 1;
const PDV_OVERHEAD = 6;

/** C-STORE in PDUs of what the receiver takes. */
export async function dicomSender(port: number, called: string): Promise<Sender> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  const answers = pdusOf(socket);
  const syntaxes = [transferSyntaxes.explicitLittleEndian];
  const asked = [{ id: CONTEXT, abstractSyntax: sopClasses.computedRadiography, transferSyntaxes: syntaxes }];
  socket.write(associationRequest(asked, { called }));
  const accepted = await next(answers);
  if (accepted[0] !== 0x02) throw new Error('The association was not accepted.');
  const maxBytes = maxPduBytes(accepted) - PDV_OVERHEAD;
  let messageId = 0;
  return {
    async send({ sop, dataset }) {
      messageId = (messageId % 65_535) + 1;
      socket.cork();
      const command = storeCommand(messageId, sopClasses.computedRadiography, sop);
      socket.write(pDataHead(CONTEXT, command.length, { command: true, last: true }));
      socket.write(command);
      writeDataset(socket, dataset, maxBytes);
      socket.uncork();
      const answer = await next(answers);
      const status = statusOf(answer.subarray(12));
      if (answer[0] !== 0x04 || status !== 0) throw new Error(`C-STORE was answered with status ${status}.`);
    },
    async close() {
      socket.write(releaseRequest());
      await next(answers);
      socket.destroy();
    },
  };
}

function writeDataset(socket: Socket, pieces: readonly Buffer[], maxBytes: number): void {
  const total = pieces.reduce((sum, { length }) => sum + length, 0);
  let [piece, at] = [0, 0];
  for (let sent = 0; sent < total; ) {
    let room = Math.min(maxBytes, total - sent);
    sent += room;
    socket.write(pDataHead(CONTEXT, room, { command: false, last: sent === total }));
    while (room > 0) {
      const current = pieces[piece] as Buffer;
      const part = current.subarray(at, at + room);
      if (part.length > 0) socket.write(part);
      [piece, at] = at + part.length === current.length ? [piece + 1, 0] : [piece, at + part.length];
      room -= part.length;
    }
  }
}

async function* pdusOf(socket: Socket): AsyncGenerator<Buffer> {
  let held: Buffer = Buffer.alloc(0);
  for await (const chunk of socket) {
    held = Buffer.concat([held, chunk as Buffer]);
    while (held.length >= 6 && held.length >= 6 + held.readUInt32BE(2)) {
      const length = 6 + held.readUInt32BE(2);
      yield held.subarray(0, length);
      held = held.subarray(length);
    }
  }
}

async function next(answers: AsyncGenerator<Buffer>): Promise<Buffer> {
  const { value, done } = await answers.next();
  if (done) throw new Error('The receiver closed the connection.');
  return value;
}

/** The Maximum Length item of the user information, PS3.8 D.1. */
function maxPduBytes(accepted: Buffer): number {
  const at = accepted.indexOf(Buffer.from([0x51, 0, 0, 4]));
  return (at < 0 ? 0 : accepted.readUInt32BE(at + 4)) || 131_072;
}

const BOUNDARY = 'wetread-bench-boundary';
const head = Buffer.from(`--${BOUNDARY}\r\nContent-Type: application/dicom\r\n\r\n`);
const tail = Buffer.from(`\r\n--${BOUNDARY}--\r\n`);

/** STOW-RS, one instance a request. */
export function stowSender(url: string, key?: string): Sender {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const headers = {
    'content-type': `multipart/related; type="application/dicom"; boundary=${BOUNDARY}`,
    accept: 'application/dicom+json',
    ...(key && { authorization: `Bearer ${key}` }),
  };
  return {
    async send({ file }) {
      const parts = [head, ...file, tail];
      const length = parts.reduce((sum, part) => sum + part.length, 0);
      const posted = request(url, { method: 'POST', agent, headers: { ...headers, 'content-length': length } });
      posted.cork();
      for (const part of parts) posted.write(part);
      posted.end();
      const [response] = await once(posted, 'response');
      response.resume();
      await once(response, 'end');
      if (response.statusCode !== 200) throw new Error(`STOW-RS was answered with ${response.statusCode}.`);
    },
    async close() {
      agent.destroy();
    },
  };
}
