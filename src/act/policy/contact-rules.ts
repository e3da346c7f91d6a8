import { CHANNELS } from '#decide/strategy.ts'
import type { Channel } from '#decide/strategy.ts'
import { AppError } from '#kernel/app-error.ts'

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

const MOST_A_DAY = 50
const MOST_A_WEEK = 200
const MOST_RULES = 200
const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/u
const COUNTRY = /^(?:[A-Z]{2}|\*)$/u

/** The quiet hours of a channel for a customer of a country; null: none. */
export function quietFor(rules: Pick<ContactRules, 'quiet'>, channel: Channel, country: string): QuietWindow | null {
  const own = rules.quiet.filter((rule) => rule.channel === channel)
  return (own.find((rule) => rule.country === country) ?? own.find((rule) => rule.country === '*'))?.quiet ?? null
}

/** Minutes since midnight of 'HH:MM'. */
export function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))
}

/** @throws AppError invalid-input `contact-rules-wrong` that names the place */
export function checkContactRules(rules: ContactRules): ContactRules {
  checkCap('caps.all', rules.caps.all)
  for (const channel of CHANNELS) {
    const cap = rules.caps.channels[channel]
    if (cap !== undefined) checkCap(`caps.channels.${channel}`, cap)
  }
  if (rules.quiet.length > MOST_RULES) wrong('quiet', `at most ${MOST_RULES} rules`)
  const seen = new Set<string>()
  for (const [i, { channel, country, quiet }] of rules.quiet.entries()) {
    const place = `quiet[${i}]`
    if (!COUNTRY.test(country)) wrong(`${place}.country`, 'an ISO 3166 code of two capital letters such as CN, or * for all others')
    if (seen.has(`${channel} ${country}`)) wrong(place, 'one rule for each channel and country')
    seen.add(`${channel} ${country}`)
    if (quiet === null) continue
    for (const side of ['from', 'to'] as const) if (!TIME.test(quiet[side])) wrong(`${place}.quiet.${side}`, 'a time such as 21:00')
    if (quiet.from === quiet.to) wrong(`${place}.quiet`, 'two different times: with the same ones nothing would ever be sent')
  }
  const { transactionalPerDay } = rules
  if (!Number.isInteger(transactionalPerDay) || transactionalPerDay < 1 || transactionalPerDay > MOST_A_DAY) {
    wrong('transactionalPerDay', `a whole number from 1 to ${MOST_A_DAY}`)
  }
  return rules
}

function checkCap(place: string, { day, week }: Cap): void {
  if (day !== null && (!Number.isInteger(day) || day < 0 || day > MOST_A_DAY))
    wrong(`${place}.day`, `a whole number from 0 to ${MOST_A_DAY}, or none`)
  if (week !== null && (!Number.isInteger(week) || week < 0 || week > MOST_A_WEEK)) {
    wrong(`${place}.week`, `a whole number from 0 to ${MOST_A_WEEK}, or none`)
  }
  if (day !== null && week !== null && week < day) wrong(`${place}.week`, 'at least the cap of a day')
}

function wrong(place: string, expected: string): never {
  throw new AppError('invalid-input', 'contact-rules-wrong', `${place} must be ${expected}.`, { details: { place, expected } })
}
