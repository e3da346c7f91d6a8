import { Rng } from '#kernel/rng.ts'
import { SimAnalytical } from './sim-analytical.ts'
import { SimRelational } from './sim-relational.ts'
import { SimProcess, SimSchedule } from './sim-schedule.ts'
import { NO_FAULTS, SimWire } from './sim-wire.ts'

const MOST_STEPS = 10_000

/** The stores of the simulation where nothing goes wrong, for the rules that hold for every store: each call runs the simulation until it is answered. */
export function drivenStores() {
  const schedule = new SimSchedule(new Rng('driven'), Date.parse('2026-05-01T10:00:00Z'))
  const nobodyDies = (): never => {
    throw new Error('Nothing dies where nothing goes wrong.')
  }
  const wire = new SimWire(schedule, new Rng('wire'), NO_FAULTS, null, { processDied: nobodyDies, engineDied: nobodyDies })
  const process = new SimProcess('server')
  const relational = new SimRelational(wire).ports(process)
  return driven({ relational, analytical: new SimAnalytical(wire).ports(process) }, schedule)
}

/** The same object, whose functions run the simulation until their promise is settled; so do those of what they answer. */
function driven<T extends object>(of: T, schedule: SimSchedule): T {
  const copy = Object.entries(of).map(([name, value]: [string, unknown]) => {
    if (isFunction(value)) {
      return [
        name,
        async (...args: readonly unknown[]) => {
          let isOver = false
          const answer = Promise.resolve(value(...args)).finally(() => (isOver = true))
          await Promise.all([answer.catch(() => undefined), schedule.run(() => isOver, MOST_STEPS)])
          const found: unknown = await answer
          return hasFunctions(found) ? driven(found, schedule) : found
        },
      ]
    }
    return [name, typeof value === 'object' && value !== null && hasAny(value) ? driven(value, schedule) : value]
  })
  return Object.fromEntries(copy) as T
}

function isFunction(value: unknown): value is (...args: readonly unknown[]) => unknown {
  return typeof value === 'function'
}

function hasFunctions(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.values(value).some(isFunction)
}

function hasAny(value: object): boolean {
  return hasFunctions(value) || Object.values(value).some((one) => typeof one === 'object' && one !== null && hasFunctions(one))
}
