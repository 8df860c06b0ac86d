export { type SealedSecret, SecretBox, sealedSecret } from '@wetread/accounts';
