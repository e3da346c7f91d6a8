import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { Clock } from '#kernel/clock.ts'
import { DemoClock } from '../../src/demo/demo-clock.ts'

/** The clock of a server in another process: stands where the test has put it. */
export function clockOfFile(path: string): Clock {
  return { now: () => new Date(Number(readFileSync(path, 'utf8'))) }
}

/** The demo's clock, shared with all servers that read the file. */
export class SharedClock extends DemoClock {
  readonly #path: string

  constructor(start: Date, path: string) {
    super(start)
    this.#path = path
    this.#write()
  }

  override moveTo(time: Date): void {
    super.moveTo(time)
    this.#write()
  }

  #write(): void {
    // At once for all who read it.
    writeFileSync(`${this.#path}.next`, String(this.now().getTime()))
    renameSync(`${this.#path}.next`, this.#path)
  }
}
