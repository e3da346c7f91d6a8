import { PassThrough } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import Type from 'typebox'
import type { Static } from '../shared-schemas.ts'
import { localCallerOf } from './local-door.ts'
import type { TypedApp } from '../typed-app.ts'

/** A line of the command line, as it was typed and where. */
export const CommandLine = Type.Object({
  args: Type.Array(Type.String({ maxLength: 100_000 }), { maxItems: 10_000 }),
  cwd: Type.String({ maxLength: 4_096 }),
  locale: Type.String({ maxLength: 100 }),
  isTerminal: Type.Boolean({ description: 'Whether progress may be written over itself' }),
})
export type CommandLine = Static<typeof CommandLine>

/** What a command that runs here says: text for stdout, for stderr, and last how it ended. */
export type CommandEvent = { readonly out: string } | { readonly err: string } | { readonly ended: CommandEnd }

/** How a command ended; null: well. `exitCode` alone is of a line that its parser refused, in words of its own. */
export type CommandEnd = { readonly status: number; readonly code: string; readonly detail: string } | { readonly exitCode: number } | null

/** Carries out a line for an account of the operating system. Never rejects. */
export type CommandRunner = (
  line: CommandLine,
  caller: string,
  say: (event: CommandEvent) => void,
  signal: AbortSignal,
) => Promise<CommandEnd>

/** How long a stopping server waits for a command to put its things down. */
const STOP_MS = 5_000
const STOPPED: CommandEnd = {
  status: 503,
  code: 'stopping',
  detail: 'The server is stopping: what was finished stays. Start it and run the command again.',
}

/** Runs commands that work on the whole house for the command line of this machine, which hears what they say as they say it (NDJSON). */
export function registerCommands(app: TypedApp, run: CommandRunner): void {
  const stopping = new AbortController()
  app.addHook('preClose', async () => {
    stopping.abort()
    await Promise.resolve()
  })
  app.post(
    '/local/command',
    { config: { permission: 'signed-in', localOnly: true }, schema: { hide: true, body: CommandLine } },
    async (request, reply) => {
      const stream = new PassThrough()
      const gone = new AbortController()
      reply.raw.once('close', () => gone.abort())
      const say = (event: CommandEvent): void => {
        if (!stream.writableEnded) stream.write(`${JSON.stringify(event)}\n`)
      }
      const work = run(request.body, localCallerOf(request.raw) ?? '', say, AbortSignal.any([gone.signal, stopping.signal]))
      const end = (ended: CommandEnd): void => {
        say({ ended })
        stream.end()
      }
      const cutOff = new Promise<CommandEnd>((resolve) => {
        stopping.signal.addEventListener('abort', () => void sleep(STOP_MS, STOPPED, { ref: false }).then(resolve), { once: true })
      })
      void Promise.race([work, cutOff]).then(end)
      return await reply.type('application/x-ndjson').send(stream)
    },
  )
}
