/** Who was mailed about which alerts: one message a person and day, whatever the number of scorings. */
export interface AlertMailLedger {
  /**
   * Takes the message of this day for a reader. Returns the alerts that it is about: these and those that waited since the last one. Null when the reader
   * has had the message of this day: the alerts wait for the next one; and when they were claimed for this reader before, by the same signal.
   */
  claim(userId: string, day: string, alertIds: readonly string[], signal: string): Promise<readonly string[] | null>
  /** Gives a claim back whose message did not leave; the alerts wait for the next try. */
  release(userId: string, day: string, alertIds: readonly string[]): Promise<void>
}
