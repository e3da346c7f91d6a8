import { actorLabel } from '#access/actor.ts'
import type { Actor } from '#access/actor.ts'
import type { Access } from '#access/access.ts'
import type { Project } from '#access/project-settings.ts'
import type { Approval } from '#act/approvals/approval.ts'
import type { ApprovalService } from '#act/approvals/approval-service.ts'
import { actorNames } from '../access/actor-names.ts'
import type { Answer } from '../shared-schemas.ts'
import type { ApprovalAnswer } from './approval-schemas.ts'

export interface ApprovalAnswerParts {
  readonly access: Pick<Access, 'users' | 'apiKeys'>
  readonly approvals: Pick<ApprovalService, 'hindrance' | 'deciders'>
  readonly project: Pick<Project, 'currency'>
}

/** Approvals as whoever asks sees them. */
export async function approvalAnswers({ access, approvals, project }: ApprovalAnswerParts, actor: Actor) {
  const names = await actorNames(access)
  const named = (label: string | null) => (label === null ? null : (names.get(label) ?? label))
  return async (one: Approval): Promise<Answer<typeof ApprovalAnswer>> => ({
    id: one.id,
    kind: one.subject.kind,
    subjectId: one.subject.id,
    version: one.subject.version,
    title: one.title,
    people: one.people,
    planned: one.facts.planned,
    byChannel: { ...one.facts.byChannel },
    reasons: { ...one.facts.reasons },
    costMinor: one.facts.costMinor,
    currency: project.currency,
    words: [...(one.facts.words ?? [])],
    state: one.state,
    askedBy: names.get(one.askedBy) ?? one.askedBy,
    askedAt: one.askedAt,
    decidedBy: named(one.decidedBy),
    decidedAt: one.decidedAt,
    reason: one.reason,
    deciders: one.state === 'waiting' ? [...(await approvals.deciders(one))] : [],
    hindrance: actor.permissions.has('approvals:decide') ? await approvals.hindrance(one, actorLabel(actor)) : 'no_permission',
  })
}
