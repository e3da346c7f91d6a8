import { Button, Dropdown } from 'antd'
import { useTranslation } from 'react-i18next'
import { apiUrl } from '../api/client.ts'
import type { Params } from '../api/client.ts'
import { Icon } from './icon.tsx'

const FORMATS = ['csv', 'ndjson', 'parquet'] as const

/** Customers as a file, in the format that is chosen; each is a plain link, so that the browser saves it while it comes. */
export function ExportMenu({ params }: { params: Params }) {
  const { t, i18n } = useTranslation()
  const items = FORMATS.map((format) => ({
    key: format,
    label: (
      <a href={apiUrl('/customers/export', { ...params, format, language: i18n.language })} download>
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
