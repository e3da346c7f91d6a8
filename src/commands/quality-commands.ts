import { type Command, Option } from 'commander'
import { AppError } from '#kernel/app-error.ts'
import type { Correction, Import, Job } from '#http/collect/data-schemas.ts'
import type { SignUpBurst } from '#http/quality/sign-up-burst-schemas.ts'
import type { FlaggedRecord, QualityRule, QualityRuleState, QualitySurvey } from '#http/quality/quality-rule-schemas.ts'
import { addDoor, addPageOptions, atDoor, limitOf } from './door.ts'
import type { Door, DoorOptions, PageOptions } from './door.ts'
import { readRules } from './identity-commands.ts'

interface SaveOptions extends DoorOptions {
  readonly file: string
  readonly note?: string
}

interface FixOptions extends DoorOptions {
  readonly import: string
  readonly column: string
  readonly reason?: string
  readonly from?: string
  readonly to?: string
  readonly date?: 'ymd' | 'dmy' | 'mdy'
}

interface DecideOptions extends DoorOptions {
  readonly burst?: string
  readonly customer?: string
  readonly as: 'real' | 'fake'
}

interface FlagOptions extends PageOptions {
  readonly rule?: string
}

/** Imports that are looked through, newest first. */
const LISTED = 2_000

/** `liuke quality`: what is checked in records, and what was found. */
export function addQualityCommands(program: Command): void {
  const quality = program.command('quality').description('what is checked in records: rules of quality, and what they find')
  addDoor(quality, 'rules', 'show the rules of quality that hold; with --json in the form that save reads').action((options: DoorOptions) =>
    atDoor(options, async (door) => showRules(door, await door.client.ask('GET', '/quality/rules'))),
  )
  addDoor(quality, 'preview', 'what the rules of a JSON file would find in what is stored; saves nothing')
    .requiredOption('--file <file>', 'the rules, as quality rules --json shows them under "rules"')
    .action(async ({ file, ...options }: SaveOptions) => {
      const rules = await readRules(file)
      await atDoor(options, async ({ client, list, word }) => {
        const { rules: found, scopes } = await client.ask<QualitySurvey>('POST', '/quality/rules/preview', { body: { rules } })
        list(
          found,
          [
            { title: { zh: '规则', en: 'Rule' }, cell: ({ ruleId }) => ruleId },
            { title: { zh: '依据', en: 'Judged' }, cell: ({ judged }) => word('judgedBy', judged) },
            { title: { zh: '检查', en: 'Checked' }, cell: ({ checked }) => String(checked) },
            { title: { zh: '不符', en: 'Broken' }, cell: ({ broken }) => String(broken) },
            { title: { zh: '示例', en: 'Examples' }, cell: ({ examples }) => examples.map(({ masked }) => masked || '-').join('; ') },
          ],
          { zh: '没有规则。', en: 'No rules.' },
          { scopes },
        )
      })
    })
  addDoor(quality, 'save', 'save the rules of a JSON file as a new version; they hold for records from now on')
    .requiredOption('--file <file>', 'the rules, as quality rules --json shows them under "rules"')
    .option('--note <text>', 'why, for the list of versions')
    .action(async ({ file, note, ...options }: SaveOptions) => {
      const rules = await readRules(file)
      await atDoor(options, async (door) => {
        const { version: base } = await door.client.ask<QualityRuleState>('GET', '/quality/rules')
        const body = { base, rules, ...(note === undefined ? {} : { note }) }
        showRules(door, await door.client.ask<QualityRuleState>('PUT', '/quality/rules', { body }))
      })
    })
  addDoor(quality, 'look', 'go through what is stored by the rules now, as every night').action((options: DoorOptions) =>
    atDoor(options, async ({ client, wait, fields }) => {
      const { result } = await wait(await client.ask<Job>('POST', '/quality/look'), 'leave')
      const count = (name: string) => Number(result?.[name] ?? 0)
      fields({ facts: count('facts'), flagged: count('flagged'), leftOut: count('leftOut'), filled: count('filled') }, [
        [{ zh: '检查的记录', en: 'Records checked' }, count('facts')],
        [{ zh: '标记', en: 'Flagged' }, count('flagged')],
        [{ zh: '填补的值', en: 'Values filled' }, count('filled')],
        [{ zh: '不计入统计的客户', en: 'Customers left out of figures' }, count('leftOut')],
      ])
    }),
  )
  addDoor(quality, 'fix', 'correct all quarantined rows of a file that are alike, and read them again')
    .requiredOption('--import <id>', 'the import that refused them')
    .requiredOption('--column <name>', 'the column of the file to correct')
    .option('--reason <reason>', 'only rows refused for this reason')
    .option('--from <value>', 'only where the column holds this value; with --to')
    .option('--to <value>', 'the value that the column gets')
    .addOption(new Option('--date <parts>', 'read the dates of the column in this order').choices(['ymd', 'dmy', 'mdy']))
    .action(({ import: importId, column, reason, from, to, date, ...options }: FixOptions) =>
      atDoor(options, async ({ client, wait, fields }) => {
        const correction = correctionOf(column, { from, to, date })
        const found = (await client.list<Import>('/imports', {}, LISTED)).find(({ id }) => id === importId)
        if (found === undefined)
          throw new AppError('not-found', 'import-not-found', 'There is no such import: "liuke import list" shows them.')
        const { originId } = found
        const filter = { origin: 'import', originId, ...(reason === undefined ? {} : { reason }) }
        const job = await client.ask<Job>('POST', '/quarantine/replay', { body: { ...filter, corrections: [correction] } })
        const { result } = await wait(job, 'leave')
        const count = (name: string) => Number(result?.[name] ?? 0)
        fields({ ...result }, [
          [{ zh: '尝试', en: 'Tried' }, count('tried')],
          [{ zh: '已导入', en: 'Stored' }, count('stored')],
          [{ zh: '重复', en: 'Duplicates' }, count('duplicates')],
          [{ zh: '仍不符合', en: 'Still refused' }, count('refused')],
        ])
      }),
    )
  addPageOptions(
    addDoor(quality, 'sign-ups', 'bursts of sign-ups from one address, device or block of numbers, and how many are left out of figures'),
  ).action((options: PageOptions) =>
    atDoor(options, async ({ client, list, word, time }) =>
      list(
        await client.list<SignUpBurst>('/quality/sign-up-bursts', {}, limitOf(options)),
        [
          { title: { zh: '批次', en: 'Burst' }, cell: ({ burst }) => burst },
          { title: { zh: '规则', en: 'Rule' }, cell: ({ ruleId }) => word('qualityRule', ruleId) },
          { title: { zh: '共同点', en: 'In common' }, cell: ({ masked }) => masked },
          { title: { zh: '注册数', en: 'Sign-ups' }, cell: ({ signUps }) => String(signUps) },
          { title: { zh: '不计入', en: 'Left out' }, cell: ({ leftOut }) => String(leftOut) },
          { title: { zh: '首次注册', en: 'First' }, cell: ({ firstAt }) => time(firstAt) },
        ],
        { zh: '没有可疑注册。', en: 'No suspicious sign-ups.' },
      ),
    ),
  )
  addDoor(quality, 'decide', 'say whether the sign-ups of a burst, or one customer of one, count')
    .option('--burst <id>', 'the burst, as quality sign-ups names it')
    .option('--customer <id>', 'one customer alone')
    .addOption(new Option('--as <what>', 'real: they count; fake: they are left out').choices(['real', 'fake']).makeOptionMandatory())
    .action(({ burst, customer, as, ...options }: DecideOptions) =>
      atDoor(options, async ({ client, fields }) => {
        if ((burst === undefined) === (customer === undefined))
          throw new AppError('invalid-input', 'sign-ups-unnamed', 'Say whom: --burst ID or --customer ID.')
        const about = burst === undefined ? { customerId: customer } : { burst }
        const { customers } = await client.ask<{ customers: number }>('POST', '/quality/sign-up-bursts/decisions', {
          body: { ...about, isReal: as === 'real' },
        })
        fields({ customers }, [[{ zh: '更改的客户', en: 'Customers changed' }, customers]])
      }),
    )
  addPageOptions(addDoor(quality, 'flags', 'records that are stored and marked by a rule; values masked'))
    .option('--rule <id>', 'only of this rule')
    .action(({ rule, ...options }: FlagOptions) =>
      atDoor(options, async ({ client, list, word, time }) => {
        const query = rule === undefined ? {} : { ruleId: rule }
        const items = await client.list<FlaggedRecord>('/quality/flags', query, limitOf(options))
        list(
          items,
          [
            { title: { zh: '发现时间', en: 'Found' }, cell: ({ foundAt }) => time(foundAt) },
            { title: { zh: '规则', en: 'Rule' }, cell: ({ ruleId }) => ruleId },
            { title: { zh: '来自', en: 'From' }, cell: ({ origin, from }) => from || word('flagOrigin', origin) },
            { title: { zh: '记录', en: 'Record' }, cell: ({ record }) => record },
            { title: { zh: '内容', en: 'Value' }, cell: ({ masked }) => masked || '-' },
          ],
          { zh: '没有标记的记录。', en: 'No record is marked.' },
        )
      }),
    )
}

function correctionOf(
  column: string,
  { from, to, date }: { from?: string | undefined; to?: string | undefined; date?: FixOptions['date'] },
): Correction {
  if (date !== undefined && from === undefined && to === undefined) return { kind: 'date', column, parts: date }
  if (to !== undefined && date === undefined)
    return from === undefined ? { kind: 'set', column, to } : { kind: 'replace', column, from, to }
  throw new AppError('invalid-input', 'correction-missing', 'Say what the rows get: --to VALUE, --from VALUE --to VALUE, or --date dmy.')
}

function showRules({ list, word }: Door, { version, rules, look, arrived }: QualityRuleState): void {
  const found = new Map((look?.rules ?? []).map((one) => [one.ruleId, one]))
  list(
    rules.rules,
    [
      { title: { zh: '规则', en: 'Rule' }, cell: ({ id }) => id },
      { title: { zh: '对象', en: 'Of' }, cell: ({ scope }) => word('qualityScope', scope) },
      { title: { zh: '类型', en: 'Kind' }, cell: ({ kind }: QualityRule) => word('ruleKind', kind) },
      { title: { zh: '字段', en: 'Field' }, cell: ({ field }) => field },
      { title: { zh: '处理', en: 'Action' }, cell: ({ action }) => word('ruleAction', action) },
      { title: { zh: '已入库不符', en: 'Stored, broken' }, cell: ({ id }) => String(found.get(id)?.broken ?? '-') },
    ],
    { zh: '没有规则。', en: 'No rules.' },
    { version, rules, arrived },
  )
}
