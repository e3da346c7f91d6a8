import { Button, Dropdown } from 'antd'
import { useTranslation } from 'react-i18next'
import { apiUrl } from '../api/client.ts'
import type { Params } from '../api/client.ts'
import { Icon } from './icon.tsx'

const FORMATS = ['csv', 'ndjson', 'parquet'] as const

/** Customers, or accounts, as a file, in the format that is chosen; each is a plain link, so that the browser saves it while it comes. */
export function ExportMenu({ of = 'customers', params }: { of?: 'customers' | 'accounts'; params: Params }) {
  const { t, i18n } = useTranslation()
  // Ids and figures alone are written of customers only.
  const items = FORMATS.filter((format) => of === 'customers' || format !== 'parquet').map((format) => ({
    key: format,
    label: (
      <a href={apiUrl(`/${of}/export`, { ...params, format, language: i18n.language })} download>
        {t(`common.exportFormat.${format}`)}
        <br />
        <span className="faint">{t(`common.exportHelp.${format}`)}</span>
      </a>
    ),
  }))
  return (
    <Dropdown trigger={['click']} menu={{ items }}>
      <Button icon={<Icon name="download" />}>
        {t('common.exportAs')} <Icon name="chevronDown" size={14} />
      </Button>
    </Dropdown>
  )
}
