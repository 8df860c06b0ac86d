/** Of de-identified studies, whether to name them as their sender does too, which takes a key with the scope `identity`. */
export const identifiersOf = (original: boolean | undefined) => (original ? { identifiers: 'original' as const } : {});

export const originalOption = [
  '--original',
  'of de-identified studies, also as their sender names them; takes a key with identity',
] as const;
