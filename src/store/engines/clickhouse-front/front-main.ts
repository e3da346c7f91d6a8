import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf } from '#kernel/app-error.ts'
import { writeEngineConfig } from './engine-config.ts'
import { FrontEngine } from './front-engine.ts'
import { readFrontOrder } from './front-order.ts'
import type { FrontOrder } from './front-order.ts'
import { createFrontServer } from './front-server.ts'

const STOP_WITHIN_MS = 3_000
const LOOK_EVERY_MS = 15_000
const STUCK_MS = 60_000
const COMPILED_FROM = '20'

/**
 * The child process that holds the embedded analytical engine. It gets its orders and its password over the IPC channel (never in
 * arguments or the environment, which others can read) and lives no longer than that channel.
 */
function main(): void {
  // The parent is gone: nobody may stay behind. Acknowledged rows are on disk, so there is nothing to wait for.
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
  // A terminal sends its signals to everybody; the parent stops its engines in order.
  process.on('SIGINT', () => undefined)
  process.once('message', (message: unknown) => {
    start(readFrontOrder(message)).catch((error: unknown) => {
      process.send?.({ failed: messageOf(error) }, () => process.exit(1))
    })
  })
}

async function start(order: FrontOrder): Promise<void> {
  const spool = join(order.folder, 'spool')
  mkdirSync(spool, { recursive: true, mode: 0o700 })
  for (const name of readdirSync(spool)) rmSync(join(spool, name), { force: true })
  const engine = new FrontEngine({
    path: join(order.folder, 'data'),
    spool,
    configFile: writeEngineConfig(order.folder, order.memoryBytes),
    database: order.database,
    readers: 3,
    // What is stored must not wait behind a refresh that writes from its own query for half a minute, nor the members of segments behind that of tags.
    writers: 4,
    maxWaiting: 1_000,
  })
  await engine.prepare()
  const server = createFrontServer(engine, {
    username: order.username,
    password: order.password,
    trust: order.trust,
    database: order.database,
    spool,
    settings: {
      async_insert: '0',
      // Compiling an expression to machine code takes the engine a tenth of a second, and somebody waits for it: one that is asked this often is worth it.
      min_count_to_compile_expression: COMPILED_FROM,
      min_count_to_compile_aggregate_expression: COMPILED_FROM,
      min_count_to_compile_sort_description: COMPILED_FROM,
      // Long lists arrive as parameters and become part of the text.
      max_query_size: String(64 * 1024 * 1024),
      output_format_json_quote_64bit_integers: '1',
      max_execution_time: '120',
      max_memory_usage: String(order.memoryBytes),
    },
    ceilings: { max_execution_time: 3_600, max_memory_usage: order.memoryBytes },
  })
  server.once('error', (error) => process.send?.({ failed: messageOf(error) }, () => process.exit(1)))
  server.listen(order.port, '127.0.0.1', () => {
    const address = server.address()
    process.send?.({ ready: typeof address === 'object' ? address?.port : order.port, version: engine.version })
  })
  watch(engine)
  const stop = (): void => {
    server.close()
    // Their queries are killed as for any client that goes away.
    server.closeAllConnections()
    void engine.becomesIdle(STOP_WITHIN_MS).then((idle) => {
      if (idle) process.exit(0)
      // A connection that is closed under a running query hangs or aborts. What was acknowledged is on disk.
      process.kill(process.pid, 'SIGKILL')
    })
  }
  process.on('message', (message: unknown) => {
    if (message === 'stop') stop()
  })
  process.once('SIGTERM', stop)
}

/** An engine that is stuck for good would make every request wait: ending the process restarts it. */
function watch(engine: FrontEngine): void {
  const look = async (): Promise<void> => {
    const timer = setTimeout(() => process.kill(process.pid, 'SIGKILL'), STUCK_MS)
    await engine.control('SELECT 1').catch(() => undefined)
    clearTimeout(timer)
    setTimeout(() => void look(), LOOK_EVERY_MS).unref()
  }
  void look()
}

main()
