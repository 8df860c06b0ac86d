/** Who we say we are, in associations and in the files we write. */
export const implementationClassUid = '2.25.168201395571104862393047728915520436087';
export const implementationVersion = 'WETREAD';
