import type { BilingualText } from '#kernel/bilingual-text.ts'
import {
  CLASS_LABELS,
  LEAST_LEARN,
  LEAST_TEST,
  NEW_FOR_DAYS,
  NEW_ORDERS,
  OTHER,
  SPEND_LABELS,
} from '#predict/cold-start/cold-start-model.ts'
import type { ColdCard, ColdTarget } from '#predict/cold-start/cold-start-model.ts'
import type { ProvisionalPortrait as Portrait } from '#predict/cold-start/cold-start-ports.ts'
import type { ColdStartService } from '#predict/cold-start/cold-start-service.ts'
import { scopeOf } from '../access/authenticate.ts'
import { IdParams } from '../id-params.ts'
import type { Answer } from '../shared-schemas.ts'
import type { TypedApp } from '../typed-app.ts'
import { ColdStartBoard, ProvisionalPortrait } from './cold-start-schemas.ts'

interface ColdStartParts {
  readonly coldStart: Pick<ColdStartService, 'card' | 'of' | 'newest'>
}

/** What is expected of new customers, and how often it came true. */
export function registerColdStart(app: TypedApp, { coldStart }: ColdStartParts): void {
  app.get(
    '/portraits/provisional',
    {
      config: { permission: 'segments:read', reach: 'scope' },
      schema: {
        tags: ['portraits'],
        summary: 'Provisional portraits of new customers: how they are told, and how well by days since the first interaction',
        response: { 200: ColdStartBoard },
      },
    },
    async (request) => {
      const [card, newest] = await Promise.all([coldStart.card(), coldStart.newest(scopeOf(request))])
      return {
        rule: { days: NEW_FOR_DAYS, orders: NEW_ORDERS },
        least: { learn: LEAST_LEARN, test: LEAST_TEST },
        card:
          card === null
            ? null
            : {
                ...card,
                spendLimits: [...card.spendLimits],
                quality: card.quality.map((one) => ({ ...one, features: [...one.features] })),
              },
        newest: newest === null ? null : { asOf: newest.asOf, days: [...newest.days] },
      }
    },
  )

  app.get(
    '/customers/:id/provisional',
    {
      config: { permission: 'segments:read', alsoNeeds: 'customers:read', reach: 'scope' },
      schema: {
        tags: ['customers'],
        summary: 'What is expected of a new customer, from what became of similar ones; null once the portrait is their own',
        params: IdParams,
        response: { 200: ProvisionalPortrait },
      },
    },
    async (request) => {
      const [portrait, card] = await Promise.all([coldStart.of(scopeOf(request), request.params.id), coldStart.card()])
      return { portrait: portrait === null ? null : portraitAnswer(portrait, card) }
    },
  )
}

function portraitAnswer(
  { asOf, firstAt, day, told }: Portrait,
  card: ColdCard | null,
): NonNullable<Answer<typeof ProvisionalPortrait>['portrait']> {
  return {
    asOf,
    firstAt: firstAt.toISOString(),
    day,
    items: [...told].map(([target, { label: value, probability, similar }]) => {
      const quality = card?.quality.find((one) => one.day === day && one.target === target)
      const isEvent = target === 'churn' || target === 'next'
      return {
        target,
        value: isEvent ? null : value,
        label: isEvent ? null : wordOf(target, value),
        probability,
        similar,
        verdict: quality?.verdict ?? 'not-enough',
        accuracy: quality?.accuracy ?? null,
        baseline: quality?.baseline ?? null,
      }
    }),
  }
}

function wordOf(target: ColdTarget, value: string): BilingualText {
  const words: Readonly<Record<string, BilingualText>> = target === 'spend' ? SPEND_LABELS : target === 'class' ? CLASS_LABELS : {}
  if (value === OTHER) return { zh: '其他品类', en: 'another category' }
  return words[value] ?? { zh: value, en: value }
}
