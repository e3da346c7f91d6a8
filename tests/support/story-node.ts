import { newId } from '#kernel/id.ts'
import { readConfig } from '../../src/config.ts'
import { openHouse } from '../../src/main.ts'
import { startServer } from '../../src/main/server.ts'
import { untilStopped } from '../../src/commands/serve-command.ts'
import { clockOfFile } from './clock-file.ts'

/** A server as `liuke serve` runs it, in the time of a story; the first run of strategies has an id that is known, so that the same people are held out again. */
const [clockFile = '', runId = ''] = process.argv.slice(2)
let nextRun: string | null = runId
const log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: (fields: object, text: string) => void process.stderr.write(`${text} ${String((fields as { err?: unknown }).err)}\n`),
}
const house = await openHouse(readConfig(process.env), {
  clock: clockOfFile(clockFile),
  log,
  newRunId: (now) => {
    const id = nextRun ?? newId(now)
    nextRun = null
    return id
  },
})
const server = await startServer(house, { logger: null, unlimited: true })
const stopped = untilStopped()
process.stdout.write(`Liuke listens on ${server.url}\n`)
process.stdout.write(`code=${(await house.access.setup.code()) ?? 'none'}\n`)
await stopped
await server.stop()
