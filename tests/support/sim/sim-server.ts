import type { QualityGate } from '#collect/quality-gate.ts'
import { PASSED } from '#collect/quality-gate.ts'
import { replayHeld } from '#collect/plan/replay-refused.ts'
import { Intake } from '#collect/tracking/intake.ts'
import { loadEvents } from '#collect/tracking/load-events.ts'
import type { LoaderPorts } from '#collect/tracking/load-events.ts'
import type { SourceRule } from '#collect/tracking/source-rule.ts'
import { readTrackingBody, splitEnvelope } from '#collect/tracking/tracking-message.ts'
import { ZoneClocks } from '#collect/tracking/zone-clocks.ts'
import { eventConsents } from '#identity/event-consents.ts'
import { eventCustomers } from '#identity/event-customers.ts'
import { createIdentityService, type IdentityService } from '#identity/identity-service.ts'
import { type FoundIdentifier, type IdentityStore, keyOf } from '#identity/identity-store.ts'
import { ROUNDS } from '#jobs/schedule.ts'
import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import type { Timer } from '#kernel/timer.ts'
import type { Keyring } from '#privacy/keyring.ts'
import { isAboutData } from '#store/engines/is-about-data.ts'
import type { SimAnalytical } from './sim-analytical.ts'
import type { SimBug } from './sim-bugs.ts'
import type { RelationalPorts, SimRelational } from './sim-relational.ts'
import { SimProcess, type SimSchedule } from './sim-schedule.ts'

/** What every server of a world stands on. */
export interface ServerGround {
  readonly schedule: SimSchedule
  readonly relational: SimRelational
  readonly analytical: SimAnalytical
  readonly keyring: Keyring
  readonly bug: SimBug | null
  readonly rules: ReadonlyMap<string, SourceRule>
  /** Most messages of one load: few, so that there are many loads. */
  readonly maxMessages: number
  /** How wrong the clock of the machine is at the moment, in milliseconds. */
  clockErrorMs(): number
  /** Whether the rule of quality that keeps odd events aside holds at the moment. */
  isStrict(): boolean
  /** Told of what no fault of an engine explains. */
  complain(what: string): void
}

/** The name of events that the rule of quality keeps aside while it holds. */
export const ODD = 'Odd'

/** One running server: the product's intake, loader, identity and replay, with their own memory, on ports of the simulated stores. */
export interface SimServer {
  readonly process: SimProcess
  readonly identity: IdentityService
  readonly ports: RelationalPorts
  /** The door: resolves with 200. */
  accept(sourceId: string, body: string): Promise<void>
  /** Takes back up what was kept aside and may come in now; how many. */
  replay(): Promise<number>
}

export function startSimServer(name: string, ground: ServerGround): SimServer {
  const { schedule, keyring, bug } = ground
  const process = new SimProcess(name)
  const clock: Clock = { now: () => new Date(schedule.now + ground.clockErrorMs()) }
  const timer: Timer = { monotonicMs: () => schedule.now, sleep: (ms) => schedule.turn(process, 'timer', ms) }
  const ports = ground.relational.ports(process)
  const { facts, ...events } = ground.analytical.ports(process)
  const store = bug === 'identity-kept-across-rollback' ? rememberPeople(ports.identities) : ports.identities
  const identity = createIdentityService({ store, facts, keyring, clock })
  const readConsents = bug === 'consent-remembered' ? rememberConsents(ports.readConsents) : ports.readConsents
  const gate: QualityGate = (_kind, read) =>
    ground.isStrict() && read('name') === ODD ? { refusal: { field: 'name', message: 'Odd.' }, flags: [] } : PASSED
  const clocks = new ZoneClocks()
  const loader: LoaderPorts = {
    ...events,
    lease: ports.lease,
    sourceRules: () => Promise.resolve(ground.rules),
    knownConsents: eventConsents({ identity, read: readConsents }),
    resolveCustomers: eventCustomers(identity),
    isAboutData,
    toUtc: () => clocks.of('Asia/Shanghai'),
    now: () => clock.now().getTime(),
    currency: 'CNY',
    qualityGate: () => gate,
    idSecret: keyring.contentSalt,
  }
  const intake = new Intake(ports.inbox, clock, () => undefined, { groupMs: 3, quotaBytes: 2 * 1024 ** 3 }, timer)
  const failed = (what: string, error: unknown): void => {
    if (!(error instanceof AppError) || error.kind !== 'unavailable') ground.complain(`${what}: ${String(error)}`)
  }

  /** As the product does in the background: rounds that never overlap, with a longer rest after one that failed. */
  const rounds = async (what: string, restMs: number, round: () => Promise<boolean>): Promise<never> => {
    for (let failures = 0; ;) {
      let more = false
      try {
        more = await round()
        failures = 0
      } catch (error) {
        failed(what, error)
        failures += 1
      }
      await schedule.turn(process, `rest of ${what}`, more ? 0 : Math.min(60_000, restMs * 2 ** failures))
    }
  }
  const begin = async (): Promise<void> => {
    while (bug !== 'merge-not-told') {
      try {
        await identity.repairMerges()
        break
      } catch (error) {
        failed('the start of a server', error)
        await schedule.turn(process, 'starts again', 500)
      }
    }
    await Promise.all([
      rounds('a load', ROUNDS['load-inbox'], async () => (await loadEvents(loader, ground.maxMessages)) !== null),
      rounds('telling what is owed', ROUNDS['settle-identity'], () => identity.settle().then(() => false)),
    ])
  }
  begin().catch((error: unknown) => ground.complain(`a server stopped: ${String(error)}`))
  return {
    process,
    identity,
    ports,
    async accept(sourceId, body) {
      const { messages, sentAt } = splitEnvelope(readTrackingBody(Buffer.from(body)), null)
      await intake.accept(sourceId, messages, sentAt, body.length)
    },
    async replay() {
      const { putBack } = await replayHeld(
        {
          ...ports.held,
          sourceRules: () => Promise.resolve(ground.rules),
          project: () => ({ toUtc: loader.toUtc(), currency: 'CNY', secret: keyring.contentSalt, quality: gate }),
        },
        { sourceId: null, cursor: null },
        { actor: 'user:1', now: clock.now() },
      )
      return putBack
    },
  }
}

/** A planted bug: what a change was about to add is known afterwards, also where it was rolled back. */
function rememberPeople(store: IdentityStore): IdentityStore {
  const remembered = new Map<string, FoundIdentifier>()
  const find =
    (from: Pick<IdentityStore, 'find'>): IdentityStore['find'] =>
    async (keys) => {
      const found = await from.find(keys)
      const there = new Set(found.map(keyOf))
      return [...found, ...keys.flatMap((key) => (there.has(keyOf(key)) ? [] : (remembered.get(keyOf(key)) ?? [])))]
    }
  return {
    ...store,
    find: find(store),
    change: (work) =>
      store.change((writer) =>
        work({
          ...writer,
          find: find(writer),
          async addIdentifiers(added) {
            for (const one of added) remembered.set(keyOf(one), { ...one, apartFrom: [], createdAt: one.firstSeenAt, maskedName: '' })
            await writer.addIdentifiers(added)
          },
        }),
      ),
  }
}

/** A planted bug: who was asked once is not asked again. */
function rememberConsents(read: RelationalPorts['readConsents']): RelationalPorts['readConsents'] {
  const words = new Map<string, boolean | undefined>()
  return async (ids, purpose) => {
    const unknown = ids.filter((id) => !words.has(id))
    const said = unknown.length === 0 ? new Map<string, boolean>() : await read(unknown, purpose)
    for (const id of unknown) words.set(id, said.get(id))
    return new Map(ids.flatMap((id) => (words.get(id) === undefined ? [] : [[id, words.get(id) === true] as const])))
  }
}
