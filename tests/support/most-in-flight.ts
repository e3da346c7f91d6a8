import { SMTP } from '#act/providers/smtp/smtp-provider.ts'
import { PLACES_PER_CALL } from '#act/sending/send-lane.ts'

/** So many mails a server has handed over at most before it knows what became of them: no more can be uncertain when it dies. */
export const MOST_IN_FLIGHT = SMTP.pace.atOnce * PLACES_PER_CALL
