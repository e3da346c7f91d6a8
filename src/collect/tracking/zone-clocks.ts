import { localToUtc } from '../import/parse-instant.ts'
import type { ToUtc } from './read-instant.ts'

/** The clocks of zones, each made once, since it remembers the days that it has worked out. */
export class ZoneClocks {
  readonly #clocks = new Map<string, ToUtc>()

  /** @throws RangeError for an unknown zone. */
  of(timeZone: string): ToUtc {
    const known = this.#clocks.get(timeZone) ?? localToUtc(timeZone)
    this.#clocks.set(timeZone, known)
    return known
  }
}
