import type { Command } from 'commander'
import type { ContactRules, ContactRulesState, ControlPower } from '#http/act/contact-rule-schemas.ts'
import { addDoor, atDoor } from './door.ts'
import type { DoorOptions } from './door.ts'
import { readNumber } from './option-readers.ts'
import { readJsonFile } from './read-json-file.ts'

/** `liuke contact-rules`: frequency caps, quiet hours and the global control group. */
export function addContactRuleCommands(program: Command): void {
  const rules = program.command('contact-rules').description('frequency caps, quiet hours and the global control group')
  addDoor(rules, 'show', 'the rules that hold; --json has them as `set` reads them').action((options: DoorOptions) =>
    atDoor(options, async ({ client, print, language, word }) => {
      const state = await client.ask<ContactRulesState>('GET', '/contact-rules')
      const { caps, quiet } = state.rules
      const cap = (n: number | null) => (n === null ? '-' : String(n))
      const [day, week] = language === 'zh' ? ['每天', '每周'] : ['a day', 'a week']
      const all = language === 'zh' ? '全部渠道' : 'all channels'
      const capLines = [
        [all, caps.all] as const,
        ...Object.entries(caps.channels).map(([name, one]) => [word('channel', name), one] as const),
      ].map(([name, one]) => `${name}: ${day} ${cap(one.day)}, ${week} ${cap(one.week)}`)
      const quietLines = quiet.map(
        (one) => `${word('channel', one.channel)} ${one.country}: ${one.quiet === null ? '-' : `${one.quiet.from}-${one.quiet.to}`}`,
      )
      print(state, [...capLines, '', ...quietLines].join('\n'))
    }),
  )
  addDoor(rules, 'set', 'save rules as a new version; they hold at once')
    .requiredOption('--file <file>', 'JSON of rules, as contact-rules show --json prints under rules')
    .action(({ file, ...options }: DoorOptions & { readonly file: string }) =>
      atDoor(options, async ({ client, say }) => {
        const { version } = await client.ask<ContactRulesState>('GET', '/contact-rules')
        const body = { base: version, rules: (await readJsonFile(file, 'rules')) as ContactRules }
        const saved = await client.ask<ContactRulesState>('PUT', '/contact-rules', { body })
        say(saved, { zh: `已保存为版本 ${saved.version}，立即生效。`, en: `Saved as version ${saved.version}. It holds at once.` })
      }),
    )

  const group = rules
    .command('control-group')
    .description('customers whom nothing contacts, so that what everything does together can be measured')
  addDoor(group, 'list', 'the global control groups, the newest first').action((options: DoorOptions) =>
    atDoor(options, async ({ client, list, time }) => {
      const { controlGroups } = await client.ask<ContactRulesState>('GET', '/contact-rules')
      list(
        controlGroups,
        [
          { title: { zh: '比例', en: 'Share' }, cell: ({ share }) => `${(share * 100).toFixed(2)} %` },
          { title: { zh: '开始', en: 'Started' }, cell: ({ startedAt }) => time(startedAt) },
          { title: { zh: '结束', en: 'Ended' }, cell: ({ endedAt }) => time(endedAt) },
          { title: { zh: '结束原因', en: 'Reason' }, cell: ({ endReason }) => endReason },
        ],
        { zh: '还没有全局对照组。', en: 'There is no global control group yet.' },
      )
    }),
  )
  addDoor(group, 'power', 'the smallest difference that a group of a share could show within 30 days')
    .requiredOption('--share <share>', '0.01 to 0.15', readNumber('--share'))
    .action(({ share, ...options }: DoorOptions & { readonly share: number }) =>
      atDoor(options, async ({ client, fields, language }) => {
        const power = await client.ask<ControlPower>('GET', '/contact-rules/control-group/power', { query: { share: String(share) } })
        const none = language === 'zh' ? '数据不足' : 'not enough data'
        const percent = (value: number | null) => (value === null ? none : `${(value * 100).toFixed(2)} %`)
        fields(power, [
          [{ zh: '客户', en: 'Customers' }, power.customers],
          [{ zh: '留作对照', en: 'Held out' }, power.heldOut],
          [{ zh: '30 天内购买比例', en: 'Bought in 30 days' }, percent(power.buyingShare)],
          [{ zh: '可检出的最小差异', en: 'Smallest difference it can show' }, percent(power.detectable)],
        ])
      }),
    )
  addDoor(group, 'start', 'start the group; its share is locked until it ends')
    .requiredOption('--share <share>', '0.01 to 0.15', readNumber('--share'))
    .action(({ share, ...options }: DoorOptions & { readonly share: number }) =>
      atDoor(options, async ({ client, say }) => {
        const state = await client.ask<ContactRulesState>('POST', '/contact-rules/control-group', { body: { share } })
        say(state, { zh: '全局对照组已开始。', en: 'The global control group has started.' })
      }),
    )
  addDoor(group, 'end', 'end the group; its customers may be contacted again')
    .requiredOption('--reason <text>', 'why it ends, for the history')
    .action(({ reason, ...options }: DoorOptions & { readonly reason: string }) =>
      atDoor(options, async ({ client, say }) => {
        const state = await client.ask<ContactRulesState>('POST', '/contact-rules/control-group/end', { body: { reason } })
        say(state, { zh: '全局对照组已结束。', en: 'The global control group has ended.' })
      }),
    )
}
