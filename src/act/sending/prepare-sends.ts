import { assignArm, assignUnitArm } from '#decide/assign-arm.ts'
import { contactBlock } from '#decide/candidate.ts'
import { isDirect } from '#decide/strategy.ts'
import type { Strategy } from '#decide/strategy.ts'
import type { ContactPolicy } from '../contact-policy.ts'
import type { Contact, ContactReader } from '../contact-reader.ts'
import { REPEAT_MARGIN_MS } from '../send-ledger.ts'
import type { SendEvent } from '../send-ledger.ts'
import { strategyOf } from '../send-source.ts'
import type { ClaimedSend } from '../send-store.ts'
import type { MessageSealer, SealedMessage } from '../sent-message.ts'
import type { AllowedSend, Carrier, PreparedSend } from './carrier.ts'

export interface PreparePorts {
  readonly contacts: ContactReader
  readonly policy: ContactPolicy
  readonly messages: MessageSealer
  /** Null: it is gone, or the send does not come from one. */
  readonly strategy: (send: Pick<ClaimedSend, 'source' | 'sourceVersion'>) => Promise<Strategy | null>
}

/** A message that may leave. */
export interface ReadySend {
  readonly send: ClaimedSend
  readonly contact: Contact
  readonly message: Extract<PreparedSend, { kind: 'ready' }>
  readonly sealed: SealedMessage | null
  /** When it was found that the customer may be contacted. */
  readonly checkedAt: Date
}

export interface PreparedBlock {
  readonly ready: readonly ReadySend[]
  /** What the others come to. */
  readonly settled: readonly { readonly send: ClaimedSend; readonly event: SendEvent }[]
}

type Checked = { readonly allowed: AllowedSend } | { readonly event: SendEvent }

/** Checks claimed sends and makes their messages, a block at a time: contacts are read, judged, written and sealed for all of them at once. */
export async function prepareSends(
  sends: readonly ClaimedSend[],
  carrier: Carrier,
  ports: PreparePorts,
  now: Date,
): Promise<PreparedBlock> {
  const settled: { send: ClaimedSend; event: SendEvent }[] = []
  const allowed: AllowedSend[] = []
  for (const [i, one] of (await checkSends(sends, ports, now)).entries()) {
    const send = sends[i]
    if ('allowed' in one) allowed.push(one.allowed)
    else if (send !== undefined) settled.push({ send, event: one.event })
  }
  const made = await carrier.prepare(allowed, now)
  const writable: { allowed: AllowedSend; message: Extract<PreparedSend, { kind: 'ready' }> }[] = []
  for (const [i, one] of allowed.entries()) {
    const message = made[i]
    if (message?.kind === 'ready') writable.push({ allowed: one, message })
    else if (message?.kind === 'elsewhere')
      settled.push({ send: one.send, event: { kind: 'wait', reason: 'other_account', until: now, accountId: message.accountId } })
    else if (message?.kind === 'closed') settled.push({ send: one.send, event: otherwise(one.send, message.reason) })
    else settled.push({ send: one.send, event: { kind: 'rejected', reason: message?.reason ?? 'message_not_made' } })
  }
  const sealed = await ports.messages.sealAll(
    writable.map(({ allowed: { send, contact }, message }) => ({
      sendKey: send.sendKey,
      customerId: send.customerId,
      contact,
      text: message.text,
    })),
  )
  const ready = writable.map(({ allowed: { send, contact }, message }, i) => ({
    send,
    contact,
    message,
    sealed: sealed[i] ?? null,
    checkedAt: now,
  }))
  return { ready, settled }
}

/** Whether each of these may leave at this moment. Whatever was planned, who is held out, has said no or cannot be reached is not contacted. */
export async function checkSends(sends: readonly ClaimedSend[], ports: PreparePorts, now: Date): Promise<readonly Checked[]> {
  const checked = new Map<ClaimedSend, Checked>()
  const open: AllowedSend[] = []
  const [first] = sends
  const contacts = new Map(
    first === undefined
      ? []
      : (
          await ports.contacts.addressOf(
            sends.map(({ customerId }) => customerId),
            first.channel,
          )
        ).map((contact) => [contact.customerId, contact]),
  )
  for (const send of sends) {
    const strategy = await ports.strategy(send)
    const contact = contacts.get(send.customerId)
    const event = ownCheck(send, strategy, contact, now)
    if (event !== null) checked.set(send, { event })
    else if (contact !== undefined) open.push({ send, contact, definition: strategy?.definition ?? null })
  }
  const verdicts = await ports.policy.check(
    open.map(({ send }) => send),
    now,
  )
  for (const [i, one] of open.entries()) {
    const verdict = verdicts[i]
    if (verdict?.kind === 'allowed') checked.set(one.send, { allowed: one })
    else if (verdict?.kind === 'later') checked.set(one.send, { event: { kind: 'wait', reason: verdict.reason, until: verdict.at } })
    else if (verdict?.kind === 'other_channel') checked.set(one.send, { event: otherwise(one.send, verdict.reason) })
    else checked.set(one.send, { event: { kind: 'suppress', reason: verdict?.reason ?? 'not_judged' } })
  }
  return sends.map((send) => checked.get(send) ?? { event: { kind: 'suppress', reason: 'no_address' } })
}

function ownCheck(send: ClaimedSend, strategy: Strategy | null, contact: Contact | undefined, now: Date): SendEvent | null {
  if (send.repeatUntil !== null && send.repeatUntil.getTime() <= now.getTime() + REPEAT_MARGIN_MS) return { kind: 'repeat_lapsed' }
  if (send.expiresAt !== null && send.expiresAt <= now) return { kind: 'suppress', reason: 'expired' }
  const strategyId = strategyOf(send.source)
  if (strategyId !== null) {
    if (strategy === null) return { kind: 'rejected', reason: 'strategy_missing' }
    // The arm is worked out once more from scratch: whatever went wrong before, a held-out customer is not contacted.
    const { runId, draw, customerId } = send
    const arm =
      draw === null ? assignArm(runId, strategyId, customerId, strategy.definition.holdout) : assignUnitArm(runId, draw.unit, draw.holdout)
    if (arm !== 'treated') return { kind: 'suppress', reason: 'held_out' }
  }
  const reach = contact === undefined ? undefined : { ...contact, hasAddress: !isDirect(send.channel) || contact.address !== null }
  const block = contactBlock(send.channel, reach, send.purpose)
  if (block === null) return null
  return block === 'no_address' || block === 'no_consent' || block === 'suppressed'
    ? otherwise(send, block)
    : { kind: 'suppress', reason: block }
}

/** The next channel of the send, or none. */
function otherwise(send: ClaimedSend, reason: string): SendEvent {
  const [channel, ...nextChannels] = send.nextChannels
  // A message that may be out already must not go out over another channel too.
  if (channel === undefined || send.repeatUntil !== null) return { kind: 'suppress', reason }
  return { kind: 'reroute', reason, channel, nextChannels }
}
