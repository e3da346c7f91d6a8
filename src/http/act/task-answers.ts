import type { Task as AgentTask } from '#act/task-service.ts'
import type { Task } from '../decide/retain-schemas.ts'
import type { Answer } from '../shared-schemas.ts'

export function taskAnswer({ owner, ...task }: AgentTask, names: ReadonlyMap<string, string>): Answer<typeof Task> {
  return { ...task, owner: owner === null ? null : { id: owner, name: names.get(`user:${owner}`) ?? '' } }
}
