import { Option } from 'commander'
import type { Command } from 'commander'
import type { Task } from '#http/decide/retain-schemas.ts'
import type { TaskRulesState } from '#http/act/task-rule-schemas.ts'
import { readJsonFile } from './read-json-file.ts'
import { addDoor, address, addPageOptions, atDoor, limitOf } from './door.ts'
import type { Door, DoorOptions, PageOptions } from './door.ts'
import { findUser } from './user-commands.ts'

interface ListOptions extends PageOptions {
  readonly state?: string
  readonly overdue?: boolean
  readonly owner?: string
  readonly customer?: string
  readonly escalated?: boolean
}

interface CompleteOptions extends DoorOptions {
  readonly outcome: string
  readonly note?: string
}

const NOBODY = 'nobody'

/** `liuke tasks`: customers to call, with the reason and the outcome. */
export function addTaskCommands(program: Command): void {
  const tasks = program.command('tasks').description('tasks of the team: customers to call, with the reason and the outcome')

  addPageOptions(addDoor(tasks, 'list', 'list tasks, most urgent first'))
    .addOption(new Option('--state <state>', 'only tasks in this state').choices(['open', 'done']))
    .option('--overdue', 'only overdue tasks')
    .option('--escalated', 'only tasks that were brought before a second person')
    .option('--owner <email>', 'only tasks of this colleague; nobody for tasks without an owner')
    .option('--customer <id>', 'only tasks about this customer')
    .action((options: ListOptions) =>
      atDoor(options, async (door) => {
        const { state, overdue, escalated, customer } = options
        const owner = options.owner === undefined ? undefined : await ownerOf(door, options.owner)
        const items = await door.client.list<Task>(
          '/tasks',
          { state, overdue, escalated, customerId: customer, owner: owner ?? options.owner },
          limitOf(options),
        )
        door.list(
          items,
          [
            { title: { zh: '编号', en: 'ID' }, cell: ({ id }) => id, whole: true },
            {
              title: { zh: '状态', en: 'State' },
              cell: ({ state: now, outcome }) => (outcome === null ? stateText(now, door) : door.word('taskOutcome', outcome)),
            },
            { title: { zh: '截止', en: 'Due' }, cell: ({ dueAt }) => door.time(dueAt) },
            { title: { zh: '负责人', en: 'Owner' }, cell: (task) => task.owner?.name ?? '-' },
            { title: { zh: '客户', en: 'Customer' }, cell: ({ maskedName }) => maskedName },
            { title: { zh: '任务', en: 'Task' }, cell: ({ title }) => title[door.language] },
          ],
          { zh: '没有符合条件的任务。', en: 'No matching tasks.' },
        )
      }),
    )

  addDoor(tasks, 'show <id>', 'show the details of a task').action((id: string, options: DoorOptions) =>
    atDoor(options, async (door) => showTask(door, await door.client.ask('GET', address`/tasks/${id}`))),
  )

  addDoor(tasks, 'rules', 'show who gets a task, who is told of overdue ones, and what may come of them').action((options: DoorOptions) =>
    atDoor(options, async (door) => showRules(door, await door.client.ask('GET', '/tasks/rules'))),
  )

  addDoor(tasks, 'set-rules <file>', 'replace the rules of tasks by those of a JSON file, as `tasks rules --json` shows them').action(
    (file: string, options: DoorOptions) =>
      atDoor(options, async (door) => {
        showRules(door, await door.client.ask('PUT', '/tasks/rules', { body: (await readJsonFile(file, 'rules')) as object }))
      }),
  )

  addDoor(tasks, 'assign <id> <email>', 'assign an open task to a colleague; nobody removes the owner').action(
    (id: string, email: string, options: DoorOptions) =>
      atDoor(options, async (door) => {
        const ownerId = await ownerOf(door, email)
        showTask(door, await door.client.ask('POST', address`/tasks/${id}/assign`, { body: { ownerId } }))
      }),
  )

  addDoor(tasks, 'complete <id>', 'complete a task with its outcome')
    .requiredOption(
      '--outcome <code>',
      'what came of it: reached_accepted, reached_declined, not_reached, problem_solved, or one of your own',
    )
    .option('--note <text>', 'a note about the outcome')
    .action((id: string, { outcome, note, ...options }: CompleteOptions) =>
      atDoor(options, async (door) => {
        const body = { outcome, ...(note === undefined ? {} : { note }) }
        showTask(door, await door.client.ask('POST', address`/tasks/${id}/complete`, { body }))
      }),
    )
}

/** The id of a colleague; null for `nobody`. */
async function ownerOf(door: Door, email: string): Promise<string | null> {
  return email === NOBODY ? null : (await findUser(door, email)).id
}

function stateText(state: Task['state'], { language }: Door): string {
  return language === 'zh' ? { open: '待处理', done: '已完成' }[state] : state
}

function showTask(door: Door, task: Task): void {
  const { fields, time, language, word } = door
  fields(task, [
    [{ zh: '任务', en: 'Task' }, task.title[language]],
    [{ zh: '话术', en: 'Script' }, task.script[language]],
    [{ zh: '客户', en: 'Customer' }, `${task.maskedName} (${task.customerId})`],
    [{ zh: '请勿联系', en: 'Do not contact' }, task.doNotContact ? (language === 'zh' ? '是' : 'yes') : '-'],
    [{ zh: '负责人', en: 'Owner' }, task.owner?.name ?? '-'],
    [{ zh: '截止', en: 'Due' }, time(task.dueAt)],
    [
      { zh: '权益', en: 'Offer' },
      task.offer === null ? '-' : [task.offer.label[language], task.offer.code].filter((text) => text !== '').join(' · '),
    ],
    [{ zh: '超时升级', en: 'Escalated' }, task.escalatedAt === null ? '-' : `${task.escalatedTo?.name ?? ''} ${time(task.escalatedAt)}`],
    [{ zh: '状态', en: 'State' }, stateText(task.state, door)],
    [{ zh: '结果', en: 'Outcome' }, task.outcome === null ? '-' : word('taskOutcome', task.outcome)],
  ])
}

function showRules(door: Door, state: TaskRulesState): void {
  const { rules, all } = state
  const { fields, language } = door
  const count = (n: number): string => (language === 'zh' ? `${n} 条` : String(n))
  const rotation = { zh: rules.rotation === null ? '不自动分配' : '轮流分配', en: rules.rotation === null ? 'people take them' : 'in turn' }
  fields(state, [
    [{ zh: '按属性分配', en: 'Owner by attribute' }, count(rules.owners.length)],
    [{ zh: '其他任务', en: 'All others' }, rotation[language]],
    [{ zh: '超时升级', en: 'Escalation' }, rules.escalation === null ? '-' : `+${rules.escalation.afterMinutes} min`],
    [
      { zh: '结果', en: 'Outcomes' },
      all
        .filter(({ hidden }) => !hidden)
        .map(({ code, label }) => `${code} (${label[language]})`)
        .join(', '),
    ],
  ])
}
