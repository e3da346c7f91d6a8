import type { ApprovalAnswer } from '#http/act/approval-schemas.ts'
import { useFormat } from '../../../format/use-format.ts'
import './approvals.css'

/** What is agreed to, a sentence a line. */
export function ApprovalWords({ words }: Pick<ApprovalAnswer, 'words'>) {
  const format = useFormat()
  return (
    <ul className="approval-words">
      {words.map((word) => (
        <li key={`${word.zh} ${word.en}`}>{format.text(word)}</li>
      ))}
    </ul>
  )
}
