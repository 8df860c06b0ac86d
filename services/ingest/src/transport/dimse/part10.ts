export { type InstanceIdentity, part10Head } from '@wetread/dicom';
