import { useTranslation } from 'react-i18next'
import type { AudienceReach } from '#http/act/reach-schemas.ts'
import { useAnswer } from '../../api/use-api.ts'
import { useCode } from '../../components/codes.ts'
import { DataTable } from '../../components/data-table.tsx'
import type { Column } from '../../components/data-table.tsx'
import { useFormat } from '../../format/use-format.ts'
import { useCan } from '../../session/use-can.ts'

type Row = AudienceReach['channels'][number]

/** How many of an audience have an address of each channel and may be contacted there, and why the others not. */
export function ReachTable({ condition }: { condition: unknown }) {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const can = useCan()
  const mayRead = can('segments:read') && can('customers:read')
  const { data, error } = useAnswer<AudienceReach>('/conditions/reach', { condition }, { enabled: mayRead })
  if (!mayRead) return null
  const count = (key: string, title: string, value: (row: Row) => number): Column<Row> => ({
    key,
    title,
    numeric: true,
    render: (row) => format.integer(value(row)),
  })
  const columns: Column<Row>[] = [
    {
      key: 'channel',
      title: t('decide.channel'),
      render: (row) => (
        <>
          {code('channel', row.channel)}
          {row.unready === null ? null : <span className="cell-sub">{t('outlook.reachUnready')}</span>}
        </>
      ),
    },
    count('address', t('outlook.reachAddress'), (row) => row.withAddress),
    count('suppressed', t('outlook.reachSuppressed'), (row) => row.suppressed),
    count('agreed', t('outlook.reachNotAgreed'), (row) => row.notAgreed),
    count('held', t('outlook.reachHeldOut'), (row) => row.heldOut),
    count('open', t('outlook.reachOpen'), (row) => row.open),
  ]
  return (
    <DataTable
      label={t('outlook.reachTitle')}
      columns={columns}
      rows={data?.channels}
      error={error}
      rowKey={(row) => row.channel}
      skeletonRows={5}
      empty={null}
    />
  )
}
