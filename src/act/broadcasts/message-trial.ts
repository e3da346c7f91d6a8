import { isDirect } from '#decide/strategy.ts'
import type { Clock } from '#kernel/clock.ts'
import type { ContactReader } from '../contact-reader.ts'
import type { MessageMaker } from '../message-maker.ts'
import { contactKey } from '../send-source.ts'
import type { ClaimedSend } from '../send-store.ts'
import type { MessageTrial } from './broadcast-service.ts'

/** Makes the messages of a sample as they would be made, and throws them away: what is missing for somebody is seen before anything leaves. */
export function createMessageTrial(parts: {
  readonly contacts: Pick<ContactReader, 'addressOf'>
  readonly maker: MessageMaker
  readonly clock: Clock
}): MessageTrial {
  const { contacts, maker, clock } = parts
  return async ({ id, version, definition }, sample) => {
    const reasons: Record<string, number> = {}
    const now = clock.now()
    let tried = 0
    for (const [channel, of] of Map.groupBy(
      sample.filter((one) => isDirect(one.channel)),
      (one) => one.channel,
    )) {
      const found = await contacts.addressOf(
        of.map(({ customerId }) => customerId),
        channel,
      )
      const sends = found.flatMap((contact) => {
        const { customerId, address } = contact
        if (address === null) return []
        const send: ClaimedSend = {
          sendKey: contactKey(id, customerId),
          decisionId: null,
          runId: id,
          customerId,
          source: { kind: 'broadcast', id },
          sourceVersion: version,
          step: 1,
          content: definition.content,
          purpose: 'marketing',
          priority: definition.priority,
          nextChannels: [],
          expiresAt: null,
          repeatUntil: null,
          channel,
          attempts: 0,
          plannedAt: now,
          draw: null,
          variables: { daysSinceLastOrder: null, favouriteCategory: '' },
        }
        return [{ send, contact: { ...contact, address } }]
      })
      tried += sends.length
      for (const made of await maker.make(sends, now)) {
        if (made.kind === 'not_made') reasons[made.reason] = (reasons[made.reason] ?? 0) + 1
      }
    }
    return { sample: tried, reasons }
  }
}
