import { Button, Checkbox, Input, InputNumber } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { IdentityRulesInput } from '#http/identity/identity-schemas.ts'
import { useCode } from '../../components/codes.ts'
import { DataTable, type Column } from '../../components/data-table.tsx'
import { kindWord } from './kind-word.ts'

type Kind = IdentityRulesInput['kinds'][number]

interface Props {
  kinds: readonly Kind[]
  change: (kinds: Kind[]) => void
}

/** Kinds of identifiers in order of weight, each with what holds for it, and a line for one of the shop's own. */
export function KindRules({ kinds, change }: Props) {
  const { t } = useTranslation()
  const code = useCode()
  const [name, setName] = useState('')
  const set = (kind: string, part: Partial<Kind>) => change(kinds.map((one) => (one.kind === kind ? { ...one, ...part } : one)))
  const move = (kind: string, by: number) => {
    const from = kinds.findIndex((one) => one.kind === kind)
    const next = [...kinds]
    next.splice(from + by, 0, ...next.splice(from, 1))
    change(next)
  }
  const number = (row: Kind, field: 'perCustomer' | 'perValue') => (
    <InputNumber
      aria-label={`${kindWord(code, row.kind)}: ${t(`identity.${field}`)}`}
      min={1}
      max={100}
      precision={0}
      size="small"
      value={row[field]}
      onChange={(value) => set(row.kind, { [field]: value ?? 1 })}
    />
  )
  const tick = (row: Kind, field: 'joins' | 'recycles') => (
    <Checkbox
      aria-label={`${kindWord(code, row.kind)}: ${t(`identity.${field}`)}`}
      checked={row[field]}
      onChange={(event) => set(row.kind, { [field]: event.target.checked })}
    />
  )
  const columns: Column<Kind>[] = [
    { key: 'kind', title: t('identity.kind'), render: (row) => <span className="cell-main">{kindWord(code, row.kind)}</span> },
    { key: 'joins', title: t('identity.joins'), render: (row) => tick(row, 'joins') },
    { key: 'perCustomer', title: t('identity.perCustomer'), numeric: true, render: (row) => number(row, 'perCustomer') },
    { key: 'perValue', title: t('identity.perValue'), numeric: true, render: (row) => number(row, 'perValue') },
    { key: 'recycles', title: t('identity.recycles'), render: (row) => tick(row, 'recycles') },
    {
      key: 'weight',
      title: t('identity.weight'),
      render: (row) => (
        <span className="identity-moves">
          <Button size="small" disabled={row === kinds[0]} onClick={() => move(row.kind, -1)}>
            {t('identity.stronger')}
          </Button>
          <Button size="small" disabled={row === kinds.at(-1)} onClick={() => move(row.kind, 1)}>
            {t('identity.weaker')}
          </Button>
          {row.kind.startsWith('custom:') ? (
            <Button size="small" onClick={() => change(kinds.filter((one) => one !== row))}>
              {t('identity.removeKind')}
            </Button>
          ) : null}
        </span>
      ),
    },
  ]
  const wanted = `custom:${name.trim()}`
  const fits = /^custom:[a-z][a-z0-9_]{0,39}$/u.test(wanted) && !kinds.some(({ kind }) => kind === wanted)
  return (
    <>
      <DataTable label={t('identity.kinds')} columns={columns} rows={kinds} rowKey={(row) => row.kind} empty={null} />
      <div className="panel-body identity-save">
        <Input
          aria-label={t('identity.ownKind')}
          placeholder={t('identity.ownKindHelp')}
          maxLength={40}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Button
          disabled={!fits}
          onClick={() => {
            change([...kinds, { kind: wanted, joins: true, perCustomer: 1, perValue: 3, recycles: false }])
            setName('')
          }}
        >
          {t('identity.addKind')}
        </Button>
      </div>
    </>
  )
}
