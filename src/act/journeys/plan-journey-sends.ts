import type { ChannelReadiness } from '#decide/channel-readiness.ts'
import type { Channel } from '#decide/strategy.ts'
import { DAY_MS } from '#kernel/clock.ts'
import type { PlannerPorts } from '../broadcasts/broadcast-planner.ts'
import type { BroadcastContents, RecipientReader } from '../broadcasts/broadcast-ports.ts'
import type { BroadcastDefinition } from '../broadcasts/broadcast.ts'
import { costOf } from '../broadcasts/cost-of-broadcast.ts'
import { planBlock } from '../broadcasts/plan-block.ts'
import type { PlanOrder, Recipient } from '../broadcasts/plan-block.ts'
import type { MessageContent } from '../content/message-content.ts'
import type { ContactRules } from '../policy/contact-rules.ts'
import type { CustomerZones } from '../policy/customer-moment.ts'
import { quietFor } from '../policy/contact-rules.ts'
import { bestTime } from '../send-time/choose-hour.ts'
import type { CustomerHours } from '../send-time/hour-model.ts'
import { contactKey } from '../send-source.ts'
import type { PlannedContact } from '../send-store.ts'
import { armOfCustomer } from './enter-journey.ts'
import type { JourneyDefinition, JourneyStep } from './journey.ts'
import type { Run } from './run-ports.ts'

export type SendStep = Extract<JourneyStep, { kind: 'send' }>

/** A message of a run. */
export interface SendAsk {
  readonly run: Pick<Run, 'id' | 'journeyId' | 'version' | 'customerId'>
  readonly definition: Pick<JourneyDefinition, 'name' | 'audience' | 'holdout' | 'priority' | 'windowDays'>
  readonly step: SendStep
  /** Steps that the run did before. */
  readonly visit: number
}

export interface JourneySendPorts {
  readonly recipients: RecipientReader
  readonly contents: BroadcastContents
  readonly rules: () => Promise<ContactRules>
  readonly readiness: Pick<ChannelReadiness, 'unready'>
  readonly zones: CustomerZones
  /** When customers look, for what leaves at their best hour. */
  readonly hours: NonNullable<PlannerPorts['hours']>
}

/** The content of a step is gone. */
export class ContentGone extends Error {}

/**
 * Messages of runs as they are planned: by the same rules as those of broadcasts. A customer who is not contacted gets a row with the reason. In the order in which they were
 * asked for.
 */
export async function planJourneySends(asks: readonly SendAsk[], ports: JourneySendPorts, now: Date): Promise<readonly PlannedContact[]> {
  if (asks.length === 0) return []
  const [rules, unready] = await Promise.all([ports.rules(), ports.readiness.unready()])
  const planned = new Map<SendAsk, PlannedContact>()
  for (const group of Map.groupBy(asks, ({ run, step }) => `${run.journeyId} ${run.version} ${step.id}`).values()) {
    const [first] = group
    if (first === undefined) continue
    const { step, run } = first
    const content = await ports.contents.find(step.content.id, step.content.version)
    if (content === null) throw new ContentGone(`The content of step ${step.id} is gone.`)
    const order = orderOfStep(first, content.content, { rules, zones: ports.zones, unready: new Set(unready.keys()), now })
    const customerIds = [...new Set(group.map((ask) => ask.run.customerId))]
    const recipients = await ports.recipients.read(customerIds, { channels: step.channels, sourceId: run.journeyId, now })
    const contacts = new Map(planBlock(order, recipients).map(({ contact }) => [contact.customerId, contact]))
    const known = new Map(recipients.map((one) => [one.customerId, one]))
    const [channel] = step.channels
    const zoned = recipients.map((one) => ({ customerId: one.customerId, timeZone: ports.zones.zoneOf(one.timeZone).timeZone }))
    const hours = step.time === 'best_hour' && channel !== undefined ? await ports.hours(zoned, channel) : null
    for (const ask of group) {
      const contact = contacts.get(ask.run.customerId)
      if (contact === undefined) continue
      const recipient = known.get(ask.run.customerId)
      planned.set(ask, contactOfAsk(contact, ask, recipient, order, hours?.get(ask.run.customerId) ?? null))
    }
  }
  return asks.flatMap((ask) => planned.get(ask) ?? [])
}

/** What planning asks of a step. */
export function orderOfStep(
  { run, definition, step }: Pick<SendAsk, 'run' | 'definition' | 'step'>,
  content: MessageContent,
  around: Pick<PlanOrder, 'rules' | 'zones' | 'unready' | 'now'>,
): PlanOrder {
  return {
    ...around,
    broadcast: { id: run.journeyId, version: run.version, definition: asBroadcast(definition, step) },
    purpose: content.purpose,
    costOf: costOf(step, content),
  }
}

/** A contact as the run plans it: nobody reads it who shares the address and is held out, and it may wait for the best hour of the customer. */
export function contactOfAsk(
  contact: PlannedContact,
  ask: SendAsk,
  recipient: Recipient | undefined,
  order: PlanOrder,
  hours: CustomerHours | null,
): PlannedContact {
  const { run, definition } = ask
  const one = ofRun(contact, ask, isSharedWithHeldOut(contact, recipient, definition.holdout, run.journeyId))
  return hours === null || recipient === undefined ? one : atBestHour(one, recipient, order, hours)
}

/** Within a day, and before it is worth nothing any more; what waits for the rules of contact anyway leaves after that. */
function atBestHour(planned: PlannedContact, recipient: Recipient, { now, rules, zones }: PlanOrder, own: CustomerHours): PlannedContact {
  if (planned.suppressed !== null) return planned
  const { timeZone } = zones.zoneOf(recipient.timeZone)
  const day = new Date(now.getTime() + DAY_MS)
  const until = planned.expiresAt !== null && planned.expiresAt < day ? planned.expiresAt : day
  const quiet = quietFor(rules, planned.channel, recipient.country)
  const { at, hour } = bestTime(own, { from: now, until, zone: timeZone, quiet, draw: planned.sendKey })
  return { ...planned, hour, notBefore: at > planned.notBefore ? at : planned.notBefore }
}

/** The parts of a step that planning asks for. Who is held out was drawn at the entry. */
function asBroadcast({ name, audience, priority, windowDays }: SendAsk['definition'], step: SendStep): BroadcastDefinition {
  return {
    name,
    audience,
    content: step.content,
    channels: step.channels,
    when: { kind: 'now' },
    holdout: 0,
    holdoutWaiver: '',
    expiresHours: step.expiresHours,
    priority,
    windowDays,
    unitCosts: step.unitCosts,
  }
}

/** Somebody who shares the address is in the control group of the journey, and would read it. */
function isSharedWithHeldOut(
  { channel, purpose }: { readonly channel: Channel; readonly purpose: string },
  recipient: Recipient | undefined,
  holdout: number,
  journeyId: string,
): boolean {
  if (purpose !== 'marketing') return false
  return (recipient?.reach.get(channel)?.sharedWith ?? []).some((other) => armOfCustomer(journeyId, other, holdout) === 'control')
}

function ofRun(contact: PlannedContact, { run, step, visit }: SendAsk, isShared: boolean): PlannedContact {
  const suppressed = contact.suppressed ?? (isShared ? 'held_out_contact' : null)
  return {
    ...contact,
    sendKey: contactKey(run.id, run.customerId, visit + 1),
    runId: run.id,
    source: { kind: 'journey', id: run.journeyId },
    sourceVersion: run.version,
    step: visit + 1,
    content: step.content,
    suppressed,
    nextChannels: suppressed === null ? contact.nextChannels : [],
  }
}
