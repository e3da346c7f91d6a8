import { Option } from 'commander'
import type { Command } from 'commander'
import type { Job } from '#http/collect/data-schemas.ts'
import type { CodeWords } from './code-words.ts'
import { addDoor, address, atDoor } from './door.ts'
import type { Door, DoorOptions } from './door.ts'
import { readWhole } from './option-readers.ts'

interface ListOptions extends DoorOptions {
  readonly state?: string
  readonly limit: number
}

/** `liuke jobs`: long-running work, no matter who started it. */
export function addJobCommands(program: Command): void {
  const jobs = program.command('jobs').description('long-running work such as imports, training and runs')

  addDoor(jobs, 'list', 'list recent jobs, newest first')
    .addOption(new Option('--state <state>', 'only jobs in this state').choices(['queued', 'running', 'done', 'failed', 'cancelled']))
    .option('--limit <n>', 'maximum number, at most 100', readWhole('--limit'), 20)
    .action(({ state, limit, ...options }: ListOptions) =>
      atDoor(options, async ({ client, list, time, word }) => {
        const { items } = await client.ask<{ items: Job[] }>('GET', '/jobs', { query: { state, limit: Math.min(100, limit) } })
        list(
          items,
          [
            { title: { zh: '编号', en: 'ID' }, cell: ({ id }) => id, whole: true },
            { title: { zh: '类型', en: 'Kind' }, cell: ({ kind }) => word('jobKind', kind) },
            { title: { zh: '状态', en: 'State' }, cell: ({ state: now }) => word('jobState', now) },
            { title: { zh: '进度', en: 'Progress' }, cell: (job) => progressOf(job, word) },
            { title: { zh: '创建时间', en: 'Created' }, cell: ({ createdAt }) => time(createdAt) },
            { title: { zh: '结束时间', en: 'Ended' }, cell: ({ finishedAt }) => time(finishedAt) },
          ],
          { zh: '还没有后台任务。', en: 'There are no jobs yet.' },
        )
      }),
    )

  addDoor(jobs, 'show <id>', 'show the progress or the result of a job').action((id: string, options: DoorOptions) =>
    atDoor(options, async (door) => showJob(door, await door.client.ask('GET', address`/jobs/${id}`))),
  )
  addDoor(jobs, 'cancel <id>', 'stop a job; finished work is kept').action((id: string, options: DoorOptions) =>
    atDoor(options, async (door) => showJob(door, await door.client.ask('POST', address`/jobs/${id}/cancel`))),
  )
  addDoor(jobs, 'wait <id>', 'wait until a job ends; fails if the job fails. Ctrl-C leaves it running on the server').action(
    (id: string, options: DoorOptions) =>
      atDoor(options, async (door) => showJob(door, await door.wait(await door.client.ask('GET', address`/jobs/${id}`), 'leave'))),
  )
}

function progressOf({ stage, done, total }: Job, word: CodeWords): string {
  return stage === '' ? '-' : `${word('jobStage', stage)} ${done}/${total}`
}

function showJob({ fields, time, word }: Door, job: Job): void {
  fields(job, [
    [{ zh: '类型', en: 'Kind' }, word('jobKind', job.kind)],
    [{ zh: '状态', en: 'State' }, word('jobState', job.state)],
    [{ zh: '进度', en: 'Progress' }, progressOf(job, word)],
    [{ zh: '创建时间', en: 'Created' }, time(job.createdAt)],
    [{ zh: '结束时间', en: 'Ended' }, time(job.finishedAt)],
    [{ zh: '错误', en: 'Error' }, job.error ?? '-'],
    [{ zh: '结果', en: 'Result' }, job.result === null ? '-' : JSON.stringify(job.result)],
  ])
}
