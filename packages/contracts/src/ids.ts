import { hash, randomFillSync, randomUUID } from 'node:crypto';
import { z } from 'zod';

/** A DICOM unique identifier, PS3.5 section 9: digits and dots, at most 64 characters. */
export const dicomUid = z
  .string()
  .max(64)
  .regex(/^(0|[1-9]\d*)(\.(0|[1-9]\d*))+$/, 'not a DICOM UID');

/** Vendors write leading zeros in UID components, and such studies must be read too; what matters is that it is safe as a key. */
export const studyUid = z
  .string()
  .min(1)
  .max(64)
  .regex(/^\d+(\.\d+)*$/, 'not a DICOM UID');

export const tenantId = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'lower-case letters, digits and hyphens, at most 63');

export const priority = z.enum(['routine', 'urgent']);
export type Priority = z.infer<typeof priority>;

/** How work inside a process is ordered: somebody who waits for an answer comes before every study. */
export const workPriorities = ['interactive', 'urgent', 'routine'] as const;
export type WorkPriority = (typeof workPriorities)[number];

/** A new UID under 2.25, PS3.5 annex B.2. */
export function newUid(): string {
  return uidOfHex(randomUUID().replaceAll('-', ''));
}

/** The same parts give the same UID, so that a repeated request makes no second study. */
export function derivedUid(...parts: readonly string[]): string {
  return uidOfHex(sha256(parts.join('\0')).slice(0, 32));
}

/** An identifier that the same parts always give, safe in keys, headers and BullMQ job ids. */
export function derivedId(prefix: string, ...parts: readonly string[]): string {
  return `${prefix}_${sha256(parts.join('\0')).slice(0, 32)}`;
}

/** 128 random bits. */
export function newId(prefix: string): string {
  return `${prefix}_${randomHex(16)}`;
}

/** Identifiers are made for every request, and asking for random bytes costs more than they do: they come from a stock, each used once. */
const stock = Buffer.alloc(4_096);
let drawn = stock.length;

/** Lower-case hexadecimal digits, two for each of at most 4,096 bytes. */
export function randomHex(bytes: number): string {
  if (drawn + bytes > stock.length) {
    randomFillSync(stock);
    drawn = 0;
  }
  drawn += bytes;
  return stock.toString('hex', drawn - bytes, drawn);
}

export function sha256(data: string | Uint8Array): string {
  return hash('sha256', data);
}

const uidOfHex = (hex: string): string => `2.25.${BigInt(`0x${hex}`)}`;
