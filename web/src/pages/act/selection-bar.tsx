import { App, Button } from 'antd'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { CustomerSelection } from '#http/profile/selection-schemas.ts'
import { ApiProblem, downloadFrom } from '../../api/client.ts'
import { useProblemText } from '../../components/error-notice.tsx'
import { Icon } from '../../components/icon.tsx'
import { useFormat } from '../../format/use-format.ts'
import { useCan } from '../../session/use-can.ts'
import { PeopleActions } from './people-actions.tsx'

interface Props {
  /** Left out when more are chosen than the actions on customers can take from here. */
  customers?: CustomerSelection | undefined
  count: number
  clear: () => void
  /** Actions on what the list holds, before those on its customers. */
  children?: ReactNode
  /** Offered when more match than are on the page. */
  all?: { readonly count: number; readonly choose: () => void } | undefined
}

/** Stands above a list while rows are chosen: how many, all that match, and what can be done about them. */
export function SelectionBar({ customers, count, clear, all, children }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const can = useCan()
  return (
    <div className="selection-bar" role="region" aria-label={t('act.selection')}>
      <strong className="num" aria-live="polite">
        {t('act.selected', { n: format.integer(count) })}
      </strong>
      {all === undefined ? null : (
        <Button size="small" type="link" onClick={all.choose}>
          {t('act.selectAll', { n: format.integer(all.count) })}
        </Button>
      )}
      <Button size="small" type="link" onClick={clear}>
        {t('act.clear')}
      </Button>
      <span className="selection-actions">
        {children}
        {customers === undefined ? null : <PeopleActions customers={customers} count={count} size="small" />}
        {customers !== undefined && can('customers:export') ? <ExportButton customers={customers} /> : null}
      </span>
    </div>
  )
}

function ExportButton({ customers }: { customers: CustomerSelection }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problemText = useProblemText()
  const [busy, setBusy] = useState(false)
  const run = async () => {
    setBusy(true)
    try {
      await downloadFrom('/customers/export', { customers }, 'customers.csv')
    } catch (error) {
      if (error instanceof ApiProblem) void message.error(problemText(error))
      else throw error
    } finally {
      setBusy(false)
    }
  }
  return (
    <Button size="small" icon={<Icon name="download" />} loading={busy} onClick={() => void run()}>
      {t('common.exportCsv')}
    </Button>
  )
}
