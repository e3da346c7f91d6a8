import type { FileQuestion } from '../columns/file-question.ts'
import type { ImportPlan } from './import-plan.ts'
import type { ImportPorts } from './import-ports.ts'
import type { ImportKind } from './import-fields.ts'

/** An earlier import of the same file that read it differently and was not undone. */
export interface OtherReading {
  readonly importId: string
  readonly startedAt: Date
  readonly stored: number
}

/** The question raised when a file's rows are already stored as read differently: they would count twice. */
export async function readOtherwise(
  kind: ImportKind,
  { table, mappingHash }: ImportPlan,
  timeZone: string,
  ports: Pick<ImportPorts, 'otherReading'>,
): Promise<FileQuestion[]> {
  const other = await ports.otherReading(kind, table.file.sha256, mappingHash)
  if (other === null) return []
  const day = other.startedAt.toLocaleDateString('sv', { timeZone })
  return [
    {
      code: 'read-otherwise',
      weight: 'blocking',
      text: {
        zh: `这个文件已于 ${day} 按另一种读法导入，写入 ${other.stored} 行。请先撤销那次导入（编号 ${other.importId}），否则这些行可能重复计算。`,
        en: `This file was imported on ${day} with other settings, and ${other.stored} rows were stored. Undo that import first (id ${other.importId}), or its rows may count twice.`,
      },
    },
  ]
}
