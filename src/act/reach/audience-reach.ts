import type { Scope } from '#access/scope.ts'
import type { ChannelReadiness, UnreadyReason } from '#decide/channel-readiness.ts'
import type { Channel } from '#decide/strategy.ts'
import type { Condition } from '#segment/conditions/condition.ts'

/** Channels that people have an address of. */
export const REACH_CHANNELS = ['email', 'sms', 'wechat', 'push', 'agent_task'] as const satisfies readonly Channel[]
export type ReachChannel = (typeof REACH_CHANNELS)[number]

/** Of some customers: those with an address of a channel, each counted once as one of the others. */
export interface ChannelReach {
  readonly channel: ReachChannel
  readonly withAddress: number
  /** Every address of theirs is suppressed, or contact with them is stopped or paused. */
  readonly suppressed: number
  /** No consent to marketing; of a task for the team, a no to it. */
  readonly notAgreed: number
  /** In the global control group. */
  readonly heldOut: number
  /** May be contacted. */
  readonly open: number
}

export interface AudienceReach {
  readonly customers: number
  readonly channels: readonly (ChannelReach & { readonly unready: UnreadyReason | null })[]
}

export interface AudienceReachReader {
  /** Of the customers who meet a condition within the scope. @throws AppError of conditions */
  read(scope: Scope, condition: Condition): Promise<{ readonly customers: number; readonly channels: readonly ChannelReach[] }>
}

/** How many of an audience can be contacted, by channel, and whether the channel can send at all. */
export class ReachService {
  readonly #reader: AudienceReachReader
  readonly #readiness: ChannelReadiness

  constructor(ports: { readonly reader: AudienceReachReader; readonly readiness: ChannelReadiness }) {
    this.#reader = ports.reader
    this.#readiness = ports.readiness
  }

  async of(scope: Scope, condition: Condition): Promise<AudienceReach> {
    const [{ customers, channels }, unready] = await Promise.all([this.#reader.read(scope, condition), this.#readiness.unready()])
    return { customers, channels: channels.map((one) => ({ ...one, unready: unready.get(one.channel) ?? null })) }
  }
}
