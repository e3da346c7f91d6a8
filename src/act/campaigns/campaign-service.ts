import type { AuditLog } from '#access/audit-log.ts'
import { AppError } from '#kernel/app-error.ts'
import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { Clock } from '#kernel/clock.ts'
import { addDays, localDay } from '#kernel/local-day.ts'
import { startOfDay } from '#kernel/zoned-day.ts'
import type { BroadcastService } from '../broadcasts/broadcast-service.ts'
import type { JourneyService } from '../journeys/journey-service.ts'
import type { CampaignReader, RunningBroadcastRow, RunningJourneyRow, StoppedSource } from './campaign-ports.ts'
import { NO_SENDS, sumOfDays } from './day-sends.ts'
import type { DaySends } from './day-sends.ts'

const LEAST_REASON = 3
/** So many days back what was stopped is told. */
const STOPPED_DAYS = 7

export interface RunningJourney extends RunningJourneyRow {
  readonly entered: number
  readonly inside: number
  readonly day: DaySends
}

export interface RunningBroadcast extends RunningBroadcastRow {
  /** Of a series null: its messages are those of its occurrences. */
  readonly day: DaySends | null
}

export interface RunningStrategy {
  readonly id: string
  readonly name: BilingualText
  readonly isActive: boolean
  readonly day: DaySends
}

/** What runs now, and what came of it since midnight of the project. */
export interface CampaignBoard {
  readonly at: Date
  readonly total: DaySends & { readonly entered: number; readonly inside: number }
  readonly journeys: readonly RunningJourney[]
  readonly broadcasts: readonly RunningBroadcast[]
  readonly strategies: readonly RunningStrategy[]
  readonly stopped: readonly StoppedSource[]
}

interface CampaignPorts {
  readonly reader: CampaignReader
  readonly journeys: Pick<JourneyService, 'today' | 'stopAll'>
  readonly broadcasts: Pick<BroadcastService, 'pauseAll'>
  /** The newest version of each. */
  readonly strategies: () => Promise<
    readonly { readonly id: string; readonly state: string; readonly definition: { readonly name: BilingualText } }[]
  >
  readonly project: { readonly timeZone: string }
  readonly audit: AuditLog
  readonly clock: Clock
}

/** Everything that sends by itself, looked at and stopped together. */
export class CampaignService {
  readonly #ports: CampaignPorts

  constructor(ports: CampaignPorts) {
    this.#ports = ports
  }

  async board(): Promise<CampaignBoard> {
    const { reader, journeys, strategies, project, clock } = this.#ports
    const at = clock.now()
    const today = localDay(at, project.timeZone)
    const midnight = startOfDay(today, project.timeZone)
    const [running, broadcasts, stopped, known] = await Promise.all([
      reader.journeys(),
      reader.broadcasts(midnight),
      reader.stopped(startOfDay(addDays(today, -STOPPED_DAYS), project.timeZone)),
      strategies(),
    ])
    const ids = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => id)
    const [people, ofJourneys, ofBroadcasts, ofStrategies] = await Promise.all([
      journeys.today(ids(running)),
      reader.sends('journey', ids(running), midnight),
      reader.sends('broadcast', ids(broadcasts), midnight),
      reader.sends('strategy', ids(known), midnight),
    ])
    const journeyRows = running.map((row): RunningJourney => {
      const { entered = 0, inside = 0 } = people.get(row.id) ?? {}
      return { ...row, entered, inside, day: ofJourneys.get(row.id) ?? NO_SENDS }
    })
    const broadcastRows = broadcasts.map((row): RunningBroadcast => ({
      ...row,
      day: row.state === 'repeating' ? null : (ofBroadcasts.get(row.id) ?? NO_SENDS),
    }))
    // One that was paused may still have messages on their way.
    const strategyRows = known
      .map(({ id, state, definition }): RunningStrategy => ({
        id,
        name: definition.name,
        isActive: state === 'active',
        day: ofStrategies.get(id) ?? NO_SENDS,
      }))
      .filter(({ isActive, day }) => isActive || day !== NO_SENDS)
    const days = [...journeyRows, ...broadcastRows, ...strategyRows].flatMap(({ day }) => day ?? [])
    return {
      at,
      total: {
        ...sumOfDays(days),
        entered: journeyRows.reduce((sum, { entered }) => sum + entered, 0),
        inside: journeyRows.reduce((sum, { inside }) => sum + inside, 0),
      },
      journeys: journeyRows,
      broadcasts: broadcastRows,
      strategies: strategyRows,
      stopped,
    }
  }

  /**
   * Ends every journey and pauses every broadcast and series. Broadcasts first: their pause is short, and it can be taken back. Asked again it finishes what a crash left.
   * @throws AppError `campaigns-stop-reason`
   */
  async stop(given: string, by: string): Promise<{ readonly journeys: number; readonly broadcasts: number }> {
    const { journeys, broadcasts, audit, clock } = this.#ports
    const reason = given.trim()
    if (reason.length < LEAST_REASON) {
      throw new AppError('invalid-input', 'campaigns-stop-reason', 'Write down in reason why everything is stopped (3 characters or more).')
    }
    const stopped = { broadcasts: await broadcasts.pauseAll(by), journeys: await journeys.stopAll(reason, by) }
    await audit.append({ at: clock.now(), actor: by, action: 'campaigns-stopped', target: 'campaigns', detail: { reason, ...stopped } })
    return stopped
  }
}
