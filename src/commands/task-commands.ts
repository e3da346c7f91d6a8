import { Option } from 'commander'
import type { Command } from 'commander'
import type { Task } from '#http/decide/retain-schemas.ts'
import { addDoor, address, addPageOptions, atDoor, limitOf } from './door.ts'
import type { Door, DoorOptions, PageOptions } from './door.ts'
import { findUser } from './user-commands.ts'

interface ListOptions extends PageOptions {
  readonly state?: string
  readonly overdue?: boolean
  readonly owner?: string
  readonly customer?: string
}

interface CompleteOptions extends DoorOptions {
  readonly outcome: string
  readonly note?: string
}

const OUTCOMES = ['reached_accepted', 'reached_declined', 'not_reached', 'problem_solved']
const NOBODY = 'nobody'

/** `liuke tasks`: customers to call, with the reason and the outcome. */
export function addTaskCommands(program: Command): void {
  const tasks = program.command('tasks').description('tasks of the team: customers to call, with the reason and the outcome')

  addPageOptions(addDoor(tasks, 'list', 'list tasks, most urgent first'))
    .addOption(new Option('--state <state>', 'only tasks in this state').choices(['open', 'done']))
    .option('--overdue', 'only overdue tasks')
    .option('--owner <email>', 'only tasks of this colleague; nobody for tasks without an owner')
    .option('--customer <id>', 'only tasks about this customer')
    .action((options: ListOptions) =>
      atDoor(options, async (door) => {
        const { state, overdue, customer } = options
        const owner = options.owner === undefined ? undefined : await ownerOf(door, options.owner)
        const items = await door.client.list<Task>(
          '/tasks',
          { state, overdue, customerId: customer, owner: owner ?? options.owner },
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

  addDoor(tasks, 'assign <id> <email>', 'assign an open task to a colleague; nobody removes the owner').action(
    (id: string, email: string, options: DoorOptions) =>
      atDoor(options, async (door) => {
        const ownerId = await ownerOf(door, email)
        showTask(door, await door.client.ask('POST', address`/tasks/${id}/assign`, { body: { ownerId } }))
      }),
  )

  addDoor(tasks, 'complete <id>', 'complete a task with its outcome')
    .addOption(new Option('--outcome <outcome>', 'outcome of the task').choices(OUTCOMES).makeOptionMandatory())
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
    [{ zh: '状态', en: 'State' }, stateText(task.state, door)],
    [{ zh: '结果', en: 'Outcome' }, task.outcome === null ? '-' : word('taskOutcome', task.outcome)],
  ])
}
