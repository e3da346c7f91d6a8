import type {
  BroadcastReactions,
  BroadcastTime,
  Broadcast as StoredBroadcast,
  PlanSums,
  UnmadeMessages,
} from '#act/broadcasts/broadcast.ts'
import { CONTENT_VARIABLES } from '#act/content/variables.ts'
import type { ChosenSender } from '#act/broadcasts/chosen-accounts.ts'
import type { SendCount } from '#act/broadcasts/broadcast-ports.ts'
import type { BroadcastVariant } from '#act/broadcasts/broadcast-service.ts'
import { BASE } from '#act/content/variant-reasons.ts'
import { CHANNELS } from '#decide/strategy.ts'
import type { Channel } from '#decide/strategy.ts'
import type { ConditionCatalogue } from '#segment/conditions/condition-catalogue.ts'
import { worded } from '../segment/condition-answers.ts'
import type { Answer } from '../shared-schemas.ts'
import type { Broadcast, BroadcastDetail } from './broadcast-schemas.ts'

/** States of a send that left, or may have left. */
const SENT: ReadonlySet<string> = new Set(['handed', 'accepted', 'delivered', 'uncertain'])
const WAITING: ReadonlySet<string> = new Set(['planned', 'claimed'])

interface Around {
  readonly counts: readonly SendCount[]
  readonly names: ReadonlyMap<string, string>
  readonly contentNames: ReadonlyMap<string, string>
  readonly catalogue: ConditionCatalogue
  readonly currency: string
  readonly senders: ReadonlyMap<string, readonly ChosenSender[]>
}

/** A broadcast with what became of its messages. Costs are null where a channel that carries messages has none. */
export function broadcastAnswer(
  broadcast: StoredBroadcast,
  { counts, names, contentNames, catalogue, currency, senders }: Around,
): Answer<typeof Broadcast> {
  const { definition, preview, progress } = broadcast
  const { audience, when, channels, unitCosts, series, ...given } = definition
  const { text, sentence } = worded(audience, catalogue)
  const own = counts.filter(({ runId }) => runId === broadcast.id)
  const sum = (of: (state: string) => boolean) => own.reduce((all, { state, sends }) => (of(state) ? all + sends : all), 0)
  const sums = (all: PlanSums) => ({
    ...all,
    byVariant: { ...all.byVariant },
    costMinor: isPriced(all, channels, unitCosts) ? all.costMinor : null,
  })
  return {
    id: broadcast.id,
    version: broadcast.version,
    state: broadcast.state,
    ...given,
    when: whenAnswer(when),
    series: series === undefined ? null : { id: series.id, day: series.day },
    channels: [...channels],
    unitCosts,
    audience,
    audienceText: text,
    audienceSentence: sentence,
    senders: (senders.get(broadcast.id) ?? []).map(({ channel, id, account }) => ({
      channel,
      id,
      name: account?.name ?? null,
      isReady: account?.state === 'on',
    })),
    contentName: definition.content === null ? null : (contentNames.get(definition.content.id) ?? null),
    currency,
    createdAt: broadcast.createdAt,
    createdBy: names.get(broadcast.createdBy) ?? broadcast.createdBy,
    savedAt: broadcast.savedAt,
    startedBy: broadcast.startedBy === null ? null : (names.get(broadcast.startedBy) ?? broadcast.startedBy),
    startsAt: broadcast.startsAt,
    pausedAt: broadcast.pausedAt,
    finishedAt: broadcast.finishedAt,
    stopReason: broadcast.stopReason,
    audienceSize: progress.audience,
    sums: sums(progress.sums),
    preview: preview === null ? null : { at: preview.at, sums: sums(preview.sums), unmade: unmadeAnswer(preview.unmade) },
    sends: {
      planned: sum((state) => WAITING.has(state)),
      sent: sum((state) => SENT.has(state)),
      delivered: sum((state) => state === 'delivered'),
      failed: sum((state) => state === 'failed'),
      uncertain: sum((state) => state === 'uncertain'),
      suppressed: sum((state) => state === 'suppressed'),
    },
  }
}

/** Variants of its content with what was sent of each, the content itself last; empty: it has none. */
export function variantsOf(variants: readonly BroadcastVariant[], sent: ReadonlyMap<string, number>): BroadcastDetail['variants'] {
  if (variants.length === 0) return []
  return [...variants, { id: BASE, name: '', problem: null }].map((one) => ({ ...one, sent: sent.get(one.id) ?? 0 }))
}

/** What became of it by channel, in their order; channels that nobody was to be reached on are left out. */
export function funnelOf(counts: readonly SendCount[], reactions: readonly BroadcastReactions[]): BroadcastDetail['funnel'] {
  return CHANNELS.flatMap((channel) => {
    const own = counts.filter((one) => one.channel === channel && one.state !== 'suppressed')
    const sum = (of: (state: string) => boolean) => own.reduce((all, { state, sends }) => (of(state) ? all + sends : all), 0)
    const {
      opened = 0,
      clicked = 0,
      machineOpened = 0,
      unsubscribed = 0,
      complained = 0,
    } = reactions.find((one) => one.channel === channel) ?? {}
    const planned = sum(() => true)
    if (planned === 0) return []
    return [
      {
        channel,
        planned,
        sent: sum((state) => SENT.has(state)),
        delivered: sum((state) => state === 'delivered'),
        opened,
        clicked,
        machineOpened,
        failed: sum((state) => state === 'failed'),
        uncertain: sum((state) => state === 'uncertain'),
        unsubscribed,
        complained,
      },
    ]
  })
}

/** Whether the sum of costs is whole: a channel that carries messages and has no cost would count as free. */
function isPriced({ byChannel }: PlanSums, channels: readonly Channel[], unitCosts: StoredBroadcast['definition']['unitCosts']): boolean {
  const known = (channel: Channel) => unitCosts[channel] !== undefined
  return channels.some(known) && channels.every((channel) => known(channel) || (byChannel[channel] ?? 0) === 0)
}

/** Why customers got nothing, or what failed, most frequent first. */
export function reasonsOf(counts: readonly SendCount[], wanted: 'suppressed' | 'failed'): BroadcastDetail['reasons'] {
  const reasons = new Map<string, number>()
  for (const { state, reason, sends } of counts) if (state === wanted) reasons.set(reason, (reasons.get(reason) ?? 0) + sends)
  return [...reasons].map(([reason, customers]) => ({ reason, customers })).toSorted((a, b) => b.customers - a.customers)
}

function unmadeAnswer({ sample, reasons, variables = {} }: UnmadeMessages) {
  const named = Object.entries(variables).map(([name, customers]) => ({
    name,
    label: CONTENT_VARIABLES.find((one) => one.name === name)?.label ?? null,
    customers,
  }))
  return { sample, reasons: { ...reasons }, variables: named.toSorted((a, b) => b.customers - a.customers) }
}

function whenAnswer(when: BroadcastTime): Answer<typeof Broadcast>['when'] {
  if (when.kind !== 'repeat') return when
  const { every } = when
  return { ...when, every: every.kind === 'week' ? { ...every, days: [...every.days] } : every }
}
