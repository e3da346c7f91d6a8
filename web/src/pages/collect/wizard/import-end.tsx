import { Alert, Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Import } from '#http/collect/data-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi } from '../../../api/use-api.ts'
import { useFormat } from '../../../format/use-format.ts'
import { useCan } from '../../../session/use-can.ts'
import { UndoDialog } from '../undo-dialog.tsx'
import { RecordFigures } from './record-figures.tsx'
import { FileFigures } from './file-figures.tsx'
import type { Outcome } from './import-outcome.ts'
import { RowCounts } from './row-counts.tsx'

interface Props {
  outcome: Outcome
  isOrders: boolean
  close: () => void
  again: () => void
  /** To the next of several files, where there is one. */
  next: (() => void) | undefined
}

/** After the import: the same figures as before it, and where to go from here. */
export function ImportEnd({ outcome, isOrders, close, again, next }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <div className="stack">
      <RowCounts outcome={outcome} />
      {isOrders ? (
        <FileFigures figures={outcome} note={t('collect.truthDone', { count: outcome.rows, rows: format.integer(outcome.rows) })} />
      ) : null}
      {outcome.records === null ? null : (
        <RecordFigures
          records={outcome.records}
          note={t('collect.truthDone', { count: outcome.rows, rows: format.integer(outcome.rows) })}
        />
      )}
      <NextStep again={again} />
      <div className="row">
        {next === undefined ? null : (
          <Button type="primary" onClick={next}>
            {t('collect.nextFile')}
          </Button>
        )}
        <Link to="/customers" onClick={close}>
          <Button {...(next === undefined ? { type: 'primary' } : {})}>{t('collect.seeCustomers')}</Button>
        </Link>
        <Link to="/predict/churn">
          <Button>{t('collect.trainNext')}</Button>
        </Link>
        {outcome.quarantined > 0 ? (
          <Link to="/data/quarantine">
            <Button>{t('collect.seeQuarantine')}</Button>
          </Link>
        ) : null}
        <Button type="text" onClick={again}>
          {t('collect.anotherFile')}
        </Button>
        <Undo importId={outcome.importId} undone={again} />
      </div>
    </div>
  )
}

/** What was just imported can be taken back from here. The dialog stays until it is closed: it says that the import is gone. */
function Undo({ importId, undone }: { importId: string; undone: () => void }) {
  const { t } = useTranslation()
  const { data } = useApi(endpoints.imports({ limit: 30 }))
  const [asked, setAsked] = useState<Import>()
  const row = data?.items.find(({ id }) => id === importId)
  const close = () => {
    setAsked(undefined)
    if (row?.state === 'undone') undone()
  }
  return (
    <>
      {row?.undoable === true ? (
        <Button type="text" danger onClick={() => setAsked(row)}>
          {t('collect.undo')}
        </Button>
      ) : null}
      {asked === undefined ? null : <UndoDialog row={asked} close={close} />}
    </>
  )
}

/** Orders alone reach no one: said here, where the next file is at hand. */
function NextStep({ again }: { again: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const can = useCan()
  const { data } = useApi(endpoints.checklist(), { enabled: can('overview:read') })
  const reach = data?.items.find(({ step }) => step === 'reach')
  if (reach === undefined || reach.state !== 'open') return null
  const customers = Number(reach.params['customers'] ?? 0)
  return (
    <Alert
      type="info"
      showIcon
      title={t('firstRun.noOneReachable')}
      description={t(`firstRun.detail.${reach.detail}`, { count: customers, customers: format.integer(customers) })}
      action={
        <Button size="small" onClick={again}>
          {t('firstRun.importCustomers')}
        </Button>
      }
    />
  )
}
