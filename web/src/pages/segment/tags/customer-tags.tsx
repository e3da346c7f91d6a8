import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { CustomerTags } from '#http/segment/tag-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { segment } from '../../../api/endpoint.ts'
import { useApi, useChange } from '../../../api/use-api.ts'
import { useProblemText } from '../../../components/error-notice.tsx'
import { Panel } from '../../../components/page.tsx'
import { useFormat } from '../../../format/use-format.ts'
import { useSession } from '../../../session/session-context.tsx'
import { useCan } from '../../../session/use-can.ts'
import { tagNumber, tagPeople } from './tag-value.ts'
import './tag-list.css'

const CATEGORIES = ['static', 'behaviour', 'value', 'scene'] as const

/** What the tags say of a customer: value, where it comes from, as of when, how sure. */
export function CustomerTagPanel({ customerId }: { customerId: string }) {
  const { t } = useTranslation()
  const can = useCan()
  const { message } = App.useApp()
  const problemText = useProblemText()
  const { data } = useApi(endpoints.customerTags(customerId), { enabled: can('segments:read') })
  const refresh = useChange<{ changed: number }>([`/customers/${segment(customerId)}/tags`])
  if (data === undefined) return null
  return (
    <Panel
      title={t('tags.title')}
      {...(can('segments:write')
        ? {
            actions: (
              <Button
                size="small"
                loading={refresh.isPending}
                onClick={() =>
                  refresh.mutate(
                    { method: 'POST', path: `/customers/${segment(customerId)}/tags/refresh`, body: {} },
                    {
                      onSuccess: ({ changed }) => void message.success(t('tags.refreshedOne', { count: changed })),
                      onError: (problem) => void message.error(problemText(problem)),
                    },
                  )
                }
              >
                {t('tags.refreshOne')}
              </Button>
            ),
          }
        : {})}
    >
      {data.items.length === 0 ? <p className="soft">{t('tags.noneOfCustomer')}</p> : null}
      {CATEGORIES.map((category) => {
        const some = data.items.filter((one) => one.category === category)
        return some.length === 0 ? null : (
          <section key={category} aria-label={t(`tags.categories.${category}`)}>
            <h3 className="tag-group">{t(`tags.categories.${category}`)}</h3>
            <ul className="id-list tags-of-customer">
              {some.map((one) => (
                <Value key={one.tag} of={one} />
              ))}
            </ul>
          </section>
        )
      })}
    </Panel>
  )
}

function Value({ of: one }: { of: CustomerTags['items'][number] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { currency, now } = useSession()
  const facts = [
    t(`tags.kind.${one.source}`),
    t('tags.age', { age: format.relative(one.asOf, new Date(now).getTime()) }),
    ...(one.confidence === null || one.confidence === 1 ? [] : [t('tags.confidence', { share: format.percent(one.confidence, 0) })]),
    ...(one.until === null ? [] : [t('tags.until', { time: format.date(one.until) })]),
  ]
  return (
    <li>
      <span className="id-main">
        <span>{format.text(one.label)}</span>
        <span className="cell-sub">{facts.join(' · ')}</span>
      </span>
      {typeof one.value === 'number' ? (
        <span className="num">{tagNumber(one.value, one.type, format, currency)}</span>
      ) : (
        <Link to={tagPeople(one.tag, one.value)}>{format.text(one.valueLabel)}</Link>
      )}
    </li>
  )
}
