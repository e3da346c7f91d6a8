/** Of lines, and of patterns of the shop's own. */
export const LOG_LIMITS = {
  /** Bytes of one line; longer ones are refused, whatever is in them. */
  lineBytes: 65_536,
  /** Characters of a line that a pattern of the shop's own is asked about. */
  patternLine: 8_192,
  pattern: 1_000,
  steps: 600,
  /** Milliseconds that a pattern may take for a line, as the mean of a thousand. */
  msPerLine: 2,
} as const
