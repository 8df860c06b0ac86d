import { implementationClassUid, implementationVersion } from './implementation.ts';

export interface InstanceIdentity {
  readonly sopClass: string;
  readonly sop: string;
  readonly transferSyntax: string;
}

const PREAMBLE_BYTES = 128;

/**
 * What makes a Part 10 file of a data set that follows it as it came, PS3.10 7.1. Nothing of sender or time is in it: the
 * same instance sent again must be the same file.
 */
export function part10Head({ sopClass, sop, transferSyntax }: InstanceIdentity): Buffer {
  const meta = Buffer.concat([
    longElement(0x0001, 'OB', Buffer.from([0, 1])),
    shortElement(0x0002, 'UI', uidValue(sopClass)),
    shortElement(0x0003, 'UI', uidValue(sop)),
    shortElement(0x0010, 'UI', uidValue(transferSyntax)),
    shortElement(0x0012, 'UI', uidValue(implementationClassUid)),
    shortElement(0x0013, 'SH', evenWith(implementationVersion, ' ')),
  ]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(meta.length);
  return Buffer.concat([Buffer.alloc(PREAMBLE_BYTES), Buffer.from('DICM'), shortElement(0x0000, 'UL', length), meta]);
}

/** A UID has 64 characters at most; what a sender says beyond that is refused with the data set. */
const uidValue = (uid: string): Buffer => evenWith(uid.slice(0, 64), '\0');

const evenWith = (text: string, padding: string): Buffer =>
  Buffer.from(text.length % 2 === 0 ? text : text + padding, 'latin1');

function shortElement(element: number, vr: string, value: Buffer): Buffer {
  const head = elementHead(element, vr, 8);
  head.writeUInt16LE(value.length, 6);
  return Buffer.concat([head, value]);
}

function longElement(element: number, vr: string, value: Buffer): Buffer {
  const head = elementHead(element, vr, 12);
  head.writeUInt32LE(value.length, 8);
  return Buffer.concat([head, value]);
}

function elementHead(element: number, vr: string, bytes: number): Buffer {
  const head = Buffer.alloc(bytes);
  head.writeUInt16LE(0x0002, 0);
  head.writeUInt16LE(element, 2);
  head.write(vr, 4, 'latin1');
  return head;
}
