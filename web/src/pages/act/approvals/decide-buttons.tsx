import { App, Button, Input, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApprovalAnswer } from '#http/act/approval-schemas.ts'
import { useChange } from '../../../api/use-api.ts'
import { ErrorNotice } from '../../../components/error-notice.tsx'
import { useFormat } from '../../../format/use-format.ts'

const LEAST_REASON = 3

type Asked = Pick<ApprovalAnswer, 'id' | 'askedBy' | 'people' | 'planned' | 'hindrance'> & Partial<Pick<ApprovalAnswer, 'kind'>>

/** The word of the second person; whoever may not give it is told why. */
export function DecideButtons({ approval }: { approval: Asked }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState<'approve' | 'refuse'>()
  if (approval.hindrance !== null) return <span className="soft">{t(`approvals.${approval.hindrance}`)}</span>
  return (
    <span className="row">
      <Button type="primary" size="small" onClick={() => setOpen('approve')}>
        {t('approvals.approve')}
      </Button>
      <Button size="small" onClick={() => setOpen('refuse')}>
        {t('approvals.refuse')}
      </Button>
      {open === undefined ? null : <DecideDialog approval={approval} what={open} close={() => setOpen(undefined)} />}
    </span>
  )
}

function DecideDialog({ approval, what, close }: { approval: Asked; what: 'approve' | 'refuse'; close: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { message } = App.useApp()
  const decide = useChange<ApprovalAnswer>(['/approvals', '/broadcasts', '/journeys', '/strategies'])
  const [reason, setReason] = useState('')
  const { id, askedBy, people, planned } = approval
  const isRefusal = what === 'refuse'
  const goesLive = approval.kind === 'journey' || approval.kind === 'strategy'
  return (
    <Modal
      open
      title={t(isRefusal ? 'approvals.refuseTitle' : 'approvals.approveTitle')}
      okText={t(isRefusal ? 'approvals.refuse' : 'approvals.approve')}
      cancelText={t('common.cancel')}
      okButtonProps={{ disabled: isRefusal && reason.trim().length < LEAST_REASON, loading: decide.isPending }}
      onCancel={close}
      onOk={() =>
        decide.mutate(
          { method: 'POST', path: `/approvals/${id}/${what}`, body: isRefusal ? { reason } : {} },
          {
            onSuccess: () => {
              void message.success(t(isRefusal ? 'approvals.refused' : goesLive ? 'approvals.approvedLive' : 'approvals.approved'))
              close()
            },
          },
        )
      }
      destroyOnHidden
    >
      <div className="stack-small">
        <p>
          {isRefusal
            ? t('approvals.refuseText', { who: askedBy })
            : goesLive
              ? t('approvals.approveLive', { count: people, n: format.integer(people) })
              : t('approvals.approveText', { people: format.integer(people), planned: planned === null ? '—' : format.integer(planned) })}
        </p>
        {isRefusal ? (
          <>
            <label htmlFor="refuse-reason">{t('approvals.reason')}</label>
            <Input id="refuse-reason" maxLength={500} value={reason} onChange={({ target }) => setReason(target.value)} />
          </>
        ) : null}
        {decide.error === null ? null : <ErrorNotice problem={decide.error} />}
      </div>
    </Modal>
  )
}
