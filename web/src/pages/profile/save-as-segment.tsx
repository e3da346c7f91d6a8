import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { majorUnits } from '../../format/format.ts'
import { useSession } from '../../session/session-context.tsx'
import { useCan } from '../../session/use-can.ts'
import { filtersAsCondition } from './filters-as-condition.ts'
import type { ListFilters } from './filters-as-condition.ts'

/** Opens the builder with what the list is filtered by; says first which filters no condition can say. */
export function SaveAsSegment({ filters }: { filters: ListFilters }) {
  const { t } = useTranslation()
  const { modal } = App.useApp()
  const { currency } = useSession()
  const can = useCan()
  const navigate = useNavigate()
  const { where, left } = filtersAsCondition(filters, (minor) => majorUnits({ minor, currency }))
  if (!can('segments:read') || (where === '' && left.length === 0)) return null
  const open = () => void navigate(`/customers/groups/new?${new URLSearchParams({ where }).toString()}`)
  const names = left.map((name) => t(`groups.filterName.${name as 'q'}`)).join(t('common.listSeparator'))
  const ask = () => {
    const content = t(where === '' ? 'groups.cannotSay' : 'groups.cannotKeep', { names })
    const title = t('groups.cannotKeepTitle')
    if (where === '') modal.info({ title, content, okText: t('common.close') })
    else modal.confirm({ title, content, okText: t('groups.continue'), cancelText: t('common.cancel'), onOk: open })
  }
  return <Button onClick={left.length === 0 ? open : ask}>{t(can('segments:write') ? 'groups.saveList' : 'groups.openList')}</Button>
}
