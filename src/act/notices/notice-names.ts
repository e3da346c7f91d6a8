/** What the team may be told of. */
export const NOTICE_KINDS = [
  'churn_alerts',
  'quality_anomaly',
  'source_late',
  'job_failed',
  'task_given',
  'tasks_overdue',
  'task_escalated',
  'channel_halted',
  'sends_waiting',
  'broadcast_finished',
] as const
export type NoticeKind = (typeof NOTICE_KINDS)[number]

export const NOTICE_WAYS = ['mail', 'team', 'sms'] as const
export type NoticeWay = (typeof NOTICE_WAYS)[number]

/** In place of a colleague: whoever a notice is about. */
export const CONCERNED = 'concerned'
