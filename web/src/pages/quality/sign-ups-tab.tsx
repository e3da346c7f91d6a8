import { App, Button, Popconfirm } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { SignUpBurst } from '#http/quality/sign-up-burst-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi, useChange } from '../../api/use-api.ts'
import { useCode } from '../../components/codes.ts'
import type { Column } from '../../components/data-table.tsx'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { EmptyState } from '../../components/page.tsx'
import { PagedTable } from '../../components/paged-table.tsx'
import { usePages } from '../../components/use-pages.ts'
import { useFormat } from '../../format/use-format.ts'
import { useCan } from '../../session/use-can.ts'
import type { TabProps } from './quality-page.tsx'
import { fieldWord, ruleWord } from './rule-word.ts'

const SHOWN = 3

/** Bursts of sign-ups that are left out of figures, until somebody says that they are real. */
export function SignUpsTab({ params }: TabProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const can = useCan()
  const { message } = App.useApp()
  const state = useApi(endpoints.qualityRules())
  const decide = useChange<{ customers: number }>(['/quality/sign-up-bursts', '/quality/rules'])
  const pages = usePages('sign-up-bursts', params, (page) => endpoints.signUpBursts(page), { size: 50 })
  const rules = state.data?.rules.rules ?? []
  const named = (id: string) =>
    ruleWord(
      code,
      rules.find((rule) => rule.id === id),
      id,
    )
  const say = ({ burst }: SignUpBurst, isReal: boolean) =>
    decide.mutate(
      { method: 'POST', path: '/quality/sign-up-bursts/decisions', body: { burst, isReal } },
      { onSuccess: ({ customers }) => void message.success(t('quality.signUpsDecided', { count: customers })) },
    )
  const stateOf = ({ signUps, leftOut }: SignUpBurst): string => {
    if (leftOut === 0) return t('quality.burstReal')
    return leftOut === signUps
      ? t('quality.burstLeftOut', { n: format.integer(leftOut) })
      : t('quality.burstPart', { n: format.integer(leftOut), all: format.integer(signUps) })
  }
  const columns: Column<SignUpBurst>[] = [
    {
      key: 'rule',
      title: t('quality.rule'),
      render: (row) => (
        <>
          <span className="cell-main">{named(row.ruleId)}</span>
          <span className="cell-sub">{fieldWord(code, row.field)}</span>
        </>
      ),
    },
    { key: 'common', title: t('quality.common'), maxWidth: 220, render: (row) => <span className="mono">{row.masked}</span> },
    { key: 'count', title: t('quality.signUpCount'), numeric: true, render: (row) => format.integer(row.signUps) },
    {
      key: 'span',
      title: t('quality.signUpSpan'),
      render: (row) => t('quality.span', { from: format.dateTime(row.firstAt), to: format.dateTime(row.lastAt) }),
    },
    {
      key: 'customers',
      title: t('quality.customer'),
      render: (row) => (
        <span className="quality-actions">
          {row.customerIds.slice(0, SHOWN).map((id, i) => (
            <Link key={id} to={`/customers/${id}`} aria-label={`${t('quality.openCustomer')} ${format.integer(i + 1)}`}>
              {format.integer(i + 1)}
            </Link>
          ))}
        </span>
      ),
    },
    {
      key: 'state',
      title: t('quality.burstState'),
      render: (row) => (
        <>
          <span className="cell-main">{stateOf(row)}</span>
          <span className="cell-sub">
            {row.decidedBy === null || row.decidedAt === null
              ? null
              : t('quality.decidedBy', { by: row.decidedBy, time: format.dateTime(row.decidedAt) })}
          </span>
        </>
      ),
    },
    {
      key: 'decide',
      title: t('quality.change'),
      render: (row) => (can('data:import') ? <Decision row={row} pending={decide.isPending} say={(isReal) => say(row, isReal)} /> : null),
    },
  ]
  return (
    <div className="stack">
      {decide.error === null ? null : <ErrorNotice problem={decide.error} />}
      <div className="panel">
        {state.data === undefined || state.data.leftOut === 0 ? null : (
          <p className="panel-body soft">{t('quality.signUpsNote', { count: state.data.leftOut })}</p>
        )}
        <PagedTable
          label={t('quality.signUps')}
          columns={columns}
          pages={pages}
          rowKey={(row) => row.burst}
          empty={<EmptyState title={t('quality.signUpsNone')}>{t('quality.signUpsNoneText')}</EmptyState>}
        />
      </div>
    </div>
  )
}

function Decision({ row, pending, say }: { row: SignUpBurst; pending: boolean; say: (isReal: boolean) => void }) {
  const { t } = useTranslation()
  const counts = row.leftOut === 0
  return (
    <Popconfirm
      title={t(counts ? 'quality.leaveOutSure' : 'quality.countSure')}
      okText={t(counts ? 'quality.leaveOut' : 'quality.countThem')}
      cancelText={t('common.cancel')}
      onConfirm={() => say(!counts)}
    >
      <Button size="small" disabled={pending}>
        {t(counts ? 'quality.leaveOut' : 'quality.countThem')}
      </Button>
    </Popconfirm>
  )
}
