import { createInterface } from 'node:readline'
import { CommanderError } from 'commander'
import type { CommandEnd, CommandEvent, CommandLine } from '#http/access/command-route.ts'
import { kindOfStatus } from '#http/problem.ts'
import { AppError } from '#kernel/app-error.ts'
import type { CommandSetting } from './command-setting.ts'
import { brokenOff } from './house-client.ts'
import type { HouseClient } from './house-client.ts'

/** Lets the running server run this line and prints its output here. Ctrl-C hangs up, which stops what can be stopped. */
export async function handOver(client: HouseClient, setting: CommandSetting, signal: AbortSignal): Promise<void> {
  const { env, args, cwd, out, err } = setting
  const locale = [env['LC_ALL'], env['LC_MESSAGES'], env['LANG']].find((value) => value !== undefined && value !== '') ?? ''
  const line: CommandLine = { args: [...args], cwd, locale, isTerminal: err.isTTY === true }
  const answer = await client.stream('POST', '/local/command', { body: line, signal })
  let ended: CommandEnd | undefined
  try {
    for await (const text of createInterface({ input: answer })) {
      const event = JSON.parse(text) as CommandEvent
      if ('out' in event) out.write(event.out)
      else if ('err' in event) err.write(event.err)
      else ended = event.ended
    }
  } catch (error) {
    throw brokenOff(signal, error)
  }
  if (ended === null) return
  if (ended === undefined) throw brokenOff(signal)
  if ('exitCode' in ended) throw new CommanderError(ended.exitCode, 'handed-over', '')
  throw new AppError(kindOfStatus(ended.status), ended.code, ended.detail)
}
