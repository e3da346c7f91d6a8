import type { Command } from 'commander'
import type { NoticeLog, NoticeSettingsState, NoticeTest } from '#http/act/notice-schemas.ts'
import { AppError } from '#kernel/app-error.ts'
import { addDoor, address, atDoor } from './door.ts'
import type { Door, DoorOptions } from './door.ts'
import { readWhole } from './option-readers.ts'
import { readJsonFile } from './read-json-file.ts'

/** `liuke notices`: who of the team is told what, where. */
export function addNoticeCommands(program: Command): void {
  const notices = program.command('notices').description('who of the team is told what, where, and what was told')

  addDoor(notices, 'log', 'list what the team was told in the last thirty days, newest first')
    .option('--limit <n>', 'how many', readWhole('--limit'), 50)
    .action(({ limit, ...options }: DoorOptions & { readonly limit: number }) =>
      atDoor(options, async ({ client, list, word, time, language }) => {
        const { items } = await client.ask<NoticeLog>('GET', '/notices', { query: { limit } })
        list(
          items,
          [
            { title: { zh: '时间', en: 'Time' }, cell: ({ toldAt, at }) => time(toldAt ?? at) },
            { title: { zh: '通知', en: 'Notification' }, cell: ({ text }) => text[language] },
            { title: { zh: '方式', en: 'Over' }, cell: ({ way }) => word('noticeWay', way) },
            { title: { zh: '接收方', en: 'To' }, cell: ({ to }) => to },
            { title: { zh: '状态', en: 'State' }, cell: ({ state }) => word('noticeState', state) },
            { title: { zh: '原因', en: 'Reason' }, cell: ({ reason }) => (reason === '' ? '-' : word('noticeReason', reason)) },
          ],
          { zh: '还没有发出过通知。', en: 'Nothing was told yet.' },
        )
      }),
    )

  addDoor(notices, 'settings', 'show the rules, the quiet hours and who has a phone number').action((options: DoorOptions) =>
    atDoor(options, async (door) => showSettings(door, await door.client.ask('GET', '/notices/settings'))),
  )

  addDoor(notices, 'save <file>', 'replace the rules and times by those of a JSON file, as `notices settings --json` shows them').action(
    (file: string, options: DoorOptions) =>
      atDoor(options, async (door) => {
        const { rules, quiet, smsPerDay, alertMail } = (await readJsonFile(file, 'notices')) as Partial<NoticeSettingsState>
        showSettings(door, await door.client.ask('PUT', '/notices/settings', { body: { rules, quiet, smsPerDay, alertMail } }))
      }),
  )

  addDoor(notices, 'test <number>', 'send a word that says that it is a test to every place of a rule, 1 for the first').action(
    (number: string, options: DoorOptions) =>
      atDoor(options, async ({ client, say, word }) => {
        const { rules } = await client.ask<NoticeSettingsState>('GET', '/notices/settings')
        const rule = rules[Number(number) - 1]
        if (rule === undefined)
          throw new AppError('invalid-input', 'notice-rule-unknown', `There is no rule ${number}: liuke notices settings lists them.`, {
            details: { number },
          })
        const { outcome, reason } = await client.ask<NoticeTest>('POST', '/notices/test', { body: { rule } })
        if (outcome !== 'accepted' && outcome !== 'delivered')
          throw new AppError('conflict', 'channel-test-failed', `The test did not leave (${reason}).`, {
            details: { why: word('noticeReason', reason) },
          })
        say({ outcome }, { zh: '测试通知已发送。', en: 'The test was sent.' })
      }),
  )

  addDoor(notices, 'phone <user> [number]', 'set the phone number of a colleague; without a number it is taken away').action(
    (user: string, number: string | undefined, options: DoorOptions) =>
      atDoor(options, async ({ client, say }) => {
        await client.ask('PUT', address`/notices/phones/${user}`, { body: { phone: number ?? null } })
        say({ user, isSet: number !== undefined }, { zh: '已保存。', en: 'Saved.' })
      }),
  )
}

function showSettings({ list, word, language }: Door, state: NoticeSettingsState): void {
  const nameOf = (id: string): string => state.people.find((one) => one.id === id)?.name ?? id
  list(
    state.rules.map((rule, at) => ({ ...rule, number: at + 1 })),
    [
      { title: { zh: '序号', en: 'Rule' }, cell: ({ number }) => number },
      {
        title: { zh: '通知内容', en: 'What' },
        cell: ({ kinds }) => kinds.map((kind) => word('noticeKind', kind)).join(language === 'zh' ? '、' : ', '),
      },
      { title: { zh: '方式', en: 'Over' }, cell: ({ way }) => word('noticeWay', way) },
      { title: { zh: '账号', en: 'Account' }, cell: ({ accountId }) => accountId ?? '-' },
      { title: { zh: '接收方', en: 'To' }, cell: ({ people, mentions }) => [...people.map(nameOf), ...mentions].join(' ') || '-' },
    ],
    { zh: '没有通知规则。', en: 'There are no rules.' },
    state,
  )
}
