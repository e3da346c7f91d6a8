import { Argument } from 'commander'
import type { Command } from 'commander'
import type { Job } from '#http/collect/data-schemas.ts'
import type { ColdStartBoard } from '#http/predict/cold-start-schemas.ts'
import type { PortraitAccuracy } from '#http/predict/portrait-accuracy-schemas.ts'
import type { CustomerCompleteness, PortraitCompleteness, PortraitPlanState } from '#http/segment/portrait-schemas.ts'
import type { BilingualText } from '#kernel/bilingual-text.ts'
import { PORTRAIT_TRADES } from '#segment/portraits/portrait-starters.ts'
import { customerIdOf, WHO } from './customer-lookup-commands.ts'
import { addDoor, address, atDoor } from './door.ts'
import type { DoorOptions } from './door.ts'
import { readJsonFile } from './read-json-file.ts'

const WAYS: Readonly<Record<CustomerCompleteness['parts'][number]['way'], BilingualText>> = {
  questionnaire: { zh: '发问卷', en: 'send a questionnaire' },
  checkout: { zh: '收银时询问', en: 'ask at checkout' },
  'sign-up': { zh: '注册时填写', en: 'ask at sign-up' },
  consent: { zh: '征求同意', en: 'ask for consent' },
  behaviour: { zh: '等待更多行为', en: 'comes with behaviour' },
}

const TARGETS: Readonly<Record<NonNullable<ColdStartBoard['card']>['quality'][number]['target'], BilingualText>> = {
  category: { zh: '偏好品类', en: 'category' },
  spend: { zh: '消费档位', en: 'spend' },
  class: { zh: '购买类型', en: 'how often' },
  churn: { zh: '流失', en: 'leaves' },
  next: { zh: '30 天内购买', en: 'buys in 30 days' },
}
const VERDICTS: Readonly<Record<NonNullable<ColdStartBoard['card']>['quality'][number]['verdict'], BilingualText>> = {
  better: { zh: '优于整体比例', en: 'better' },
  'no-better': { zh: '不优于整体比例', en: 'no better' },
  'not-enough': { zh: '客户太少', en: 'not enough' },
}

const percent = (share: number | null): string => (share === null ? '-' : `${(share * 100).toFixed(1)} %`)

/** `liuke portraits`: how complete portraits are, and what they must have. */
export function addPortraitCommands(program: Command): void {
  const portraits = program
    .command('portraits')
    .description('completeness of portraits and provisional portraits (docs/guide/portraits.md)')

  addDoor(portraits, 'completeness', 'how complete portraits are, with what is missing').action((options: DoorOptions) =>
    atDoor(options, async ({ client, list, language }) => {
      const found = await client.ask<PortraitCompleteness>('GET', '/portraits/completeness')
      const { score, target, customers, points, required, reached, asOf } = found
      list(
        found.parts,
        [
          { title: { zh: '必备项', en: 'Part' }, cell: ({ label }) => label[language] },
          { title: { zh: '分值', en: 'Points' }, cell: ({ weight }) => weight },
          { title: { zh: '缺少的客户', en: 'Missing of' }, cell: ({ missing }) => missing },
          { title: { zh: '补齐方式', en: 'How to get it' }, cell: ({ way }) => WAYS[way][language] },
        ],
        { zh: '没有必备项。', en: 'Nothing is required.' },
        { score, target, customers, points, required, reached, asOf },
      )
    }),
  )

  addDoor(portraits, 'of <customer>', `completeness of a customer, as things are now; ${WHO}`).action(
    (customer: string, options: DoorOptions) =>
      atDoor(options, async (door) => {
        const id = await customerIdOf(door, customer)
        const found = await door.client.ask<CustomerCompleteness>('GET', address`/customers/${id}/completeness`)
        door.fields(found, [
          [{ zh: '完整度', en: 'Completeness' }, percent(found.score)],
          [{ zh: '目标', en: 'Target' }, percent(found.target)],
          ...found.parts.map(
            ({ label, isThere, way }) => [label, isThere ? (door.language === 'zh' ? '有' : 'there') : WAYS[way][door.language]] as const,
          ),
        ])
      }),
  )

  addDoor(portraits, 'accuracy', 'what portraits said at the time against what came, and the age of dynamic tags').action(
    (options: DoorOptions) =>
      atDoor(options, async ({ client, list }) => {
        const { rows, freshness, share, target } = await client.ask<PortraitAccuracy>('GET', '/portraits/accuracy')
        list(
          rows,
          [
            { title: { zh: '判断', en: 'Said' }, cell: ({ measure, day }) => (day === null ? measure : `${measure} @${day}`), whole: true },
            { title: { zh: '命中', en: 'Came true' }, cell: ({ hits }) => hits },
            { title: { zh: '检验数', en: 'Checked' }, cell: ({ checked }) => checked },
            { title: { zh: '准确率', en: 'Share' }, cell: ({ hits, checked }) => percent(hits / checked) },
          ],
          { zh: '还没有到期的判断。', en: 'The time of nothing that was said is over yet.' },
          { share, target, freshTags: freshness.fresh, dynamicTags: freshness.tags },
        )
      }),
  )

  addDoor(
    portraits,
    'provisional',
    'how well provisional portraits of new customers come true, by days since the first interaction',
  ).action((options: DoorOptions) =>
    atDoor(options, async ({ client, list, language }) => {
      const board = await client.ask<ColdStartBoard>('GET', '/portraits/provisional')
      list(
        board.card?.quality ?? [],
        [
          { title: { zh: '预计内容', en: 'Expected' }, cell: ({ target }) => TARGETS[target][language] },
          { title: { zh: '第几天', en: 'Day' }, cell: ({ day }) => day },
          { title: { zh: '结论', en: 'Verdict' }, cell: ({ verdict }) => VERDICTS[verdict][language] },
          { title: { zh: '命中率', en: 'Came true' }, cell: ({ accuracy }) => percent(accuracy) },
          { title: { zh: '按整体比例', en: 'By the overall rate' }, cell: ({ baseline }) => percent(baseline) },
          { title: { zh: '平均置信度', en: 'Confidence' }, cell: ({ confidence }) => percent(confidence) },
          { title: { zh: '检验客户数', en: 'Tested on' }, cell: ({ customers }) => customers },
        ],
        {
          zh: `还没有暂定画像：需要 ${board.least.learn} 位已知后续行为的客户和 ${board.least.test} 位更晚到来的客户。`,
          en: `No provisional portraits yet: it takes ${board.least.learn} customers whose later behaviour is known and ${board.least.test} who came later.`,
        },
        { ...board },
      )
    }),
  )

  addDoor(portraits, 'refresh', 'work out completeness and provisional portraits of all customers now').action((options: DoorOptions) =>
    atDoor(options, async (door) => {
      const { result } = await door.wait(await door.client.ask<Job>('POST', '/portraits/refresh'), 'cancel')
      const customers = Number((result as { customers?: number } | null)?.customers ?? 0)
      door.say({ customers }, { zh: `已计算 ${customers} 位客户的画像完整度。`, en: `Completeness of ${customers} customers worked out.` })
    }),
  )

  const plan = portraits.command('plan').description('what a portrait must have')
  addDoor(plan, 'show', 'show the required parts, as plan set --file takes them').action((options: DoorOptions) =>
    atDoor(options, async ({ client, print }) => {
      const state = await client.ask<PortraitPlanState>('GET', '/portraits/plan')
      const parts = state.parts.map(({ name, label, weight, way, where }) => ({ name, label, weight, way, where }))
      print(state, JSON.stringify(parts, null, 2))
    }),
  )
  addDoor(plan, 'set <file>', 'save required parts from a JSON file as a new version')
    .option('--note <text>', 'why, for the history')
    .action((file: string, { note, ...options }: DoorOptions & { readonly note?: string }) =>
      atDoor(options, async ({ client, say }) => {
        const { version: base } = await client.ask<PortraitPlanState>('GET', '/portraits/plan')
        const body = { base, parts: await readJsonFile(file, 'parts'), ...(note === undefined ? {} : { note }) }
        const saved = await client.ask<PortraitPlanState>('PUT', '/portraits/plan', { body })
        say(saved, { zh: `已保存为版本 ${saved.version}。`, en: `Saved as version ${saved.version}.` })
      }),
    )
  addDoor(plan, 'adopt', 'save the required parts of a trade as a new version')
    .addArgument(new Argument('<trade>', 'trade').choices(PORTRAIT_TRADES))
    .action((trade: string, options: DoorOptions) =>
      atDoor(options, async ({ client, say }) => {
        const { version: base, starters } = await client.ask<PortraitPlanState>('GET', '/portraits/plan')
        const parts = starters.find(({ name }) => name === trade)?.parts ?? []
        const saved = await client.ask<PortraitPlanState>('PUT', '/portraits/plan', { body: { base, parts } })
        say(saved, { zh: `已保存为版本 ${saved.version}。`, en: `Saved as version ${saved.version}.` })
      }),
    )
}
