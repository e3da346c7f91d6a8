import type { Channel } from '#decide/strategy.ts'

/** Most marketing contacts in a calendar day and a calendar week (from Monday) of the customer. Null: no limit. */
export interface Cap {
  readonly day: number | null
  readonly week: number | null
}

/** Local times of the customer between which nothing is sent, as 'HH:MM'; past midnight where `from` is later than `to`. */
export interface QuietWindow {
  readonly from: string
  readonly to: string
}

/** Quiet hours of a channel in one country (ISO 3166), or `*`: in all that have no rule of their own. */
export interface QuietRule {
  readonly channel: Channel
  readonly country: string
  /** Null: none in this country. */
  readonly quiet: QuietWindow | null
}

/** What becomes of a contact that is blocked now: it waits (until it expires), goes over the next channel that is open, or is left out. */
export const WHEN_BLOCKED = ['defer', 'next_channel', 'skip'] as const
export type WhenBlocked = (typeof WHEN_BLOCKED)[number]

/** When and how often customers of the project are contacted. */
export interface ContactRules {
  readonly caps: { readonly all: Cap; readonly channels: Readonly<Partial<Record<Channel, Cap>>> }
  readonly quiet: readonly QuietRule[]
  readonly whenCapped: WhenBlocked
  readonly whenQuiet: WhenBlocked
  /** Transactional messages to one customer in their calendar day; caps and quiet hours do not hold for them. */
  readonly transactionalPerDay: number
}

/** Channels whose contacts count among those of all channels: a webhook is a word to the shop's own systems, no contact. */
export function countsInAll(channel: Channel): boolean {
  return channel !== 'webhook'
}

/**
 * What holds until somebody says otherwise. No law names hours for text messages in China; carriers and providers do, the narrowest that we read of from 08:00 to 20:00
 * (Tencent Cloud refuses marketing outside 08:00 to 22:00). Elsewhere 08:00 to 21:00, the bound of 47 CFR 64.1200 (c)(1) for calls.
 */
export const DEFAULT_RULES: ContactRules = {
  caps: {
    all: { day: 2, week: 5 },
    channels: {
      email: { day: 1, week: 4 },
      sms: { day: 1, week: 2 },
      wechat: { day: 1, week: 3 },
      push: { day: 1, week: 4 },
    },
  },
  quiet: [
    { channel: 'sms', country: 'CN', quiet: { from: '20:00', to: '08:00' } },
    { channel: 'sms', country: '*', quiet: { from: '21:00', to: '08:00' } },
    { channel: 'wechat', country: '*', quiet: { from: '21:00', to: '08:00' } },
    { channel: 'push', country: '*', quiet: { from: '21:00', to: '08:00' } },
  ],
  whenCapped: 'defer',
  whenQuiet: 'defer',
  transactionalPerDay: 10,
}

/** The quiet hours of a channel for a customer of a country; null: none. */
export function quietFor(rules: Pick<ContactRules, 'quiet'>, channel: Channel, country: string): QuietWindow | null {
  const own = rules.quiet.filter((rule) => rule.channel === channel)
  return (own.find((rule) => rule.country === country) ?? own.find((rule) => rule.country === '*'))?.quiet ?? null
}

/** Minutes since midnight of 'HH:MM'. */
export function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))
}
