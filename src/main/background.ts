import { JOURNEYS } from '#act/journeys/journey-reader.ts'
import type { ReadSignalsPorts } from '#act/read-signals.ts'
import { readSignals } from '#act/read-signals.ts'
import { SET_ASIDE_KEPT_MS } from '#act/signal-outbox.ts'
import type { SignalReader } from '#act/signal.ts'
import { loadEvents } from '#collect/tracking/load-events.ts'
import { SCHEDULER } from '#jobs/job-runner.ts'
import { Rounds } from '#jobs/rounds.ts'
import { GATHER_MS, ROUNDS } from '#jobs/schedule.ts'
import { Scheduler } from '#jobs/scheduler.ts'
import { isDiskFull } from '#kernel/disk-full.ts'
import { MINUTE_MS } from '#kernel/clock.ts'
import type { UploadFolder } from '#http/collect/upload-folder.ts'
import { LATE_EVERY_MS } from '#store/relational/source-freshness-store.ts'
import type { House } from './house.ts'
import type { LoaderWorker } from './loader-worker.ts'
import { loadSome, wakeByPlenty } from './load-some.ts'
import type { StartedWork } from './job-work.ts'
import { scheduledWork } from './scheduled-work.ts'

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

/** Plans broadcasts whose time has come, and ends those that have nothing left to send. One that fails keeps none of the others. */
export async function followBroadcasts({ broadcasts, log }: Pick<House, 'broadcasts' | 'log'>): Promise<boolean> {
  await broadcasts.followApprovals()
  for (const id of await broadcasts.due()) {
    await broadcasts.plan(id).catch((error: unknown) => log.error({ broadcast: id, err: error }, 'a broadcast could not be planned'))
  }
  await broadcasts.settle()
  await broadcasts.copyArms()
  return false
}

/** Lets journeys and strategies go on that somebody agreed to, where the node that took the word died in between. */
export async function followApprovals({ journeys, strategyGate }: Pick<House, 'journeys' | 'strategyGate'>): Promise<void> {
  await journeys.followApprovals()
  await strategyGate.followApprovals()
}

/** Takes every run of a journey that is due as far as it goes now. */
export async function runJourneys({ journeyWorker }: Pick<House, 'journeyWorker'>): Promise<void> {
  while (await journeyWorker.work());
}

/** Lets customers into journeys by the calendar and by their dates, as far as that is due. */
export async function scheduleJourneys({ journeyScheduler }: Pick<House, 'journeyScheduler'>): Promise<void> {
  while (await journeyScheduler.work());
}

/** Goes on with what was put aside of journeys that were paused, and forgets what is old. */
export async function keepJourneys({ runLedger, entryDesk, clock }: Pick<House, 'runLedger' | 'entryDesk' | 'clock'>): Promise<void> {
  await runLedger.release(clock.now())
  await entryDesk.forget(clock.now())
}

/** Makes the broadcasts of series whose time has come. */
export async function followSeries({ broadcastSeries, log }: Pick<House, 'broadcastSeries' | 'log'>): Promise<number> {
  return await broadcastSeries.follow((series, error) =>
    log.error({ broadcast: series, err: error }, 'an occurrence of a series could not be made'),
  )
}

/** How long an uploaded file waits in clear for its import. */
const UPLOAD_WAITS_MS = 30 * MINUTE_MS
/** After a round that something came in during. */
const AT_ONCE_MS = 20
/** So long a node may not know what another one changed in the project's settings. */
const FOLLOW_EVERY_MS = 2_000

/** @param loader What loads instead of this thread; null: this thread does, in the time of its house. */
export function createBackground(house: House, uploads: UploadFolder, started: StartedWork, loader: LoaderWorker | null): Background {
  const crash = (name: string) => (error: unknown) => {
    if (isDiskFull(error)) house.disk.noteFull()
    house.log.error({ work: name, err: error }, 'background work failed')
  }
  const clearUploads = () => uploads.clear(new Date(house.clock.now().getTime() - UPLOAD_WAITS_MS))
  const clearSignals = () => house.signals.clear(new Date(house.clock.now().getTime() - SET_ASIDE_KEPT_MS))
  const endSessions = async () => {
    const now = house.clock.now()
    await Promise.all([
      house.sessions.deleteEnded(now),
      house.strangers.forget(now),
      house.rateLeases.forget(),
      house.sourceWatch.forget(now),
      house.webhookReceiver.forget(),
      house.planViolations.forget(now),
      house.sourceFreshness.forget(now),
      house.channelAccounts.forget(now),
      house.receipts.forget(now),
    ])
  }
  const here = loader === null ? new Rounds(() => loadSome(house.loader), ROUNDS['load-inbox'], crash('load-inbox'), GATHER_MS) : null
  const messages = new Rounds(() => house.sender.pump().then(() => false), ROUNDS['send-messages'], crash('send-messages'), AT_ONCE_MS)
  const journeys = new Rounds(() => house.journeyWorker.work(), ROUNDS['run-journeys'], crash('run-journeys'), AT_ONCE_MS)
  const rounds = [
    new Rounds(() => house.project.follow().then(() => false), FOLLOW_EVERY_MS, crash('follow-settings')),
    new Rounds(() => house.trackingPlans.follow().then(() => false), FOLLOW_EVERY_MS, crash('follow-tracking-plans')),
    new Rounds(() => house.identityRules.follow().then(() => false), FOLLOW_EVERY_MS, crash('follow-identity-rules')),
    new Rounds(() => house.qualityRules.follow().then(() => false), FOLLOW_EVERY_MS, crash('follow-quality-rules')),
    ...(here === null ? [] : [here]),
    // What an import, a load or a decision could not tell the analytical store, which was away just then.
    new Rounds(() => house.identity.settle().then(() => false), ROUNDS['settle-identity'], crash('settle-identity')),
    new Rounds(() => house.consentCopy.catchUp().then(() => false), ROUNDS['copy-consents'], crash('copy-consents')),
    new Rounds(() => house.accountCopy.catchUp().then(() => false), ROUNDS['copy-accounts'], crash('copy-accounts')),
    new Rounds(() => house.segmentMembers.work(), ROUNDS['follow-segments'], crash('follow-segments')),
    new Rounds(() => house.tagKeeper.work(), ROUNDS['follow-tags'], crash('follow-tags')),
    new Rounds(() => house.webhookReceiver.work(), ROUNDS['take-webhooks'], crash('take-webhooks')),
    new Rounds(() => house.shopPoller.work(), ROUNDS['read-shops'], crash('read-shops')),
    new Rounds(() => house.channelAccounts.poller.work().then(() => false), ROUNDS['ask-providers'], crash('ask-providers')),
    new Rounds(() => house.channelAccounts.bounces.work().then(() => false), ROUNDS['read-bounces'], crash('read-bounces')),
    new Rounds(() => house.noticeTeller.work().then(() => false), ROUNDS['tell-team'], crash('tell-team')),
    new Rounds(() => followBroadcasts(house), ROUNDS['follow-broadcasts'], crash('follow-broadcasts')),
    new Rounds(() => followApprovals(house).then(() => false), ROUNDS['follow-broadcasts'], crash('follow-approvals')),
    new Rounds(() => followSeries(house).then(() => false), ROUNDS['follow-series'], crash('follow-series')),
    new Rounds(() => house.taskKeeper.work(), ROUNDS['place-tasks'], crash('place-tasks')),
    messages,
    journeys,
    new Rounds(() => house.journeyScheduler.work(), ROUNDS['schedule-journeys'], crash('schedule-journeys')),
    new Rounds(() => keepJourneys(house).then(() => false), ROUNDS['keep-journeys'], crash('keep-journeys')),
    new Rounds(async () => (await house.asker.work()) > 0, ROUNDS['ask-about-sends'], crash('ask-about-sends')),
    new Rounds(() => house.addresses.adopt().then(() => false), ROUNDS['adopt-addresses'], crash('adopt-addresses')),
    new Rounds(async () => (await house.receipts.adopt()) > 0, ROUNDS['adopt-receipts'], crash('adopt-receipts')),
    new Rounds(
      async () => {
        if (!(await house.installation.maySend())) return false
        const { delivered, failed, retried } = await house.webhooks.deliverDue()
        return delivered + failed + retried > 0
      },
      ROUNDS['deliver-webhooks'],
      crash('deliver-webhooks'),
    ),
    new Rounds(() => house.sourceFreshness.tellLate(house.clock.now()).then(() => false), LATE_EVERY_MS, crash('tell-late-sources')),
    ...house.signalReaders.map(
      (reader) =>
        new Rounds(
          () => readWaiting(house, reader),
          // A customer waits for what a journey does.
          ROUNDS[reader.name === JOURNEYS ? 'read-journeys' : 'read-signals'],
          crash(`read-signals/${reader.name}`),
        ),
    ),
    new Rounds(() => clearUploads().then(() => false), ROUNDS['clear-uploads'], crash('clear-uploads')),
    new Rounds(() => endSessions().then(() => false), ROUNDS['end-sessions'], crash('end-sessions')),
    new Rounds(() => clearSignals().then(() => false), ROUNDS['clear-signals'], crash('clear-signals')),
  ]
  // What lets somebody into a journey need not wait for the next round, nor a message that it plans.
  house.journeyWakes.due = () => journeys.wake(true)
  house.journeyWakes.planned = () => messages.wake(true)
  const scheduler = new Scheduler({
    remember: (...turn) => house.settings.remember(...turn),
    startSlot: (...slot) => house.jobs.startSlot(...slot),
    clock: house.clock,
    timeZone: () => Promise.resolve(house.project.timeZone),
    onCrash: (name, error) => crash(name)(error),
  })
  const startJob = (kind: 'resume-runs' | 'catch-up-profiles') => house.jobs.start({ kind, payload: {}, createdBy: SCHEDULER })
  return {
    async prepare() {
      // A folder of its own belongs to one server: whatever ran in it ran in an earlier process, and need not be waited for.
      if (house.config.databaseUrl === null) await house.jobs.recover()
      await clearUploads()
      await house.syncs.sweep()
      await house.identity.repairMerges()
      await house.strategies.seedLibrary('system')
      await startJob('resume-runs')
      house.jobs.begin({
        ...started,
        ...scheduledWork(house),
      })
    },
    async start() {
      for (const round of rounds) round.start()
      loader?.start()
      const waiting = wakeByPlenty((hasPlenty) => (loader ?? here)?.wake(hasPlenty))
      house.intake.tell(waiting)
      await scheduler.start()
      // What came in while the server was off, by a command or before a crash. Nobody waits for it.
      await startJob('catch-up-profiles')
    },
    async stop() {
      await Promise.all([scheduler.stop(), loader?.stop(), ...rounds.map((round) => round.stop()), house.sender.stop()])
      await Promise.all([house.channelAccounts.poller.settled(), house.channelAccounts.bounces.settled()])
      await house.jobs.stop()
    },
  }
}
