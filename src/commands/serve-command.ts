import { once } from 'node:events'
import { Command } from 'commander'
import { readConfig } from '../config.ts'

interface ServeOptions {
  readonly data?: string
  readonly host?: string
  readonly port?: string
}

/** `liuke serve` runs the server until it is told to stop. */
export function addServeCommand(program: Command): void {
  const command = new Command('serve')
    .description('run the server and its console')
    .option('--data <folder>', 'the data folder (default: LIUKE_DATA or ./data)')
    .option('--host <address>', 'listen on this address (default: LIUKE_HOST or 127.0.0.1)')
    .option('--port <number>', 'listen on this port (default: LIUKE_PORT or 8080)')
    .action(serve)
  program.addCommand(command)
}

async function serve(options: ServeOptions): Promise<void> {
  const config = readConfig({
    ...process.env,
    ...(options.data === undefined ? {} : { LIUKE_DATA: options.data }),
    ...(options.host === undefined ? {} : { LIUKE_HOST: options.host }),
    ...(options.port === undefined ? {} : { LIUKE_PORT: options.port }),
  })
  const [{ pino }, { openHouse }, { startServer }, { lineRunner }] = await Promise.all([
    import('pino'),
    import('../main.ts'),
    import('../main/server.ts'),
    import('./run-line.ts'),
  ])
  const log = pino({ level: config.logLevel, base: null }, pino.destination(2))
  const house = await openHouse(config, { log })
  const server = await startServer(house, { logger: log, runCommand: lineRunner(house) }).catch(async (error: unknown) => {
    await house.close()
    throw error
  })
  const code = await house.access.setup.code()
  // Before the line below: anyone who waits for it may stop the server at once.
  const stopped = untilStopped()
  process.stdout.write(`Liuke listens on ${server.url}\n`)
  if (code !== null) process.stdout.write(`There is no account yet. Set up the first one here: ${server.url}/setup?code=${code}\n`)
  await stopped
  process.stderr.write('Stopping…\n')
  await server.stop()
}

/** Resolves at the first SIGINT or SIGTERM; a second one ends the process at once. */
export async function untilStopped(): Promise<void> {
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
  process.once('SIGINT', () => process.exit(130)).once('SIGTERM', () => process.exit(143))
}
