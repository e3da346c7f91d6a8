import { Button, Checkbox, Popover } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from './icon.tsx'

/** Which columns a table shows, remembered in this browser. */
export function useChosenColumns(name: string, standard: readonly string[]): [string[], (next: string[]) => void] {
  const key = `liuke.columns.${name}`
  const [chosen, setChosen] = useState<string[]>(() => localStorage.getItem(key)?.split(',') ?? [...standard])
  const choose = (next: string[]) => {
    localStorage.setItem(key, next.join(','))
    setChosen(next)
  }
  return [chosen, choose]
}

interface Props {
  columns: readonly { key: string; title: string }[]
  chosen: string[]
  choose: (next: string[]) => void
}

export function ColumnChooser({ columns, chosen, choose }: Props) {
  const { t } = useTranslation()
  const list = (
    <Checkbox.Group
      className="column-list"
      value={chosen}
      onChange={(values) => {
        if (values.length > 0) choose(columns.map((one) => one.key).filter((key) => values.includes(key)))
      }}
      options={columns.map((one) => ({ label: one.title, value: one.key }))}
    />
  )
  return (
    <Popover content={list} trigger="click" placement="bottomRight" title={t('common.columns')}>
      <Button icon={<Icon name="columns" />}>{t('common.columns')}</Button>
    </Popover>
  )
}
