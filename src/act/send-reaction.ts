/** What came of a message after it left; machine_opened: by a program, and by nobody. */
export const SEND_REACTIONS = ['opened', 'clicked', 'machine_opened', 'unsubscribed', 'complained'] as const
export type SendReaction = (typeof SEND_REACTIONS)[number]
