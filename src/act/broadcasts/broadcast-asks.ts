import { isInDayWindow, localMinutes } from '#kernel/local-time.ts'
import type { Channel } from '#decide/strategy.ts'
import { minutesOf } from '../policy/contact-rules.ts'
import type { BroadcastDefinition, BroadcastPreview } from './broadcast.ts'

/** What a person must say yes to before a broadcast starts. */
export const BROADCAST_ASKS = [
  'everybody',
  'ten_times_larger',
  'empty_audience',
  'nobody_reached',
  'at_night',
  'time_past',
  'not_previewed',
  'unmade',
  'variant_lost',
  'links_local',
  'shop_unnamed',
] as const
export type BroadcastAsk = (typeof BROADCAST_ASKS)[number]

export interface AskedOf {
  readonly definition: BroadcastDefinition
  readonly customers: number
  readonly everyone: number
  /** Of the broadcast before; null: there was none. */
  readonly lastAudience: number | null
  readonly preview: BroadcastPreview | null
  /** The segment of a variant of its content cannot be asked: nobody would get the variant. */
  readonly hasLostVariant: boolean
  readonly timeZone: string
  readonly now: Date
  readonly letters: LettersState
}

/** What every message carries, as far as it can be wrong without a word. */
export interface LettersState {
  /** Whether customers can open links of ours: this server's public address is no private one. */
  readonly linksWork: boolean
  /** Whether somebody has said what the shop is called. */
  readonly isNamed: boolean
}

const NIGHT = { from: 22 * 60, to: 7 * 60 } as const
const TIMES_LARGER = 10
/** Below this a large change says nothing. */
const SMALL = 100
/** So many contacts of all customers are everybody. */
const EVERYBODY = 0.95
/** Channels that wake people: the others may be read in the morning. */
const WAKING: readonly Channel[] = ['sms', 'push', 'wechat']
/** Channels whose messages customers read. */
const READ: readonly Channel[] = ['email', ...WAKING]

/** What looks wrong about a broadcast, most telling first. Empty: nothing does. */
export function broadcastAsks(asked: AskedOf): readonly BroadcastAsk[] {
  const { definition, customers, everyone, lastAudience, preview, hasLostVariant, timeZone, now, letters } = asked
  const asks: BroadcastAsk[] = []
  if (customers === 0) asks.push('empty_audience')
  else if (preview === null) asks.push('not_previewed')
  else if (preview.sums.planned === 0) asks.push('nobody_reached')
  if (everyone >= SMALL && customers >= everyone * EVERYBODY) asks.push('everybody')
  if (lastAudience !== null && customers >= SMALL && customers >= lastAudience * TIMES_LARGER) asks.push('ten_times_larger')
  const { when, channels } = definition
  const at = when.kind === 'at' ? new Date(when.at) : now
  if (when.kind === 'at' && at < now) asks.push('time_past')
  const minutes = when.kind === 'local' || when.kind === 'repeat' ? minutesOf(when.time) : localMinutes(at < now ? now : at, timeZone)
  // The best hour of a customer is always by day.
  if (when.kind !== 'best' && isInDayWindow(minutes, NIGHT.from, NIGHT.to) && channels.some((channel) => WAKING.includes(channel)))
    asks.push('at_night')
  if (preview !== null && Object.values(preview.unmade.reasons).some((n) => n > 0)) asks.push('unmade')
  if (hasLostVariant) asks.push('variant_lost')
  if (channels.some((channel) => READ.includes(channel))) {
    if (!letters.linksWork) asks.push('links_local')
    if (!letters.isNamed) asks.push('shop_unnamed')
  }
  return asks
}

/** When planning begins: for local times, when the first zone of the world (UTC+14) comes to them. */
export function startOf({ when }: Pick<BroadcastDefinition, 'when'>, now: Date): Date {
  // A series begins when it is started; its occurrences have times of their own.
  if (when.kind === 'now' || when.kind === 'repeat') return now
  const time = when.kind === 'local' ? when.time : '00:00'
  const at = when.kind === 'at' ? new Date(when.at) : new Date(Date.parse(`${when.day}T${time}:00Z`) - 14 * 3_600_000)
  return at > now ? at : now
}
