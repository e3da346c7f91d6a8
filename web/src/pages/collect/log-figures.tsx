import { useTranslation } from 'react-i18next'
import type { LogPreview } from '#http/collect/log-schemas.ts'
import { DataTable } from '../../components/data-table.tsx'
import { useFormat } from '../../format/use-format.ts'

const REASONS = ['static', 'path', 'method', 'status', 'nobody'] as const

/** What the first lines of a log would become: every line is in one of the figures. */
export function LogFigures({ preview }: { readonly preview: LogPreview }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { lines, whole, views, bots, refused, leftOut, who, sample, issues } = preview
  const n = (count: number) => format.integer(count)
  return (
    <section className="stack" aria-label={t('collect.logFigures')}>
      <p>
        <strong>{t(whole ? 'collect.logLinesAll' : 'collect.logLines', { n: n(lines) })}</strong>
      </p>
      <ul className="log-figures">
        <li>{t('collect.logViews', { n: n(views), bots: n(bots) })}</li>
        {views === 0 ? null : (
          <li>{t('collect.logPeople', { users: n(who.users), devices: n(who.devices), visitors: n(who.visitors) })}</li>
        )}
        {REASONS.flatMap((reason) => {
          const count = leftOut[reason] ?? 0
          return count === 0 ? [] : [<li key={reason}>{t(`collect.logLeftOut.${reason}`, { n: n(count) })}</li>]
        })}
        {refused === 0 ? null : <li>{t('collect.logRefused', { n: n(refused) })}</li>}
      </ul>
      {issues.length === 0 ? null : (
        <ul className="log-figures">
          {issues.slice(0, 5).map(({ line, reason }) => (
            <li key={line} className="soft">
              {t('collect.logIssue', { line: n(line), why: t(`codes.quarantineReason.${reason as 'unreadable-line'}`) })}
            </li>
          ))}
        </ul>
      )}
      {sample.length === 0 ? null : (
        <DataTable
          label={t('collect.logSample')}
          empty={null}
          rows={sample.slice(0, 8)}
          rowKey={(row) => String(row.line)}
          columns={[
            { key: 'line', title: t('collect.logLine'), numeric: true, render: (row) => n(row.line) },
            { key: 'at', title: t('collect.logAt'), render: (row) => format.dateTime(row.at) },
            { key: 'path', title: t('collect.logPath'), maxWidth: 320, render: (row) => row.path },
            {
              key: 'who',
              title: t('collect.logWho'),
              render: (row) => (row.isBot ? t('collect.logBot') : t(`collect.logKind.${row.who}`)),
            },
          ]}
        />
      )}
    </section>
  )
}
