import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { NoticeLog } from '#http/act/notice-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi } from '../../../api/use-api.ts'
import { useCode } from '../../../components/codes.ts'
import { DataTable } from '../../../components/data-table.tsx'
import type { Column } from '../../../components/data-table.tsx'
import { Panel } from '../../../components/page.tsx'
import { StateTag } from '../../../components/tags.tsx'
import { useFormat } from '../../../format/use-format.ts'

type Word = NoticeLog['items'][number]

/** What the team was told in the last thirty days. */
export function NoticeLogPanel() {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const log = useApi(endpoints.notices(), { refetchInterval: 15_000 }).data
  const columns: Column<Word>[] = [
    {
      key: 'text',
      title: t('notices.what'),
      maxWidth: 460,
      render: (row) => <Link to={row.link}>{format.text(row.text)}</Link>,
    },
    { key: 'to', title: t('notices.to'), render: (row) => `${code('noticeWay', row.way)}${row.to === '' ? '' : ` · ${row.to}`}` },
    {
      key: 'state',
      title: t('notices.state'),
      render: (row) => (
        <>
          <StateTag tone={row.state === 'told' ? 'accent' : row.state === 'waiting' || row.state === 'handed' ? 'muted' : 'danger'}>
            {code('noticeState', row.state)}
          </StateTag>
          {row.reason === '' ? null : <span className="cell-sub">{code('noticeReason', row.reason)}</span>}
        </>
      ),
    },
    { key: 'at', title: t('notices.at'), render: (row) => format.dateTime(row.toldAt ?? row.at) },
  ]
  if (log === undefined) return null
  return (
    <Panel title={t('notices.log')} note={t('notices.logHelp')}>
      <DataTable
        columns={columns}
        rows={log.items}
        rowKey={(row) => row.id}
        label={t('notices.log')}
        empty={<p className="soft panel-body">{t('notices.nothing')}</p>}
      />
    </Panel>
  )
}
