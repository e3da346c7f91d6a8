import type { HandledTask } from './agent-desk.ts'
import type { ReceivedMail } from './mailbox.ts'
import type { ReceivedWebhook } from './webhook-receiver.ts'

/** All contacts that actually reached the shop's customers. */
export interface ContactLog {
  readonly mails: readonly ReceivedMail[]
  readonly tasks: readonly HandledTask[]
  readonly webhooks: readonly ReceivedWebhook[]
}

/** The addresses and customers reached, by channel. */
export interface Reached {
  /** Lower-case address -> its mails in order of arrival. */
  readonly mailsTo: ReadonlyMap<string, readonly ReceivedMail[]>
  readonly calledCustomers: ReadonlySet<string>
  readonly pushedCustomers: ReadonlySet<string>
}

export function whoWasReached(log: ContactLog): Reached {
  const mailsTo = new Map<string, ReceivedMail[]>()
  for (const mail of log.mails) {
    const address = mail.to.trim().toLowerCase()
    const mails = mailsTo.get(address)
    if (mails === undefined) mailsTo.set(address, [mail])
    else mails.push(mail)
  }
  const pushed = new Set<string>()
  for (const webhook of log.webhooks) if (webhook.customerId !== null) pushed.add(webhook.customerId)
  return { mailsTo, calledCustomers: new Set(log.tasks.map((task) => task.customerId)), pushedCustomers: pushed }
}
