import { AppError } from '#kernel/app-error.ts'
import { composeEmail } from '../compose-email.ts'
import type { Letterhead, OutgoingEmail } from '../compose-email.ts'
import type { ChannelPort, Delivery, Outcome } from './channel.ts'

export interface Mailer {
  send(email: OutgoingEmail): Promise<Outcome>
  close(): void
}

export function createEmailChannel(mailer: Mailer, letterhead: Letterhead): ChannelPort {
  return {
    prepare({ send, definition, contact, now }: Delivery) {
      const { address } = contact
      if (address === null) throw new AppError('invalid-input', 'no-address', 'This customer has no e-mail address.')
      const email = composeEmail(send, definition, { ...contact, address }, letterhead, now)
      return { message: { subject: email.subject, text: email.text }, deliver: () => mailer.send(email) }
    },
    close: () => mailer.close(),
  }
}
