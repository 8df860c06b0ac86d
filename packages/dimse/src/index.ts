export { GuardedScp } from './guarded-scp.ts';
export { maxPduBytes } from './implementation.ts';
export {
  AssociationError,
  type AssociationFailure,
  OutgoingAssociation,
  type OutgoingOptions,
  type StoreAnswer,
} from './outgoing-association.ts';
