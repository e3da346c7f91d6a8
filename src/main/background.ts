import type { ReadSignalsPorts } from '#act/read-signals.ts'
import { readSignals } from '#act/read-signals.ts'
import { SET_ASIDE_KEPT_MS } from '#act/signal-outbox.ts'
import type { SignalReader } from '#act/signal.ts'
import { loadEvents } from '#collect/tracking/load-events.ts'
import { Rounds } from '#jobs/rounds.ts'
import { ROUNDS } from '#jobs/schedule.ts'
import { Scheduler } from '#jobs/scheduler.ts'
import { isDiskFull } from '#kernel/disk-full.ts'
import { MINUTE_MS } from '#kernel/clock.ts'
import type { ValueCard } from '#predict/value/value-card.ts'
import type { UploadFolder } from '#http/collect/upload-folder.ts'
import { squashOrigins } from '#store/analytical/squash-origins.ts'
import type { TrainedChurn } from '#predict/churn/churn-service.ts'
import type { House } from './house.ts'

/** What the server does without being asked: load what was collected, send what is due, and the calendar's jobs. */
export interface Background {
  /** Puts right what an earlier stop left half done, and adds the built-in strategies. Once, before anything else. */
  prepare(): Promise<void>
  start(): Promise<void>
  stop(): Promise<void>
}

/** Loads everything that waits in the inbox; returns how many messages it took up. */
export async function drainInbox(house: House): Promise<number> {
  let received = 0
  for (;;) {
    const result = await loadEvents(house.loader)
    if (result === null) return received
    received += result.received
  }
}

type SignalHouse = Pick<House, 'signals' | 'signalReaders' | 'clock' | 'log'>

/** Gives one batch of waiting signals to a reader; true when there was one. */
async function readWaiting(house: SignalHouse, reader: SignalReader): Promise<boolean> {
  const onFailure: ReadSignalsPorts['onFailure'] = ({ error, ...what }) =>
    house.log.error({ ...what, err: error }, 'a signal could not be read')
  return (await readSignals(reader, { outbox: house.signals, clock: house.clock, onFailure })) > 0
}

/** Gives every signal that waits to its reader; true when there were any. */
export async function drainSignals(house: SignalHouse): Promise<boolean> {
  let some = false
  for (const reader of house.signalReaders) while (await readWaiting(house, reader)) some = true
  return some
}

/** Sends everything that is due over every channel, and what signals ask for; true when there was something to do. */
export async function sendDue(house: House): Promise<boolean> {
  const taken = await house.sender.drain()
  const told = await drainSignals(house)
  const webhooks = await house.webhooks.deliverDue()
  return told || taken + webhooks.delivered + webhooks.failed + webhooks.retried > 0
}

/** Trains the churn model again when its calendar, the drift of its customers or what became of its scores asks for it; null when nothing does. */
export async function retrainWhenDue(house: Pick<House, 'access' | 'churn' | 'churnWatch' | 'clock'>): Promise<TrainedChurn | null> {
  const { retrain } = await house.churnWatch.report()
  if (!retrain.due) return null
  const trained = await house.churn.train({}, house.clock.now(), undefined, retrain.trigger)
  await house.access.audit.append({
    at: house.clock.now(),
    actor: 'system',
    action: 'churn-model-trained',
    target: `model:churn/${trained.version}`,
    detail: { version: trained.version, state: trained.state, trigger: trained.trigger },
  })
  return trained
}

/** Learns customer value anew, over the same horizon and discount as the model in use; null before the first training. */
async function retrainValue(house: House): Promise<ValueCard | null> {
  const card = await house.value.card()
  if (card === null) return null
  const { horizonMonths, yearlyDiscount, grossMargin } = card
  return await house.value.train({ horizonMonths, yearlyDiscount, grossMargin })
}

/** How long an uploaded file waits in clear for its import. */
const UPLOAD_WAITS_MS = 30 * MINUTE_MS
/** So long a node may not know what another one changed in the project's settings. */
const FOLLOW_EVERY_MS = 2_000

export function createBackground(house: House, uploads: UploadFolder): Background {
  const crash = (name: string) => (error: unknown) => {
    if (isDiskFull(error)) house.disk.noteFull()
    house.log.error({ work: name, err: error }, 'background work failed')
  }
  const clearUploads = () => uploads.clear(new Date(house.clock.now().getTime() - UPLOAD_WAITS_MS))
  const rounds = [
    new Rounds(() => house.project.follow().then(() => false), FOLLOW_EVERY_MS, crash('follow-settings')),
    new Rounds(async () => (await loadEvents(house.loader)) !== null, ROUNDS['load-inbox'], crash('load-inbox')),
    new Rounds(async () => (await house.sender.drain()) > 0, ROUNDS['send-messages'], crash('send-messages')),
    new Rounds(
      async () => {
        const { delivered, failed, retried } = await house.webhooks.deliverDue()
        return delivered + failed + retried > 0
      },
      ROUNDS['deliver-webhooks'],
      crash('deliver-webhooks'),
    ),
    ...house.signalReaders.map(
      (reader) => new Rounds(() => readWaiting(house, reader), ROUNDS['read-signals'], crash(`read-signals/${reader.name}`)),
    ),
  ]
  const scheduler = new Scheduler({
    turns: house.settings,
    clock: house.clock,
    timeZone: () => Promise.resolve(house.project.timeZone),
    run: {
      'refresh-profiles': () => house.profileKeeper.refresh(),
      'catch-up-profiles': () => house.profileKeeper.catchUp(),
      'score-customers': async () => ((await house.churn.card()) === null ? null : house.churn.score()),
      'score-value': async () => ((await house.value.card()) === null ? null : house.value.score()),
      'train-churn': () => retrainWhenDue(house),
      'train-value': () => retrainValue(house),
      'forecast-demand': async () => ((await house.demand.card()) === null ? null : house.demand.forecast()),
      'train-recommend': async () => ((await house.recommend.card()) === null ? null : house.recommend.train()),
      'settle-merges': () => squashOrigins(house.engines.clickhouse, house.clock.now(), house.identity.alone),
      'end-sessions': () => {
        const now = house.clock.now()
        return Promise.all([house.sessions.deleteEnded(now), house.strangers.forget(now), house.rateLeases.forget()])
      },
      'clear-signals': () => house.signals.clear(new Date(house.clock.now().getTime() - SET_ASIDE_KEPT_MS)),
      'clear-uploads': clearUploads,
    },
    onCrash: (name, error) => crash(name)(error),
  })
  let catchingUp: Promise<void> = Promise.resolve()
  return {
    async prepare() {
      await house.jobs.recover()
      await clearUploads()
      await house.identity.repairMerges()
      await house.decisions.resumeUnfinished()
      await house.strategies.seedLibrary('system')
    },
    async start() {
      for (const round of rounds) round.start()
      await scheduler.start()
      // What came in while the server was off, by a command or before a crash. Nobody waits for it.
      catchingUp = house.profileKeeper.catchUp().then(() => undefined, crash('catch-up-profiles'))
    },
    async stop() {
      await Promise.all([catchingUp, scheduler.stop(), ...rounds.map((round) => round.stop())])
      await house.jobs.stop()
    },
  }
}
