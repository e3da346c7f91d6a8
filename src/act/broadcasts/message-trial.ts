import { isDirect } from '#decide/strategy.ts'
import type { Channel } from '#decide/strategy.ts'
import type { Clock } from '#kernel/clock.ts'
import type { Contact, ContactReader } from '../contact-reader.ts'
import type { MadeMessage, MadeOwn, MessageMaker, OwnMaker } from '../message-maker.ts'
import { contactKey } from '../send-source.ts'
import type { ClaimedSend } from '../send-store.ts'
import type { Broadcast } from './broadcast.ts'
import type { MessageTrial } from './broadcast-service.ts'

/** Makes the messages of a sample as they would be made, and throws them away: what is missing for somebody is seen before anything leaves. */
export function createMessageTrial(parts: {
  readonly contacts: Pick<ContactReader, 'addressOf'>
  readonly maker: MessageMaker & OwnMaker
  readonly clock: Clock
}): MessageTrial {
  const { contacts, maker, clock } = parts
  return async (broadcast, sample) => {
    const reasons: Record<string, number> = {}
    const variables: Record<string, number> = {}
    const now = clock.now()
    let tried = 0
    for (const [channel, of] of Map.groupBy(sample, (one) => one.channel)) {
      const found = await contacts.addressOf(
        of.map(({ customerId }) => customerId),
        channel,
      )
      const made = await makeAll(maker, broadcast, channel, found, now)
      tried += made.length
      for (const one of made) {
        if (one.kind !== 'not_made') continue
        reasons[one.reason] = (reasons[one.reason] ?? 0) + 1
        for (const name of one.missing ?? []) variables[name] = (variables[name] ?? 0) + 1
      }
    }
    return { sample: tried, reasons, variables }
  }
}

async function makeAll(
  maker: MessageMaker & OwnMaker,
  broadcast: Pick<Broadcast, 'id' | 'version' | 'definition'>,
  channel: Channel,
  contacts: readonly Contact[],
  now: Date,
): Promise<readonly (MadeMessage | MadeOwn)[]> {
  const sends = contacts.map((contact) => ({ send: sendOf(broadcast, channel, contact.customerId, now), contact }))
  if (!isDirect(channel)) return await maker.makeOwn(sends, now)
  return await maker.make(
    sends.flatMap(({ send, contact }) => (contact.address === null ? [] : [{ send, contact: { ...contact, address: contact.address } }])),
    now,
  )
}

function sendOf(
  { id, version, definition }: Pick<Broadcast, 'id' | 'version' | 'definition'>,
  channel: Channel,
  customerId: string,
  now: Date,
): ClaimedSend {
  return {
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
}
