import { Catch } from '@nestjs/common';
import type { WetreadError } from '@wetread/contracts';
import { ProblemFilter } from '@wetread/http';
import type { FastifyRequest } from 'fastify';
import { fhirJson, outcomeOf } from '../../fhir/outcome.ts';

/** Every error under /fhir is an OperationOutcome, also of what NestJS or Fastify refuse by themselves. */
@Catch()
export class FhirFilter extends ProblemFilter {
  protected override formOf(error: WetreadError, request: FastifyRequest) {
    if (!/^\/fhir(?:[/?]|$)/.test(request.raw.url ?? '')) return super.formOf(error, request);
    return { type: fhirJson, body: outcomeOf(error) };
  }
}
