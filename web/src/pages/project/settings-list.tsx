import { Button } from 'antd'
import { useState } from 'react'
import type { ReactNode } from 'react'
import type { Endpoint, ListOf } from '../../api/endpoint.ts'
import { useApi } from '../../api/use-api.ts'
import { DataTable } from '../../components/data-table.tsx'
import type { Column } from '../../components/data-table.tsx'
import { Icon } from '../../components/icon.tsx'
import { Panel } from '../../components/page.tsx'

interface Props<T> {
  title: string
  addLabel: string
  endpoint: Endpoint<ListOf<T>>
  columns: Column<T>[]
  empty: ReactNode
  dialog: (open: boolean, close: () => void) => ReactNode
}

/** A panel with a whole list and the button that opens the dialog for a new entry. */
export function SettingsList<T extends { id: string } | { name: string }>({ title, addLabel, endpoint, columns, empty, dialog }: Props<T>) {
  const query = useApi(endpoint)
  const [adding, setAdding] = useState(false)
  return (
    <Panel
      title={title}
      flush
      actions={
        <Button size="small" icon={<Icon name="plus" size={14} />} onClick={() => setAdding(true)}>
          {addLabel}
        </Button>
      }
    >
      <DataTable
        label={title}
        columns={columns}
        rows={query.data?.items}
        rowKey={(row) => ('id' in row ? row.id : row.name)}
        error={query.error}
        retry={() => void query.refetch()}
        empty={empty}
      />
      {dialog(adding, () => setAdding(false))}
    </Panel>
  )
}
