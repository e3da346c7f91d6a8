import type { Channel } from '#decide/strategy.ts'
import type { SendState } from '#decide/decision.ts'
import { strategyOf } from './send-source.ts'
import type { SendSource } from './send-source.ts'
import type { Signal } from './signal.ts'

/** What a send signals when it came to its end; none while it is open, uncertain or was held back. */
export function sendSignals(
  send: {
    readonly sendKey: string
    readonly runId: string
    readonly source: SendSource
    readonly channel: Channel
    readonly customerId: string
  },
  change: { readonly state: SendState; readonly reason: string },
  now: Date,
): Signal[] {
  const { sendKey, runId, source, channel, customerId } = send
  const about = { customerId, occurredAt: now, origin: `send:${sendKey}`, historical: false } as const
  const payload = { sendKey, runId, strategyId: strategyOf(source), sourceKind: source.kind, sourceId: source.id, channel }
  if (change.state === 'delivered') return [{ ...about, kind: 'send-delivered', payload }]
  if (change.state === 'failed') return [{ ...about, kind: 'send-failed', payload: { ...payload, reason: change.reason } }]
  return []
}
