import { BlockList, isIP } from 'node:net';
import { aeTitle } from '@wetread/batches';
import { tenantId } from '@wetread/contracts';
import { z } from 'zod';

const subnet = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]);

/** One sender that may call. */
export const dicomPeer = z.strictObject({
  /** The calling AE title. */
  ae_title: aeTitle,
  /** Whose studies its instances become; else DICOM_TENANT. */
  tenant: tenantId.optional(),
  /** Addresses and subnets that it calls from; else any. A title alone proves nothing. */
  from: z.array(subnet).min(1).optional(),
  /** Associations of it at once; else as many as all together. */
  max_associations: z.int().min(1).optional(),
  /** Where it takes reports of storage commitment; else by the association that asked. */
  report_to: z.strictObject({ host: z.string().min(1), port: z.int().min(1).max(65_535) }).optional(),
});
export type DicomPeer = z.infer<typeof dicomPeer>;

/** A JSON list. */
export const dicomPeers = z
  .string()
  .default('[]')
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue({ code: 'custom', message: 'not JSON' });
      return z.NEVER;
    }
  })
  .pipe(
    z
      .array(dicomPeer)
      .refine((list) => new Set(list.map(({ ae_title }) => ae_title)).size === list.length, 'a title is named twice'),
  );

/** Which senders may call, and whose they are. An empty list lets everybody in. */
export class Peers {
  readonly #tenant: string;
  readonly #known: ReadonlyMap<string, { readonly peer: DicomPeer; readonly from: BlockList | undefined }>;

  /** `tenant` is whose the studies are where a peer names none. */
  constructor(list: readonly DicomPeer[], tenant: string) {
    this.#tenant = tenant;
    this.#known = new Map(list.map((peer) => [peer.ae_title, { peer, from: peer.from && subnets(peer.from) }]));
  }

  /** @returns undefined where this sender may not call, or not from there */
  find(aeTitle: string, address: string | undefined): (DicomPeer & { readonly tenant: string }) | undefined {
    const tenant = this.#tenant;
    if (this.#known.size === 0) return { ae_title: aeTitle, tenant };
    const known = this.#known.get(aeTitle);
    if (!known || (known.from && !(address && contains(known.from, address)))) return undefined;
    return { ...known.peer, tenant: known.peer.tenant ?? tenant };
  }
}

function subnets(list: readonly string[]): BlockList {
  const made = new BlockList();
  for (const each of list) {
    const [network = '', bits] = each.split('/');
    const family = isIP(network) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) made.addAddress(network, family);
    else made.addSubnet(network, Number(bits), family);
  }
  return made;
}

/** An address of IPv4 comes as one of IPv6 where the listener takes both; a block list knows that. */
const contains = (list: BlockList, address: string): boolean =>
  list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
