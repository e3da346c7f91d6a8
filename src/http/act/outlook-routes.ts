import type { CustomerOutlook as Found, OutlookService } from '#act/outlook/outlook-service.ts'
import { scopeOf } from '../access/authenticate.ts'
import { IdParams } from '../id-params.ts'
import type { Answer } from '../shared-schemas.ts'
import type { TypedApp } from '../typed-app.ts'
import { CustomerOutlook, OutlookQuery } from './outlook-schemas.ts'

interface OutlookParts {
  readonly outlooks: Pick<OutlookService, 'of'>
}

/** Whether a customer would get a message now, and what keeps it from them. */
export function registerOutlooks(app: TypedApp, { outlooks }: OutlookParts): void {
  app.get(
    '/customers/:id/contact-outlook',
    {
      config: { permission: 'customers:read', reach: 'scope' },
      schema: {
        tags: ['customers'],
        summary: 'Whether a customer would get a marketing message now, by channel, and everything that stands in the way',
        params: IdParams,
        querystring: OutlookQuery,
        response: { 200: CustomerOutlook },
      },
    },
    async (request) => {
      const { channel } = request.query
      return answerOf(await outlooks.of(scopeOf(request), request.params.id, channel === undefined ? undefined : [channel]))
    },
  )
}

function answerOf({ channels, ...found }: Found): Answer<typeof CustomerOutlook> {
  return {
    ...found,
    channels: channels.map(({ blocks, addresses, refusals, ...channel }) => ({
      ...channel,
      blocks: blocks.map((block) => ({ ...block })),
      addresses: addresses.map(({ accountIds, ...address }) => ({ ...address, accountIds: accountIds === null ? null : [...accountIds] })),
      refusals: refusals.map(({ id, channel: _, ...refusal }) => ({ ...refusal, id: String(id) })),
    })),
  }
}
