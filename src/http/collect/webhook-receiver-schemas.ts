import Type from 'typebox'
import { Instant, Nullable } from '../shared-schemas.ts'
import { IdParams } from '../id-params.ts'
import type { Static } from '../shared-schemas.ts'

const Provider = Type.Union([Type.Literal('shopify'), Type.Literal('woocommerce')])

export const ReceiverParams = Type.Object({ ...IdParams.properties, provider: Provider })

export const ReceiverBody = Type.Object({
  secret: Type.String({
    minLength: 8,
    maxLength: 500,
    description: 'With which the shop system signs its webhooks; stored encrypted, never shown',
  }),
})

export const PollBody = Type.Object({
  shop: Type.String({
    minLength: 8,
    maxLength: 300,
    description: 'Address of the shop: `https://NAME.myshopify.com`, or where WordPress is',
  }),
  key: Type.Optional(Type.String({ maxLength: 200, description: 'Consumer key (WooCommerce only)' })),
  secret: Type.String({
    minLength: 8,
    maxLength: 500,
    description: 'Access token of Shopify, consumer secret of WooCommerce; stored encrypted',
  }),
  since: Type.Optional(Instant),
})

export const WebhookReceivers = Type.Object({
  items: Type.Array(
    Type.Object({
      provider: Provider,
      url: Type.String({ description: 'Where the shop system sends its webhooks' }),
      topics: Type.Array(Type.String({ description: 'What is taken in; everything else is acknowledged and counted' })),
      state: Nullable(
        Type.Object({
          createdAt: Instant,
          lastAt: Nullable(Instant),
          verified: Type.Integer(),
          duplicates: Type.Integer(),
          unverified: Type.Integer({ description: 'With a wrong signature: answered 401 and never stored' }),
          waiting: Type.Integer(),
          taken: Type.Integer({ description: 'Of the last two weeks, like the following' }),
          ignored: Type.Integer(),
          refused: Type.Integer({ description: 'In quarantine, or not readable' }),
        }),
      ),
      poll: Nullable(
        Type.Object({
          shop: Type.String(),
          nextAt: Instant,
          readAt: Nullable(Instant),
          problem: Type.String({ description: 'Code of what went wrong at the last try; empty where nothing did' }),
          checked: Type.Integer({ description: 'Orders and customers that were read' }),
          missed: Type.Integer({ description: 'Of those, what no webhook had told: taken in by the reading' }),
        }),
      ),
    }),
  ),
})
export type WebhookReceivers = Static<typeof WebhookReceivers>
