import { fluoroscopyClasses, radiographyClasses, secondaryCaptureClasses, supportedSyntaxes } from '@wetread/dicom';
import dimse, { type association } from 'dcmjs-dimse';
import { maxPduBytes } from './implementation.ts';

const { PresentationContextResult, SopClass } = dimse.constants;

const abstractSyntaxes: ReadonlySet<string> = new Set([
  SopClass.Verification,
  ...radiographyClasses,
  ...secondaryCaptureClasses,
  // Refused one by one, with a reason that reaches the study; rejected here, nobody would know (I8).
  ...fluoroscopyClasses,
]);

/**
 * Answers each presentation context by what admission can take, with the first transfer syntax that the sender names and
 * we read: its own first choice is the one in which it need not transcode.
 */
export function negotiate(requested: association.Association): void {
  for (const { id } of requested.getPresentationContexts()) {
    const context = requested.getPresentationContext(id);
    if (!abstractSyntaxes.has(context.getAbstractSyntaxUid())) {
      context.setResult(PresentationContextResult.RejectAbstractSyntaxNotSupported);
      continue;
    }
    const syntax = context.getTransferSyntaxUids().find((uid) => supportedSyntaxes.has(uid));
    if (syntax) context.setResult(PresentationContextResult.Accept, syntax);
    else context.setResult(PresentationContextResult.RejectTransferSyntaxesNotSupported);
  }
  // The library answers with the lesser of this and ours. The sender's own limit is for what we send: short responses.
  requested.setMaxPduLength(maxPduBytes);
}
