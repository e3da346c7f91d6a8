import { isDeepStrictEqual } from 'node:util'
import { channelsOf } from '#decide/strategy.ts'
import type { Strategy, StrategyDefinition } from '#decide/strategy.ts'
import type { BilingualText } from '#kernel/bilingual-text.ts'
import { minorDigits, toMajor } from '#kernel/money.ts'
import type { Money } from '#kernel/money.ts'
import { CHANNEL_NAMES } from '#segment/conditions/sentence-words.ts'

/*
 * Every change of a strategy is a version, also that it was paused. What somebody agrees to is its content: the first of the newest versions that say the same.
 */

/** @param versions Of one strategy, the newest first */
export function contentOf(versions: readonly Strategy[]): Strategy | null {
  const [newest] = versions
  if (newest === undefined) return null
  const changed = versions.findIndex(({ definition }) => !isDeepStrictEqual(definition, newest.definition))
  return versions[changed === -1 ? versions.length - 1 : changed - 1] ?? newest
}

/** Whose work a content is. Of a strategy that was active already only the change is new. @param versions The newest first */
export function strategyAuthors(versions: readonly Strategy[]): readonly string[] {
  const makers = [contentOf(versions)?.createdBy, versions.some(({ state }) => state === 'active') ? undefined : versions.at(-1)?.createdBy]
  return [...new Set(makers.filter((maker) => maker !== undefined))]
}

/** Whether what was agreed to has been active since then. */
export function wasActive(versions: readonly Strategy[], approved: { readonly version: number; readonly at: Date }): boolean {
  return versions.some(({ version, state, createdAt }) => version > approved.version && state === 'active' && createdAt >= approved.at)
}

const CHANNELS: Readonly<Record<string, BilingualText>> = {
  ...CHANNEL_NAMES,
  agent_task: { zh: '人工任务', en: 'a task' },
}

/** A strategy as the sentences that somebody agrees to. */
export function strategySentences(definition: StrategyDefinition, audience: BilingualText): readonly BilingualText[] {
  const { summary, offer, contactCost, budget, holdout, content, cooldownDays } = definition
  const channels = channelsOf(definition)
  const by = (language: 'zh' | 'en') => channels.map((channel) => CHANNELS[channel]?.[language] ?? channel)
  const label = { zh: offer.label.zh || offer.label.en, en: offer.label.en || offer.label.zh }
  const hasNoOffer = offer.kind === 'none'
  const share = `${Math.round(holdout * 1_000) / 10}%`
  const hasText = channels.some((channel) => channel !== 'webhook')
  return [
    ...(summary.zh === '' && summary.en === '' ? [] : [summary]),
    { zh: `适用客户：${audience.zh}。`, en: `Audience: ${audience.en}.` },
    { zh: `渠道：${by('zh').join('、其次')}。`, en: `Channel: ${by('en').join(', else ')}.` },
    hasNoOffer
      ? { zh: '没有优惠。', en: 'No offer.' }
      : { zh: `优惠：${label.zh}，有效 ${offer.validDays} 天。`, en: `Offer: ${label.en}, valid for ${offer.validDays} days.` },
    budget === null
      ? { zh: `单次触达成本 ${amount(contactCost)}，不设预算。`, en: `One contact costs ${amount(contactCost)}; there is no budget.` }
      : {
          zh: `单次触达成本 ${amount(contactCost)}，预算 ${amount(budget)}。`,
          en: `One contact costs ${amount(contactCost)}; the budget is ${amount(budget)}.`,
        },
    {
      zh: `对照组 ${share}；触达后 ${cooldownDays} 天内不再触达。`,
      en: `Control group ${share}; no other strategy contacts the customer for ${cooldownDays} days.`,
    },
    ...(hasText ? [{ zh: `主题：${content.subject.zh}`, en: `Subject: ${content.subject.en}` }] : []),
    ...(hasText ? [{ zh: `正文：${content.body.zh}`, en: `Text: ${content.body.en}` }] : []),
  ]
}

function amount({ minor, currency }: Money): string {
  return `${toMajor(minor, currency).toFixed(minorDigits(currency))} ${currency}`
}
