import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { ChurnModelCard } from '#http/predict/churn-schemas.ts'
import type { Metrics, NewSource, Source } from '#http/collect/data-schemas.ts'
import type { DemandBoard } from '#http/predict/demand-schemas.ts'
import type { EffectReport } from '#http/measure/effect-schemas.ts'
import type { RecommendBoard } from '#http/predict/recommend-schemas.ts'
import type { ValueBoard } from '#http/predict/value-schemas.ts'
import type { IdentityRuleState } from '#http/identity/identity-schemas.ts'
import type { DecisionRun, NewWebhook, Strategy } from '#http/decide/retain-schemas.ts'
import { AppError } from '#kernel/app-error.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#kernel/clock.ts'
import type { HandledTask } from '#simulate/agent-desk.ts'
import { workAgentDesk } from '#simulate/agent-desk.ts'
import { followLinks } from '#simulate/follow-links.ts'
import { type Match, matchOf } from '#simulate/member-directory.ts'
import type { Mailbox } from '#simulate/mailbox.ts'
import type { LinkVisit, ShopDecision } from '#simulate/reaction.ts'
import type { SentCounts } from '#simulate/tracking-sender.ts'
import { sendTrackingBatches } from '#simulate/tracking-sender.ts'
import type { WebhookReceiver } from '#simulate/webhook-receiver.ts'
import type { World } from '#simulate/world.ts'
import type { DemoApi } from './demo-api.ts'
import { tellBroadcast } from './demo-broadcast.ts'
import type { BroadcastCounts } from './demo-broadcast.ts'
import { tellCartJourney } from './demo-journey.ts'
import type { JourneyCounts } from './demo-journey.ts'
import type { DemoClock } from './demo-clock.ts'
import type { DemoProviders } from './demo-providers.ts'

/** What the demo may ask of the house besides its HTTP API. */
export interface DemoHouse {
  /** The product's customer ids of member numbers: the shop knows its own members. */
  customerIdOf(memberNumbers: string[]): Promise<Map<string, string>>
  /** Everybody who was assigned in a run, treated and held out. */
  decisionsOf(runId: string): Promise<readonly { customerId: string; strategyId: string; arm: 'treated' | 'control'; channel: string }[]>
  /** Profiles as of an earlier day, so that there is a history to compare with. */
  refreshProfiles(asOf: Date): Promise<unknown>
  trainAndScore(asOf: Date): Promise<unknown>
  scoreAt(asOf: Date): Promise<unknown>
  /** Waits until everything that was collected is loaded. */
  loadInbox(): Promise<void>
  /** Hands over what is due; true when there was something. */
  sendDue(): Promise<boolean>
  rememberTruth(runId: string, truth: { readonly lift: number; readonly byStrategy: Readonly<Record<string, number>> }): Promise<void>
}

/** What the story needs to tell of a journey and a broadcast. */
export interface DemoCampaigns {
  readonly providers: DemoProviders
  /** Reads signals, lets runs of journeys go on, and sends what is due. */
  runJourneys(): Promise<unknown>
  /** Plans broadcasts that are due, sends, and ends those that are over. */
  runBroadcasts(): Promise<unknown>
}

export interface DemoParts {
  readonly world: World
  readonly api: DemoApi
  readonly baseUrl: string
  readonly apiKey: string
  readonly clock: DemoClock
  readonly house: DemoHouse
  readonly mailbox: Mailbox
  readonly receiver: WebhookReceiver
  /** Null: the story goes on without campaigns. */
  readonly campaigns: DemoCampaigns | null
  readonly workDir: string
  readonly onStage: (stage: string, text: string) => void
}

export interface DemoResult {
  readonly customers: number
  readonly orders: number
  readonly events: number
  readonly quarantined: number
  readonly churn: {
    readonly auc: number
    readonly accuracy: number
    readonly baseAccuracy: number
    readonly baseRate: number
    readonly ece: number
  } | null
  readonly decisions: number
  readonly treated: number
  readonly control: number
  readonly sent: number
  readonly delivered: number
  readonly duplicateSends: number
  readonly lift: { readonly estimate: number; readonly low: number; readonly high: number; readonly truth: number } | null
  readonly journey: JourneyCounts | null
  readonly broadcast: BroadcastCounts | null
  /** Worth of everybody over a year in minor units, and how the backtest's intervals held. */
  readonly value: { readonly total: number; readonly coverage: number | null; readonly propensityAuc: number | null } | null
  /** 1 - WAPE of 30-day totals by level, the baseline beside it. */
  readonly demand: readonly { readonly level: string; readonly accuracy: number; readonly baseline: number | null }[]
  /** Share of customers who bought one of the ten later, the popular ten beside it. */
  readonly recommend: { readonly hitRate: number; readonly popular: number | null } | null
  readonly seconds: Readonly<Record<string, number>>
}

/** What only the shop knows, to check the product's figures against. */
export interface ShopAccount {
  /** Customers of the run who ordered within the window, by the shop's own books. */
  readonly treatedOrdered: number
  readonly controlOrdered: number
  /** Decisions about customers that nobody in the shop stands behind. */
  readonly unknownCustomers: number
  /** Whether each person of the history was found as one customer. */
  readonly match: Match
  /** Messages sent to the tracking API; repeats are second copies, withoutId name nobody. Live messages of devices with a wrong clock included. */
  readonly messages: { readonly sent: number; readonly repeats: number; readonly withoutId: number }
}

export interface Story {
  readonly result: DemoResult
  readonly shop: ShopAccount
}

/** Registrations that one person of the simulated shop may have. */
const CARDS_OF_ONE = 2

/** People who follow their links in the same moment. */
const VISITS_AT_ONCE = 16

/** When nothing is quiet. */
const CAMPAIGN_HOUR = 10
/** Customers who put something into a cart while somebody watches. */
const CARTS = 60

/** Days between the end of the history and "today": what the measured window needs. */
export const ANSWER_DAYS = 60

/**
 * The whole loop on the simulated shop: its history comes in, customers are understood and scored, strategies decided and sent for real, the shop answers,
 * and the effect is measured against the held-out customers. Everything goes through the product's public doors.
 */
export async function tellStory(parts: DemoParts): Promise<Story> {
  const { world, api, clock, house, mailbox, receiver, onStage } = parts
  const seconds: Record<string, number> = {}
  const timed = async <T>(stage: string, text: string, work: () => Promise<T>): Promise<T> => {
    onStage(stage, text)
    const start = performance.now()
    const result = await work()
    seconds[stage] = Math.round((performance.now() - start) / 10) / 100
    return result
  }
  const began = performance.now()
  const end = new Date(world.calendar.end)

  const history = await timed('simulate', 'Writing 18 months of history of the simulated shop', async () => {
    await mkdir(parts.workDir, { recursive: true })
    return world.writeHistory(join(parts.workDir, 'history'))
  })
  const quarantined = await timed('import', 'Importing customers, orders and service tickets', async () => {
    await allowTwoCards(api)
    const results = [
      await api.importFile(history.customers, 'customers', 'liuke-customers'),
      await api.importFile(history.orders, 'orders', 'liuke-orders'),
      await api.importFile(history.tickets, 'tickets', 'liuke-tickets'),
      await api.importFile(history.measures, 'measures', 'generic'),
      await api.importFile(history.feedback, 'feedback', 'generic'),
    ]
    return results.reduce((sum, result) => sum + result.quarantined, 0)
  })
  const source = await timed('collect', 'Collecting visits over the tracking API', async () => {
    const created = await api.post<NewSource>('/sources', { name: 'demo-shop', kind: 'web', userIdKind: 'member_number' })
    const door = { baseUrl: parts.baseUrl, writeKey: created.writeKey, parallel: 4 }
    const sent = [await sendTrackingBatches(world.historyEvents(), door), await sendTrackingBatches(world.skewedEvents(clock.now()), door)]
    await house.loadInbox()
    return { door, id: created.source.id, sent }
  })
  await timed('understand', 'RFM, tiers and value classes, now and a month ago', async () => {
    await house.refreshProfiles(new Date(end.getTime() - 30 * DAY_MS))
    await house.refreshProfiles(end)
  })
  await timed('predict', 'Training the churn model and testing it on later data', async () => {
    await house.trainAndScore(end)
  })
  const card = await api.get<ChurnModelCard | null>('/churn/model')

  const secret = await api.post<NewWebhook>('/webhooks', {
    name: 'Coupon service',
    url: receiver.url,
    events: ['retention.contact'],
  })
  receiver.trust(secret.secret)
  const run = await timed('decide', 'Matching strategies, drawing the hold-out, writing the decision ledger', async () => {
    const result = await api.finished(await api.post('/decision-runs', {}))
    return api.get<DecisionRun>(`/decision-runs/${String(result['runId'])}`)
  })
  const tasks = await timed('act', 'Sending e-mail over SMTP, webhooks and agent tasks', async () => act(parts, run.id))
  const sent = await api.get<DecisionRun>(`/decision-runs/${run.id}`)

  const answer = await timed(
    'answer',
    `The shop's customers answer for ${ANSWER_DAYS} days; carts are left behind, and a broadcast goes out over WeChat, mail and text message`,
    async () => {
      const strategies = await api.get<{ items: Strategy[] }>('/strategies')
      const decisions = shopDecisions(await house.decisionsOf(run.id), strategies.items)
      const directory = await world.directory((numbers) => house.customerIdOf(numbers))
      const reaction = world.react({ directory, decisions, contacts: { mails: mailbox.mails, tasks, webhooks: receiver.webhooks } })
      if (reaction.contaminatedControls > 0) {
        throw new AppError(
          'internal',
          'control-contacted',
          `${reaction.contaminatedControls} held-out customers were contacted; this must never happen.`,
        )
      }
      const daysBefore = (days: number) => new Date(end.getTime() + (ANSWER_DAYS - days) * DAY_MS + CAMPAIGN_HOUR * HOUR_MS)
      const visits = [...reaction.visits].toSorted((a, b) => a.at.getTime() - b.at.getTime())
      const followUntil = async (at: Date) => {
        const due = visits.filter((visit) => visit.at < at)
        await follow(visits.splice(0, due.length), clock)
        clock.moveTo(at)
      }
      const { campaigns } = parts
      const mails = () => mailbox.mails.length
      let [journey, broadcast]: [JourneyCounts | null, BroadcastCounts | null] = [null, null]
      if (campaigns !== null) {
        const members = [...directory.values()].slice(0, CARTS)
        await followUntil(daysBefore(3))
        journey = await tellCartJourney({
          api,
          clock,
          members: members.flatMap(([entry]) => entry?.person.accounts[entry.account]?.memberNumber ?? []),
          track: async (messages) => {
            const batch = { body: JSON.stringify({ batch: messages }), messages: messages.length }
            source.sent.push(await sendTrackingBatches([batch], source.door))
            await house.loadInbox()
          },
          mails,
          work: () => campaigns.runJourneys(),
        })
        await followUntil(daysBefore(1))
        broadcast = await tellBroadcast({ api, clock, providers: campaigns.providers, mails, work: () => campaigns.runBroadcasts() })
      }
      await follow(visits, clock)
      const customers = await reaction.writeCustomers(join(parts.workDir, 'answer-customers.csv'))
      const orders = await reaction.writeOrders(join(parts.workDir, 'answer-orders.csv'))
      const tickets = await reaction.writeTickets(join(parts.workDir, 'answer-tickets.csv'))
      clock.moveTo(new Date(end.getTime() + ANSWER_DAYS * DAY_MS))
      const results = [
        await api.importFile(customers.path, 'customers', 'liuke-customers'),
        await api.importFile(orders.path, 'orders', 'liuke-orders'),
        await api.importFile(tickets.path, 'tickets', 'liuke-tickets'),
      ]
      source.sent.push(await sendTrackingBatches(reaction.eventBatches(), source.door))
      await house.loadInbox()
      return {
        ...reaction,
        journey,
        broadcast,
        match: matchOf(directory),
        quarantined: results.reduce((sum, result) => sum + result.quarantined, 0),
      }
    },
  )
  const effect = await timed('measure', 'Comparing treated and held-out customers', async () => {
    const byStrategy = Object.fromEntries([...answer.truth.byStrategy].map(([id, truth]) => [id, truth.lift]))
    await house.rememberTruth(run.id, { lift: answer.truth.lift, byStrategy })
    await house.refreshProfiles(clock.now())
    await house.scoreAt(clock.now())
    return api.get<EffectReport>(`/effects/${run.id}`)
  })
  const predictions = await timed('forecast', 'Predicting what customers are worth, what will be sold and what to offer', async () => {
    await api.finished(await api.post('/value/train', {}))
    await api.finished(await api.post('/demand/forecast', {}))
    await api.finished(await api.post('/recommendations/train', {}))
    await api.finished(await api.post('/clusters/run', {}))
    return predictionsOf(
      await api.get<ValueBoard>('/value/board'),
      await api.get<DemandBoard>('/demand/board'),
      await api.get<RecommendBoard>('/recommendations/board'),
    )
  })
  seconds['total'] = Math.round((performance.now() - began) / 10) / 100

  const metrics = await api.get<Metrics>('/metrics')
  const sources = await api.get<{ items: Source[] }>('/sources')
  const counted = sources.items.find((item) => item.id === source.id)
  const lift = effect.overall.lift
  const result: DemoResult = {
    customers: metrics.customers,
    orders: metrics.invoices,
    events: counted?.stored ?? 0,
    quarantined: quarantined + answer.quarantined + (counted?.quarantined ?? 0),
    churn: qualityOf(card),
    decisions: run.summary?.decided ?? 0,
    treated: effect.overall.treated,
    control: effect.overall.control,
    sent: sent.sends.handed + sent.sends.accepted + sent.sends.delivered + sent.sends.uncertain,
    // The mailbox of the demonstration is that of the customers: what it accepted has arrived.
    delivered: sent.sends.delivered + sent.sends.accepted,
    duplicateSends: repeatedKeys(mailbox),
    lift: lift === null ? null : { ...lift, truth: answer.truth.lift },
    journey: answer.journey,
    broadcast: answer.broadcast,
    ...predictions,
    seconds,
  }
  const sentInAll = (of: (counts: SentCounts) => number): number => source.sent.reduce((total, counts) => total + of(counts), 0)
  const shop: ShopAccount = {
    treatedOrdered: answer.outcomes.filter(({ arm, y1 }) => arm === 'treated' && y1).length,
    controlOrdered: answer.outcomes.filter(({ arm, y0 }) => arm === 'control' && y0).length,
    unknownCustomers: answer.unknownCustomers,
    match: answer.match,
    messages: {
      sent: sentInAll(({ messages }) => messages),
      repeats: sentInAll(({ repeats }) => repeats),
      withoutId: sentInAll(({ withoutId }) => withoutId),
    },
  }
  return { result, shop }
}

/**
 * Some of this shop's people registered twice, with one phone or e-mail. By default two member numbers are two customers, and what is sold under the phone of both is
 * nobody's; so the shop says once, before its data come, that a person may have two cards.
 */
async function allowTwoCards(api: DemoApi): Promise<void> {
  const { version, rules } = await api.get<IdentityRuleState>('/identity/rules')
  const kinds = rules.kinds.map((rule) => (rule.kind === 'member_number' ? { ...rule, perCustomer: CARDS_OF_ONE } : rule))
  await api.put('/identity/rules', {
    base: version,
    note: '一位会员可有两张卡 / One member may have two cards',
    rules: { ...rules, kinds },
  })
}

function predictionsOf(
  value: ValueBoard,
  demand: DemandBoard,
  recommend: RecommendBoard,
): Pick<DemoResult, 'value' | 'demand' | 'recommend'> {
  const methods = recommend.quality?.methods ?? []
  const ours = methods.find(({ chosen }) => chosen)
  return {
    value:
      value.total === null
        ? null
        : {
            total: value.total.estimate.minor,
            coverage: value.model?.quality?.coverage ?? null,
            propensityAuc: value.model?.propensity?.auc ?? null,
          },
    demand: demand.accuracy.flatMap(({ level, wape, baselineWape }) =>
      wape === null ? [] : [{ level, accuracy: 1 - wape, baseline: baselineWape === null ? null : 1 - baselineWape }],
    ),
    recommend:
      ours === undefined ? null : { hitRate: ours.hitRate, popular: methods.find(({ method }) => method === 'popular')?.hitRate ?? null },
  }
}

/** People follow the links of their messages, each at their own time. */
async function follow(visits: readonly LinkVisit[], clock: DemoClock): Promise<void> {
  for (let start = 0; start < visits.length; start += VISITS_AT_ONCE) {
    const wave = visits.slice(start, start + VISITS_AT_ONCE)
    clock.moveTo((wave.at(-1) as LinkVisit).at)
    await followLinks(wave, VISITS_AT_ONCE)
  }
}

/** Sends until nothing is planned or on its way any more; a busy mail server is tried again as the clock moves on. */
async function act(parts: DemoParts, runId: string): Promise<HandledTask[]> {
  const { api, house, clock, world } = parts
  for (let quiet = 0; quiet < 3;) {
    const busy = await house.sendDue()
    const { sends } = await api.get<DecisionRun>(`/decision-runs/${runId}`)
    if (sends.planned + sends.claimed === 0) quiet += 1
    else if (!busy) clock.moveTo(new Date(clock.now().getTime() + 5 * MINUTE_MS))
  }
  const strategies = await api.get<{ items: Strategy[] }>('/strategies')
  const decisions = shopDecisions(await house.decisionsOf(runId), strategies.items)
  const decisionOf = new Map(decisions.map((decision) => [decision.customerId, decision]))
  const directory = await world.directory((numbers) => house.customerIdOf(numbers))
  return workAgentDesk({
    baseUrl: parts.baseUrl,
    apiKey: parts.apiKey,
    outcomeOf: (task) => {
      const decision = decisionOf.get(task.customerId)
      return decision === undefined ? null : world.callOutcome(directory, decision)
    },
  })
}

function shopDecisions(
  decisions: readonly { customerId: string; strategyId: string; arm: 'treated' | 'control'; channel: string }[],
  strategies: readonly Strategy[],
): ShopDecision[] {
  const byId = new Map(strategies.map((strategy) => [strategy.id, strategy.definition]))
  return decisions.map(({ customerId, strategyId, arm }) => {
    const definition = byId.get(strategyId)
    if (definition === undefined)
      throw new AppError('internal', 'unknown-strategy', `The strategy ${strategyId} of a decision is not in the library.`)
    return {
      customerId,
      strategyId,
      arm,
      channel: definition.channel,
      offerKind: definition.offer.kind,
      discount: definition.offer.discount,
    }
  })
}

function repeatedKeys(mailbox: Mailbox): number {
  const keys = mailbox.mails.map((mail) => mail.sendKey).filter((key) => key !== null)
  return keys.length - new Set(keys).size
}

function qualityOf(card: ChurnModelCard | null): DemoResult['churn'] {
  if (card === null || card.quality === null) return null
  const { auc, accuracy, baseAccuracy, baseRate, ece } = card.quality
  return { auc, accuracy, baseAccuracy, baseRate, ece }
}
