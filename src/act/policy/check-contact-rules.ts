import { CHANNELS } from '#decide/strategy.ts'
import { AppError } from '#kernel/app-error.ts'
import type { Cap, ContactRules } from './contact-rules.ts'

const MOST_A_DAY = 50
const MOST_A_WEEK = 200
const MOST_RULES = 200
const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/u
const COUNTRY = /^(?:[A-Z]{2}|\*)$/u

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
