import { fluoroscopyClasses, radiographyClasses, secondaryCaptureClasses, supportedSyntaxes } from '@wetread/dicom';
import { maxPduBytes } from '@wetread/dimse';
import dimse, { type association } from 'dcmjs-dimse';
import { commitmentClass } from './commitment.ts';

const { PresentationContextResult, SopClass, TransferSyntax } = dimse.constants;

const plainSyntaxes: ReadonlySet<string> = new Set([
  TransferSyntax.ImplicitVRLittleEndian,
  TransferSyntax.ExplicitVRLittleEndian,
]);

const abstractSyntaxes: ReadonlySet<string> = new Set([
  SopClass.Verification,
  commitmentClass,
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
    const abstractSyntax = context.getAbstractSyntaxUid();
    if (!abstractSyntaxes.has(abstractSyntax)) {
      context.setResult(PresentationContextResult.RejectAbstractSyntaxNotSupported);
      continue;
    }
    const known = abstractSyntax === commitmentClass ? plainSyntaxes : supportedSyntaxes;
    const syntax = context.getTransferSyntaxUids().find((uid) => known.has(uid));
    if (syntax) context.setResult(PresentationContextResult.Accept, syntax);
    else context.setResult(PresentationContextResult.RejectTransferSyntaxesNotSupported);
  }
  // The library answers with the lesser of this and ours.
  requested.setMaxPduLength(maxPduBytes);
}
