import type { Clock } from '#kernel/clock.ts'
import type { HeldSignal, SignalReader } from '../signal.ts'
import { DEFAULT_NOTICES, targetsOf } from './notice.ts'
import type { Notice } from './notice.ts'
import type { NoticeStore } from './notice-ports.ts'
import { noticeDue } from './notice-times.ts'

/** Name of the reader, and the kinds it reads. */
export const TEAM_NOTICES = 'team-notices'
export const TEAM_NOTICE_KINDS = [
  'scoring-finished',
  'quality-anomaly',
  'source-late',
  'job-failed',
  'task-given',
  'task-escalated',
  'channel-halted',
  'broadcast-finished',
] as const
type ReadKind = (typeof TEAM_NOTICE_KINDS)[number]

export interface NoticeReaderParts {
  readonly store: Pick<NoticeStore, 'settings' | 'note'>
  /** Names of our own house by id; the id where it is gone. */
  readonly nameOf: (what: 'source' | 'account' | 'broadcast', id: string) => Promise<string>
  readonly isMuted: () => Promise<boolean>
  readonly timeZone: () => string
  readonly clock: Clock
}

/** Keeps what the team is to be told of. The same signal twice makes one notice, by its key. */
export function createNoticeReader({ store, nameOf, isMuted, timeZone, clock }: NoticeReaderParts): SignalReader<ReadKind> {
  return {
    name: TEAM_NOTICES,
    async read(signal) {
      const notice = await noticeOf(signal, nameOf)
      if (notice === null || (await isMuted())) return
      const settings = (await store.settings()) ?? DEFAULT_NOTICES
      const targets = targetsOf(notice, settings)
      if (targets.length > 0) await store.note(notice, targets, noticeDue(notice.kind, clock.now(), settings.quiet, timeZone()))
    },
  }
}

async function noticeOf(signal: HeldSignal<ReadKind>, nameOf: NoticeReaderParts['nameOf']): Promise<Notice | null> {
  const { occurredAt: at, origin } = signal
  const made = (kind: Notice['kind'], subject: Partial<Notice['subject']>, concerns: string | null = null): Notice => ({
    kind,
    key: `${signal.kind}/${origin}/${at.toISOString()}`,
    subject: { name: '', count: 0, reason: '', link: '/', ...subject },
    at,
    concerns,
  })
  switch (signal.kind) {
    case 'scoring-finished': {
      const count = signal.payload.raised.length + signal.payload.risen.length
      return count === 0 ? null : made('churn_alerts', { count, link: '/predict/churn?tab=alerts' })
    }
    case 'quality-anomaly':
      return made('quality_anomaly', {
        name: await nameOf('source', signal.payload.source),
        reason: signal.payload.dimension,
        link: '/data/quality',
      })
    case 'source-late':
      return made('source_late', { name: await nameOf('source', signal.payload.sourceId), link: '/data/sources' })
    case 'job-failed':
      return made('job_failed', { name: signal.payload.job, link: '/' })
    case 'task-given':
      return made('task_given', { link: `/retain/tasks?task=${signal.payload.taskId}` }, signal.payload.owner)
    case 'task-escalated':
      return made('task_escalated', { link: `/retain/tasks?task=${signal.payload.taskId}` }, signal.payload.to)
    case 'channel-halted':
      return made('channel_halted', {
        name: await nameOf('account', signal.payload.accountId),
        reason: signal.payload.reason,
        link: '/settings/channels',
      })
    case 'broadcast-finished':
      return made('broadcast_finished', {
        name: await nameOf('broadcast', signal.payload.broadcastId),
        link: `/retain/broadcasts/${signal.payload.broadcastId}`,
      })
  }
}
