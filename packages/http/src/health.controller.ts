import { Controller, Get, Inject, Res } from '@nestjs/common';
import { registry } from '@wetread/telemetry';
import type { FastifyReply } from 'fastify';

/** One thing a process needs before it can work. `check` rejects where it is missing. */
export interface ReadinessCheck {
  readonly name: string;
  check(): Promise<void>;
}

export const READINESS_CHECKS = Symbol('READINESS_CHECKS');

const checkTimeoutMs = 3_000;

/** Liveness tells that the event loop turns; readiness that the process can do its work now. */
@Controller()
export class HealthController {
  readonly #checks: readonly ReadinessCheck[];
  #draining = false;

  constructor(@Inject(READINESS_CHECKS) checks: readonly ReadinessCheck[]) {
    this.#checks = checks;
  }

  @Get('healthz')
  live(): { status: string } {
    return { status: 'ok' };
  }

  @Get('readyz')
  async ready(
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ status: string; checks: Record<string, string> }> {
    const results = await Promise.all(this.#checks.map(async (item) => [item.name, await outcome(item)] as const));
    const ready = !this.#draining && results.every(([, result]) => result === 'ok');
    if (!ready) reply.status(503);
    return { status: this.#draining ? 'draining' : ready ? 'ok' : 'unavailable', checks: Object.fromEntries(results) };
  }

  @Get('metrics')
  async metrics(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    reply.type(registry.contentType);
    return registry.metrics();
  }

  /** From now on not ready, so that no new work is sent here. */
  drain(): void {
    this.#draining = true;
  }

  beforeApplicationShutdown(): void {
    this.drain();
  }
}

async function outcome({ check }: ReadinessCheck): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), checkTimeoutMs);
  });
  try {
    await Promise.race([check(), late]);
    return 'ok';
  } catch (error) {
    return (error as Error).message;
  } finally {
    clearTimeout(timer);
  }
}
