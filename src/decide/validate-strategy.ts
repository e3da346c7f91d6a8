import { AppError } from '#kernel/app-error.ts'
import { checkTemplate } from './message-template.ts'
import { channelsOf, CHANNELS, DRAW_BY } from './strategy.ts'
import type { StrategyDefinition } from './strategy.ts'

/** In minor units: costs of decisions are stored with twelve digits before the point. */
const MOST_CONTACT_COST = 100_000_000_000

/**
 * Rejects a strategy that could not run or whose effect could not be measured.
 * @throws AppError naming the first field that is wrong and what to do about it.
 */
export function validateStrategy(definition: StrategyDefinition, currency: string): void {
  const { name, offer, contactCost, budget, content } = definition
  requireThat(
    name.zh.trim() !== '' || name.en.trim() !== '',
    'strategy-name',
    'The strategy has no name. Give it one in Chinese or English.',
  )
  const channels = channelsOf(definition)
  requireThat(
    channels.every((channel) => CHANNELS.includes(channel)) && new Set(channels).size === channels.length,
    'strategy-channel',
    `The channels must be different ones of ${CHANNELS.join(', ')}.`,
  )
  requireThat(
    definition.drawBy === undefined || DRAW_BY.includes(definition.drawBy),
    'strategy-draw-by',
    `drawBy is "${definition.drawBy ?? ''}". Use ${DRAW_BY.join(' or ')}, or leave it out.`,
  )
  within('expectedEffect', definition.expectedEffect, -1, 1)
  within('holdout', definition.holdout, 0, 0.9)
  within('offer.discount', offer.discount, 0, 1)
  whole('offer.validDays', offer.validDays, 0, 365)
  whole('cooldownDays', definition.cooldownDays, 0, 365)
  whole('windowDays', definition.windowDays, 1, 180)
  whole('slaHours', definition.slaHours, 1, 720)
  whole('contactCost.minor', contactCost.minor, 0, MOST_CONTACT_COST)
  requireThat(
    definition.holdout > 0 || (definition.holdoutWaiver ?? '').trim().length >= 10,
    'holdout-waiver-needed',
    'Without a control group the effect of this strategy cannot be measured. Keep one (20% is usual), or explain in holdoutWaiver why there is none (at least 10 characters).',
  )
  for (const [field, money] of [
    ['contactCost', contactCost],
    ['budget', budget],
  ] as const) {
    requireThat(
      money === null || money.currency === currency,
      'strategy-currency',
      `${field} is in ${money?.currency ?? ''}, but this shop counts in ${currency}. Give the amount in ${currency}.`,
      { field, currency },
    )
  }
  if (budget !== null) whole('budget.minor', budget.minor, 0, Number.MAX_SAFE_INTEGER)
  requireThat(
    offer.kind !== 'coupon' || (offer.discount > 0 && offer.validDays > 0),
    'strategy-offer',
    'A coupon needs a discount above 0 and at least one day of validity.',
    { reason: 'coupon' },
  )
  requireThat(
    offer.kind === 'coupon' || offer.discount === 0,
    'strategy-offer',
    `Only a coupon carries a discount: set offer.discount to 0 or make the offer a coupon.`,
    { reason: 'discount' },
  )
  requireThat(
    content.body.zh.trim() !== '' || content.body.en.trim() !== '',
    'strategy-content',
    'The message has no text. Write content.body in Chinese or English.',
    { reason: 'body' },
  )
  requireThat(
    !channels.includes('email') || content.subject.zh.trim() !== '' || content.subject.en.trim() !== '',
    'strategy-content',
    'The e-mail has no subject. Write content.subject in Chinese or English.',
    { reason: 'subject' },
  )
  for (const language of ['zh', 'en'] as const) {
    checkTemplate(content.subject[language], { part: 'subject', language })
    checkTemplate(content.body[language], { part: 'body', language })
  }
}

function requireThat(holds: boolean, code: string, message: string, details: Readonly<Record<string, unknown>> = {}): void {
  if (!holds) throw new AppError('invalid-input', code, message, { details })
}

function within(field: string, value: number, low: number, high: number): void {
  requireThat(value >= low && value <= high, 'strategy-number', `${field} is ${value}, but it must be between ${low} and ${high}.`, {
    field,
    low,
    high,
  })
}

function whole(field: string, value: number, low: number, high: number): void {
  requireThat(
    Number.isInteger(value) && value >= low && value <= high,
    'strategy-number',
    `${field} is ${value}, but it must be a whole number from ${low} to ${high}.`,
    { field, low, high },
  )
}
