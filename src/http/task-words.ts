import { AppError } from '#kernel/app-error.ts'
import type { NewTaskBody } from './schemas/retain.ts'
import type { Services } from './services.ts'

/** A new task as the stage takes it. @throws AppError `task-owner-unknown` for an owner who cannot work on tasks */
export async function taskWords(
  { tasks }: Pick<Services, 'tasks'>,
  body: NewTaskBody,
): Promise<Parameters<Services['tasks']['create']>[1]> {
  const { title, script = '', dueAt, ownerId = null } = body
  await checkTaskOwner({ tasks }, ownerId)
  return { title: title.trim(), script: script.trim(), dueAt: new Date(dueAt), ownerId }
}

export async function checkTaskOwner({ tasks }: Pick<Services, 'tasks'>, ownerId: string | null): Promise<void> {
  if (ownerId === null || (await tasks.owners()).some(({ id }) => id === ownerId)) return
  throw new AppError('invalid-input', 'task-owner-unknown', 'This person cannot be given tasks: choose someone of GET /tasks/owners.')
}
