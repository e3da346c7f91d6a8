import { Alert, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Import, Job } from '#http/collect/data-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi, useChange } from '../../api/use-api.ts'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { JobProgress } from '../../components/job-progress.tsx'
import { LinesSkeleton, QueryView } from '../../components/query-view.tsx'
import { useFormat } from '../../format/use-format.ts'

/** Asks before an import is taken back, with what goes and what stays, and follows the work. */
export function UndoDialog({ row, close }: { readonly row: Import; readonly close: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const start = useChange<Job>()
  const [jobId, setJobId] = useState<string>()
  // Once it is under way there is nothing more to ask.
  const report = useApi(endpoints.undoReport(row.id), { enabled: jobId === undefined })
  const n = (count: number) => ({ n: format.integer(count) })
  return (
    <Modal
      open
      title={t('collect.undoTitle', { file: row.fileName })}
      onCancel={close}
      okText={t(row.state === 'undoing' ? 'collect.finishUndo' : 'collect.undo')}
      cancelText={t(jobId === undefined ? 'common.cancel' : 'common.close')}
      okButtonProps={{
        danger: true,
        disabled: report.data === undefined,
        loading: start.isPending,
        ...(jobId === undefined ? {} : { style: { display: 'none' } }),
      }}
      onOk={() => start.mutate({ method: 'POST', path: `/imports/${row.id}/undo` }, { onSuccess: (job) => setJobId(job.id) })}
    >
      {jobId === undefined ? (
        <QueryView query={report} skeleton={<LinesSkeleton rows={3} />}>
          {(found) => {
            const takes = [
              ...(found.lines > 0 ? [t('collect.undoLines', { ...n(found.lines), count: found.lines })] : []),
              ...(found.tickets > 0 ? [t('collect.undoTickets', { ...n(found.tickets), count: found.tickets })] : []),
              ...((found.measures ?? 0) > 0 ? [t('collect.undoMeasures', { ...n(found.measures ?? 0), count: found.measures ?? 0 })] : []),
              ...((found.feedback ?? 0) > 0 ? [t('collect.undoFeedback', { ...n(found.feedback ?? 0), count: found.feedback ?? 0 })] : []),
              ...((found.subscriptions ?? 0) > 0
                ? [t('collect.undoSubscriptions', { ...n(found.subscriptions ?? 0), count: found.subscriptions ?? 0 })]
                : []),
              ...((found.events ?? 0) > 0 ? [t('collect.undoEvents', { ...n(found.events ?? 0), count: found.events ?? 0 })] : []),
              ...((found.accounts ?? 0) > 0 ? [t('collect.undoAccounts', { ...n(found.accounts ?? 0), count: found.accounts ?? 0 })] : []),
              ...(found.customers > 0 ? [t('collect.undoCustomers', { ...n(found.customers), count: found.customers })] : []),
              ...(found.consents > 0 ? [t('collect.undoConsents', { ...n(found.consents), count: found.consents })] : []),
              ...((found.attributes ?? 0) > 0
                ? [t('collect.undoAttributes', { ...n(found.attributes ?? 0), count: found.attributes ?? 0 })]
                : []),
              ...(found.refused > 0 ? [t('collect.undoRefused', { ...n(found.refused), count: found.refused })] : []),
            ]
            const recordsStay =
              found.linesStay + found.ticketsStay + (found.measuresStay ?? 0) + (found.feedbackStay ?? 0) + (found.subscriptionsStay ?? 0)
            const stays = [
              ...(recordsStay > 0 ? [t('collect.undoStaysLines', n(recordsStay))] : []),
              ...((found.eventsStay ?? 0) > 0 ? [t('collect.undoStaysEvents', n(found.eventsStay ?? 0))] : []),
              ...(found.customersStay > 0 ? [t('collect.undoStaysCustomers', n(found.customersStay))] : []),
              ...(found.contactsStay > 0 ? [t('collect.undoStaysContacts', n(found.contactsStay))] : []),
            ]
            return (
              <div className="stack">
                <Found title={t('collect.undoTakes')} items={takes.length > 0 ? takes : [t('collect.undoNothing')]} />
                {stays.length === 0 ? null : <Found title={t('collect.undoStays')} items={stays} />}
                <p>{t('collect.undoNote')}</p>
                {start.error === null ? null : <ErrorNotice problem={start.error} />}
              </div>
            )
          }}
        </QueryView>
      ) : (
        <JobProgress jobId={jobId}>{() => <Alert type="success" showIcon title={t('collect.undoDone')} />}</JobProgress>
      )}
    </Modal>
  )
}

function Found({ title, items }: { readonly title: string; readonly items: readonly string[] }) {
  return (
    <div>
      <strong>{title}</strong>
      <ul>
        {items.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </div>
  )
}
