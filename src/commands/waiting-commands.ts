import { Option } from 'commander'
import type { Command } from 'commander'
import type { TriedNow, WaitingMessages } from '#http/act/message-schemas.ts'
import { CHANNELS } from '#decide/strategy.ts'
import { addDoor, atDoor } from './door.ts'
import type { DoorOptions } from './door.ts'

interface WaitingOptions extends DoorOptions {
  readonly run?: string
  readonly channel?: string
  readonly account?: string
}

/** `liuke messages waiting` and `try-now`: what has not left yet and why, and trying it once its cause is mended. */
export function addWaitingCommands(messages: Command): void {
  narrowed(addDoor(messages, 'waiting', 'messages that have not left yet, by what they wait for and since when')).action(
    (options: WaitingOptions) =>
      atDoor(options, async ({ client, list, word, time }) => {
        const { items } = await client.ask<WaitingMessages>('GET', '/sends/waiting', { query: narrowing(options) })
        list(
          items,
          [
            { title: { zh: '条数', en: 'Messages' }, cell: ({ messages: waiting }) => waiting },
            { title: { zh: '等待原因', en: 'Waits for' }, cell: ({ reason }) => word('sendReason', reason) },
            { title: { zh: '代码', en: 'Code' }, cell: ({ reason, isOwn }) => (isOwn ? reason : '-'), whole: true },
            { title: { zh: '渠道', en: 'Channel' }, cell: ({ channel }) => word('channel', channel) },
            { title: { zh: '账号', en: 'Account' }, cell: ({ accounts }) => accounts.map(({ id, name }) => name || id).join(' ') || '-' },
            { title: { zh: '开始等待', en: 'Since' }, cell: ({ since }) => time(since) },
            { title: { zh: '下次尝试', en: 'Next try' }, cell: ({ nextAt }) => time(nextAt) },
          ],
          { zh: '没有等待中的消息。', en: 'No message waits.' },
        )
      }),
  )
  narrowed(
    addDoor(messages, 'try-now <reason>', 'try messages now that wait for this reason, such as template_unknown, once its cause is mended'),
  ).action((reason: string, options: WaitingOptions) =>
    atDoor(options, async ({ client, say }) => {
      const done = await client.ask<TriedNow>('POST', '/sends/try-now', { body: { reason, ...narrowing(options) } })
      say(done, {
        zh: done.messages === 0 ? '没有需要提前的消息。' : `${done.messages} 条消息现在发送。`,
        en: done.messages === 0 ? 'No message waits for it.' : `${done.messages} messages are due now.`,
      })
    }),
  )
}

function narrowed(command: Command): Command {
  return command
    .option('--run <id>', 'only of this broadcast or run')
    .addOption(new Option('--channel <channel>', 'only this channel').choices(CHANNELS))
    .option('--account <id>', 'only what was handed to this channel account')
}

function narrowing({ run, channel, account }: WaitingOptions) {
  return {
    ...(run === undefined ? {} : { runId: run }),
    ...(channel === undefined ? {} : { channel }),
    ...(account === undefined ? {} : { accountId: account }),
  }
}
