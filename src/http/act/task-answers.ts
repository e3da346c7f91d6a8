import type { Task as AgentTask } from '#act/task-service.ts'
import { outcomesOf } from '#act/tasks/task-rules.ts'
import type { TaskRules } from '#act/tasks/task-rules.ts'
import type { Task } from '../decide/retain-schemas.ts'
import type { Answer } from '../shared-schemas.ts'
import type { TaskRulesState } from './task-rule-schemas.ts'

export function taskAnswer({ owner, escalatedTo, ...task }: AgentTask, names: ReadonlyMap<string, string>): Answer<typeof Task> {
  const named = (id: string | null) => (id === null ? null : { id, name: names.get(`user:${id}`) ?? '' })
  return { ...task, owner: named(owner), escalatedTo: named(escalatedTo) }
}

export function rulesAnswer(rules: TaskRules): TaskRulesState {
  return {
    rules: {
      owners: rules.owners.map((rule) => ({ ...rule, values: [...rule.values] })),
      rotation: rules.rotation === null ? null : [...rules.rotation],
      escalation: rules.escalation,
      outcomes: rules.outcomes.map((outcome) => ({ ...outcome })),
    },
    all: outcomesOf(rules).map((outcome) => ({ ...outcome })),
  }
}
