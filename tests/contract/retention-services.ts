import { createSendLog } from '#store/relational/send-log.ts'
import { createStoredPeople } from '#store/stored-people.ts'
import { createAgentTaskChannel } from '#act/channels/agent-task-channel.ts'
import { createChannelReadiness } from '#act/channels/channel-readiness.ts'
import type { ChannelPort } from '#act/channels/channel.ts'
import { createEmailChannel } from '#act/channels/email-channel.ts'
import { SmtpMailer } from '#act/channels/smtp-mailer.ts'
import { createWebhookChannel } from '#act/channels/webhook-channel.ts'
import { couponCode } from '#act/coupon-code.ts'
import type { Letterhead } from '#act/compose-email.ts'
import { Sender } from '#act/sender.ts'
import { SendService } from '#act/send-service.ts'
import { BUILT_IN_OUTCOMES } from '#act/tasks/task-rules.ts'
import { TaskService } from '#act/task-service.ts'
import { LinkService } from '#act/link-service.ts'
import { WebhookService } from '#act/webhook-service.ts'
import type { DecisionLedger, DecisionRunStore } from '#decide/decision-ports.ts'
import { DecisionService } from '#decide/decision-service.ts'
import type { Channel } from '#decide/strategy.ts'
import { StrategyService } from '#decide/strategy-service.ts'
import type { Clock } from '#kernel/clock.ts'
import { Rng } from '#kernel/rng.ts'
import { EffectService } from '#measure/effect-service.ts'
import { createDecisionLedger } from '#store/analytical/decisions-store.ts'
import { createAccountCopy } from '#store/account-copy.ts'
import { createCandidateReader } from '#store/candidate-reader.ts'
import { createConditionReader } from '#store/condition-reader.ts'
import { createFieldReader } from '#store/condition-field-reader.ts'
import { createConsentCopy } from '#store/consent-copy.ts'
import { createSegmentStore } from '#store/relational/segment-store.ts'
import { SegmentService } from '#segment/segments/segment-service.ts'
import { createOutcomeReader } from '#store/analytical/effect-store.ts'
import { createTouchWriter } from '#store/analytical/touches-store.ts'
import { createInputMarkReader } from '#store/input-mark-reader.ts'
import { createContactStore } from '#store/relational/contact-store.ts'
import { createCouponStore } from '#store/relational/coupon-store.ts'
import { createMemberReader } from '#store/relational/account-members.ts'
import { createDecisionRunStore } from '#store/relational/decision-run-store.ts'
import { createPreviewStore } from '#store/relational/preview-store.ts'
import { createReservationStore } from '#store/relational/reservation-store.ts'
import { createSendStore } from '#store/relational/send-ledger-store.ts'
import { createMessageSealer } from '#store/relational/message-sealer.ts'
import { createStrategyStore } from '#store/relational/strategy-store.ts'
import { createTaskStore } from '#store/relational/task-store.ts'
import { createWebhookStore } from '#store/relational/webhook-store.ts'
import type { RetentionWorld } from './retention-world.ts'

const project = { currency: 'CNY', timeZone: 'Asia/Shanghai' }
const GROSS_MARGIN = 0.4
export const TOKEN_SECRET = Buffer.alloc(32, 7)

/** The services of deciding, sending and measuring over one world, as the house wires them. `mailPort` null: no mail server. */
export function openRetentionServices(
  world: RetentionWorld,
  options: {
    readonly clock: Clock
    readonly mailPort: number | null
    /** Called when a run has chosen its people and is about to reserve them. */
    readonly beforeReserving?: () => Promise<void>
    /** Called when its people are reserved and their decisions are about to be written. */
    readonly beforeLedger?: () => Promise<void>
  },
) {
  const { db, engines, keyring } = world
  const { clock, mailPort } = options
  const letterhead: Letterhead = {
    shopName: { zh: '山前茶社', en: 'Hillside Tea' },
    shopUrl: 'https://shop.example.com/',
    fromAddress: 'care@shop.example.com',
    publicUrl: 'http://127.0.0.1:8080',
    defaultLanguage: 'zh',
    tokenSecret: TOKEN_SECRET,
    timeZone: 'Asia/Shanghai',
  }
  const strategyStore = createStrategyStore(db)
  const runStore = createDecisionRunStore(db)
  const runs: DecisionRunStore = {
    ...runStore,
    open: async (...args) => {
      await options.beforeReserving?.()
      return runStore.open(...args)
    },
  }
  const contacts = createContactStore(db, keyring, clock)
  const sends = createSendStore(db)
  const messages = createMessageSealer(db, keyring)
  const touches = createTouchWriter(engines.clickhouse)
  const people = createStoredPeople({ client: engines.clickhouse, db })
  const tasks = createTaskStore(db, keyring, people)
  const consents = createConsentCopy(engines.pg, engines.clickhouse)
  const accounts = createAccountCopy(engines.pg, engines.clickhouse)
  const candidates = createCandidateReader({ client: engines.clickhouse, consents, accounts, project, grossMargin: GROSS_MARGIN })
  const segments = new SegmentService({
    store: createSegmentStore(engines.pg, project),
    reader: createConditionReader({ client: engines.clickhouse, db, people, consents, accounts, project, clock }),
    fields: createFieldReader(db, { labels: () => Promise.resolve([]) }),
    tags: () => Promise.resolve([]),
    clock,
  })
  const decisionLedger = createDecisionLedger(engines.clickhouse, () => project.currency)
  const ledger: DecisionLedger = {
    ...decisionLedger,
    write: async (decisions) => {
      await options.beforeLedger?.()
      await decisionLedger.write(decisions)
    },
  }
  const webhooks = new WebhookService({
    store: createWebhookStore(db, keyring),
    transport: () => Promise.resolve(204),
    sends,
    touches,
    clock,
    rng: new Rng(1),
    allowPrivateWebhookHosts: [],
  })
  const channels = new Map<Channel, ChannelPort>([
    ['agent_task', createAgentTaskChannel(tasks, letterhead)],
    ['webhook', createWebhookChannel(webhooks)],
  ])
  if (mailPort !== null)
    channels.set('email', createEmailChannel(new SmtpMailer({ host: '127.0.0.1', port: mailPort, secure: false }), letterhead))
  const readiness = createChannelReadiness({
    isSample: () => Promise.resolve(false),
    accountStates: (channel) => Promise.resolve(channel === 'email' && channels.has('email') ? ['on' as const] : []),
    endpoints: () => webhooks.list(),
  })
  const sender = new Sender({
    sends,
    messages,
    strategies: strategyStore,
    contacts,
    stopper: contacts,
    touches,
    clock,
    channels,
    coupons: createCouponStore(db),
    couponCodeOf: (sendKey) => couponCode(TOKEN_SECRET, sendKey),
  })
  return {
    sends: new SendService({
      store: sends,
      log: createSendLog(db, keyring, people),
      sender,
      clock,
      asks: { canAsk: () => Promise.resolve(false), askAgain: () => Promise.resolve() },
    }),
    strategies: new StrategyService({
      store: strategyStore,
      candidates,
      segments,
      outcomes: () => Promise.resolve(new Map()),
      readiness,
      clock,
      project,
    }),
    decisions: new DecisionService({
      candidates,
      language: () => segments.language(),
      reach: contacts,
      strategies: strategyStore,
      ledger,
      runs,
      previews: createPreviewStore(db),
      reservations: createReservationStore(db),
      readiness,
      members: createMemberReader(engines.pg),
      marks: createInputMarkReader(engines.clickhouse, db),
      sends,
      clock,
      project,
    }),
    tasks: new TaskService({ tasks, sends, touches, clock, outcomes: () => Promise.resolve(BUILT_IN_OUTCOMES) }),
    links: new LinkService({
      sends,
      stopper: contacts,
      touches,
      clock,
      tokenSecret: TOKEN_SECRET,
      shopUrl: letterhead.shopUrl,
    }),
    effects: new EffectService({
      runs,
      strategies: strategyStore,
      outcomes: createOutcomeReader(engines.clickhouse, project),
      clock,
      project,
      grossMargin: GROSS_MARGIN,
    }),
    ledger,
    webhooks,
  }
}
