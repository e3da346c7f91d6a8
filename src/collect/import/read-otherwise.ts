import type { FileQuestion } from '../columns/file-question.ts'
import type { ImportPlan } from './import-plan.ts'
import type { ImportPorts } from './import-ports.ts'
import type { ImportKind } from './import-fields.ts'

/** An import of a file that read it in another way and is still there. */
export interface OtherReading {
  readonly importId: string
  readonly startedAt: Date
  readonly stored: number
}

/** The question that a file raises whose rows are stored already as another reading understood them: they would count twice. */
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
        en: `This file was imported on ${day} with another reading, ${other.stored} rows were stored: undo that import first (id ${other.importId}), or its rows may count twice.`,
      },
    },
  ]
}
