import { eventTypes } from '@wetread/contracts';
import { z } from 'zod';
import { deliveryAttempt, deliveryStatuses } from '../../domain/delivery.ts';
import { endpointId, payloadForms } from '../../domain/endpoint.ts';
import { disabledReasons, identifierForms } from '../../domain/receiver.ts';
import { replayId, replayStatuses } from '../../domain/replay.ts';
import { signatureKinds } from '../../domain/signing-key.ts';
import { cursor, limit, next, time } from './schemas.ts';

/** Every body and query of the webhook routes. */

export const eventId = z.string().regex(/^evt_[0-9a-f]{32}$/, 'not the id of an event');

export const endpointParams = z.object({ id: endpointId });
export const deliveryParams = z.object({ id: endpointId, event: eventId });
export const replayParams = z.object({ id: endpointId, replay: replayId });

const url = z.string().max(2_000).meta({ example: 'https://hooks.example.org/wetread' });
const events = z.array(z.enum(eventTypes)).min(1);
export const description = z.string().max(200);
const payload = z
  .enum(payloadForms)
  .describe('`thin`: identifiers and codes only. `full`: with the text of a summary and its notice.');
const signatures = z
  .array(z.enum(signatureKinds))
  .min(1)
  .describe('`v1`: HMAC-SHA256 with a shared secret. `v1a`: Ed25519, verified with a public key.');
export const allowedRanges = z
  .array(z.string().max(50))
  .max(20)
  .describe('Private CIDR ranges that the receiver may be in. Takes a key with the scope `admin`.')
  .meta({ example: ['10.20.0.0/16'] });

export const identifiers = z
  .enum(identifierForms)
  .describe(
    'Of de-identified studies: `stored` names what stands for their identifiers; `original` those that their sender knows, which ' +
      'takes a key with the scope `identity`.',
  );

export const newEndpoint = z
  .object({
    url,
    events: events.optional().describe('Which events are sent; all of them by default.'),
    description: description.optional(),
    payload: payload.default('thin'),
    signatures: signatures.default(['v1']),
    allowedRanges: allowedRanges.optional(),
    identifiers: identifiers.optional(),
  })
  .meta({ id: 'NewWebhookEndpoint' });
export type NewEndpointInput = z.infer<typeof newEndpoint>;

export const endpointPatch = z
  .object({
    url: url.optional(),
    events: events.nullable().optional().describe('`null`: all of them. Types that are new count from now on.'),
    description: description.nullable().optional(),
    payload: payload.optional(),
    allowedRanges: allowedRanges.nullable().optional(),
    identifiers: identifiers.optional(),
  })
  .meta({ id: 'WebhookEndpointPatch' });
export type EndpointPatch = z.infer<typeof endpointPatch>;

/** Of whatever events or reports are delivered to. */
export const receiverState = {
  allowedRanges: z.array(z.string()).optional(),
  identifiers,
  status: z.enum(['enabled', 'disabled']),
  draining: z.boolean().describe('Enabled again, and gets first what it missed.'),
  createdAt: time,
  disabledAt: time.optional(),
};

const endpointFields = {
  id: endpointId,
  url: z.string(),
  events,
  description: z.string().optional(),
  payload,
  signatures,
  publicKeys: z
    .array(z.string())
    .optional()
    .describe('Any of them verifies `v1a`; during a rotation there are several.')
    .meta({ example: ['whpk_S1U9yGCTFzq5A8M1m0BJ4SSX3fwYvQ8YV0WkmyHdgSA='] }),
  ...receiverState,
  disabledReason: z
    .enum(disabledReasons)
    .optional()
    .describe('`gone`: the receiver answered 410. `failing`: nothing reached it for days. `manual`: by the API.'),
};

export const endpointAnswer = z.object(endpointFields).meta({ id: 'WebhookEndpoint' });
export type EndpointAnswer = z.infer<typeof endpointAnswer>;

export const createdEndpoint = z
  .object({
    ...endpointFields,
    secret: z
      .string()
      .optional()
      .describe('Verifies `v1` signatures by the Standard Webhooks rules. Shown this once.')
      .meta({ example: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=' }),
  })
  .meta({ id: 'CreatedWebhookEndpoint' });
export type CreatedEndpoint = z.infer<typeof createdEndpoint>;

export const endpointList = z.object({ endpoints: z.array(endpointAnswer) }).meta({ id: 'WebhookEndpointList' });

export const rotation = z
  .object({
    overlapSeconds: z
      .int()
      .min(0)
      .max(30 * 86_400)
      .default(86_400)
      .describe('How long the old secret signs beside the new one.'),
  })
  .meta({ id: 'WebhookSecretRotation' });
export type RotationInput = z.infer<typeof rotation>;

export const keyList = z
  .object({
    keys: z
      .array(
        z
          .object({
            kind: z.enum(signatureKinds),
            publicKey: z.string().optional().describe('Of `v1a`.'),
            createdAt: time,
            expiresAt: time.optional().describe('It was rotated out, and signs until then.'),
          })
          .meta({ id: 'WebhookKey' }),
      )
      .describe('What signs now, the newest first.'),
  })
  .meta({ id: 'WebhookKeyList' });
export type KeyList = z.infer<typeof keyList>;

export const sentEvent = z
  .object({ event: eventId.describe('The webhook-id; look at its delivery for what came of it.') })
  .meta({ id: 'SentWebhookEvent' });

export const deliveryQuery = z.object({ limit: limit(50), cursor: cursor.optional() });
export type DeliveryQuery = z.infer<typeof deliveryQuery>;

export const deliveryTimes = {
  createdAt: time,
  settledAt: time.optional(),
  deliveredAt: time.optional().describe('First success.'),
  nextAttemptAt: time.optional(),
};

export const deliveryAnswer = z
  .object({
    event: z.string().describe('Id of the event: the webhook-id header of every attempt.'),
    type: z.enum(eventTypes),
    status: z
      .enum(deliveryStatuses)
      .describe('`exhausted`: no attempt is left. `held`: the endpoint is disabled, and gets it once enabled.'),
    ...deliveryTimes,
    attempts: z.array(deliveryAttempt.omit({ dimse: true }).meta({ id: 'WebhookAttempt' })).describe('The last 50.'),
  })
  .meta({ id: 'WebhookDelivery' });
export type DeliveryAnswer = z.infer<typeof deliveryAnswer>;

export const deliveryList = z
  .object({ deliveries: z.array(deliveryAnswer).describe('Newest event first.'), next })
  .meta({ id: 'WebhookDeliveryList' });
export type DeliveryList = z.infer<typeof deliveryList>;

const moment = z.iso.datetime({ offset: true });

export const newReplay = z
  .object({
    since: moment.describe('Events from this time on.'),
    until: moment.optional().describe('Up to this time; now by default.'),
    types: events.optional().describe('Only these; all by default.'),
    onlyFailed: z.boolean().default(false).describe('Only what used up its attempts.'),
    perSecond: z.number().min(0.1).max(100).default(10),
  })
  .meta({ id: 'NewWebhookReplay' });
export type NewReplayInput = z.infer<typeof newReplay>;

export const replayAnswer = z
  .object({
    id: replayId,
    since: time,
    until: time,
    types: z.array(z.enum(eventTypes)).optional(),
    onlyFailed: z.boolean(),
    perSecond: z.number(),
    status: z.enum([...replayStatuses, 'cancelling']),
    createdAt: time,
    endedAt: time.optional(),
    total: z.int().describe('Deliveries in the range.'),
    seen: z.int().describe('Of them, gone through.'),
    sent: z.int().describe('Of them, sent again; the others did not match or are under way anyway.'),
  })
  .meta({ id: 'WebhookReplay' });
export type ReplayAnswer = z.infer<typeof replayAnswer>;

export const replayList = z
  .object({ replays: z.array(replayAnswer).describe('The last 50, the newest first.') })
  .meta({ id: 'WebhookReplayList' });

export const eventTypeList = z
  .object({
    eventTypes: z.array(
      z
        .object({
          type: z.enum(eventTypes),
          description: z.string(),
          schema: z.record(z.string(), z.unknown()).describe('JSON Schema (2020-12) of the body.'),
        })
        .meta({ id: 'WebhookEventType' }),
    ),
  })
  .meta({ id: 'WebhookEventTypeList' });
