import { AppError } from '#kernel/app-error.ts'
import { HOUR_MS } from '#kernel/clock.ts'
import type { NewTaskBody } from '../decide/retain-schemas.ts'
import type { Services } from '../services.ts'

/** A new task as the stage takes it. @throws AppError `task-owner-unknown` for an owner who cannot work on tasks */
export async function taskWords(
  { tasks, clock }: Pick<Services, 'tasks' | 'clock'>,
  body: NewTaskBody,
): Promise<Parameters<Services['tasks']['create']>[1]> {
  const { title, script = '', dueAt, dueInHours, ownerId = null } = body
  if ((dueAt === undefined) === (dueInHours === undefined))
    throw new AppError('invalid-input', 'task-due-missing', 'Say until when: dueAt or dueInHours, one of the two.')
  await checkTaskOwner({ tasks }, ownerId)
  return {
    title: title.trim(),
    script: script.trim(),
    dueAt: dueAt === undefined ? new Date(clock.now().getTime() + (dueInHours ?? 0) * HOUR_MS) : new Date(dueAt),
    ownerId,
  }
}

export async function checkTaskOwner({ tasks }: Pick<Services, 'tasks'>, ownerId: string | null): Promise<void> {
  if (ownerId === null || (await tasks.owners()).some(({ id }) => id === ownerId)) return
  throw new AppError('invalid-input', 'task-owner-unknown', 'This person cannot be given tasks: choose someone of GET /tasks/owners.')
}
