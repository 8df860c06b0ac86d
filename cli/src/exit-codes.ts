/** What a script can tell from the exit status. docs/cli.md says the same. */
export const exit = {
  ok: 0,
  /** Something was tried and did not work. */
  failed: 1,
  /** The command line or the configuration is wrong; nothing was tried. */
  usage: 2,
  /** The gateway took nothing, or refused some of what was sent; the reasons are printed. */
  refused: 3,
  /** No answer came from the gateway. */
  unreachable: 4,
  /** The key is missing, not known, or may not do this. */
  denied: 5,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exit)[keyof typeof exit];
