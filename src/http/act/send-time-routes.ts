import type { OutlookService } from '#act/outlook/outlook-service.ts'
import { EXPLORED } from '#act/send-time/choose-hour.ts'
import { total } from '#act/send-time/hour-chances.ts'
import type { SendTimes } from '#act/send-time/send-times.ts'
import { DIRECT_CHANNELS } from '#decide/strategy.ts'
import { hourGain } from '#measure/send-time-gain.ts'
import type { HourOutcome } from '#measure/send-time-gain.ts'
import { scopeOf } from '../access/authenticate.ts'
import { IdParams } from '../id-params.ts'
import type { TypedApp } from '../typed-app.ts'
import { CustomerSendTimes, SendTimesOfAll } from './send-time-schemas.ts'

interface SendTimeParts {
  readonly sendTimes: Pick<SendTimes, 'model' | 'one'>
  readonly hourOutcomes: () => Promise<readonly HourOutcome[]>
  readonly outlooks: Pick<OutlookService, 'of'>
}

const NO_ARM = { messages: 0, reacted: 0 }

/** When customers are likeliest to look, and what writing to them then is worth. */
export function registerSendTimes(app: TypedApp, { sendTimes, hourOutcomes, outlooks }: SendTimeParts): void {
  app.get(
    '/send-times',
    {
      config: { permission: 'decisions:read' },
      schema: {
        tags: ['decisions'],
        summary: 'Hours at which customers look, by channel, and what a chosen hour is worth against one by chance',
        response: { 200: SendTimesOfAll },
      },
    },
    async () => {
      const outcomes = await hourOutcomes()
      const channels = []
      for (const channel of DIRECT_CHANNELS) {
        const { customers, all } = await sendTimes.model(channel)
        const { chosen, random, shares, difference, verdict } = hourGain(
          outcomes.find((one) => one.channel === channel) ?? { channel, chosen: NO_ARM, random: NO_ARM },
        )
        channels.push({ channel, customers, chances: [...all], gain: { chosen, random, shares, difference, verdict } })
      }
      return { explored: EXPLORED, channels }
    },
  )

  app.get(
    '/customers/:id/send-times',
    {
      config: { permission: 'customers:read', reach: 'scope' },
      schema: {
        tags: ['customers'],
        summary: 'The hour at which a customer is likeliest to look, by channel, and what it comes from',
        params: IdParams,
        response: { 200: CustomerSendTimes },
      },
    },
    async (request) => {
      const { customerId, timeZone, channels } = await outlooks.of(scopeOf(request), request.params.id, DIRECT_CHANNELS)
      const found = []
      for (const { channel, quiet } of channels) {
        const known = await sendTimes.one({ customerId, timeZone }, channel, quiet)
        if (known === null) continue
        const { best, kind, chances, seen } = known
        found.push({ channel, best, kind, chances: [...chances], active: total(seen.active), reacted: total(seen.reacted) })
      }
      return { timeZone, channels: found }
    },
  )
}
